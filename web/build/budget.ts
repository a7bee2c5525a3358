/* budget.ts -- fails the build when the first load of the menu, or what the staff's pages add to it, grows past its
 * budget.
 *
 * The first load is the entry with everything that it imports statically, the style sheets of these, and the fonts that
 * the page preloads. Pages that are imported later do not count.
 */
import { brotliCompressSync } from 'node:zlib'
import type { Plugin, Rollup } from 'vite'

const KB = 1000

/* Bytes after brotli, as the server sends them; woff2 is compressed already. */
const BUDGET = { scripts: 90 * KB, styles: 12 * KB, fonts: 72 * KB }
/* Scripts and styles together. */
const STAFF_BUDGET = 60 * KB

const brotliBytes = (source: string | Uint8Array) => brotliCompressSync(source).length

/* The chunks that `begins` selects, with everything that they import statically. */
function loadedWith(bundle: Rollup.OutputBundle, begins: (chunk: Rollup.OutputChunk) => boolean): Rollup.OutputChunk[] {
  const found = new Map<string, Rollup.OutputChunk>()
  function visit(output: Rollup.OutputBundle[string] | undefined) {
    if (output?.type !== 'chunk' || found.has(output.fileName)) return
    found.set(output.fileName, output)
    for (const name of output.imports) visit(bundle[name])
  }
  for (const output of Object.values(bundle)) if (output.type === 'chunk' && begins(output)) visit(output)
  return [...found.values()]
}

const firstLoad = (bundle: Rollup.OutputBundle) => loadedWith(bundle, (chunk) => chunk.isEntry)

function measureStaff(bundle: Rollup.OutputBundle): number {
  const first = new Set(firstLoad(bundle))
  const chunks = loadedWith(bundle, (chunk) => chunk.facadeModuleId?.endsWith('/staff-app.tsx') === true)
  const added = chunks.filter((chunk) => !first.has(chunk))
  const sheets = new Set(added.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))
  let size = added.reduce((sum, chunk) => sum + brotliBytes(chunk.code), 0)
  for (const output of Object.values(bundle))
    if (output.type === 'asset' && sheets.has(output.fileName)) size += brotliBytes(output.source)
  if (size === 0) throw new Error('the bundle has no pages of the staff')
  return size
}

function measure(bundle: Rollup.OutputBundle): Record<keyof typeof BUDGET, number> {
  const chunks = firstLoad(bundle)
  const sheets = new Set(chunks.flatMap((chunk) => [...(chunk.viteMetadata?.importedCss ?? [])]))
  const page = String(bundle['index.html']?.type === 'asset' ? bundle['index.html'].source : '')
  const sizes = { scripts: 0, styles: 0, fonts: 0 }
  for (const chunk of chunks) sizes.scripts += brotliBytes(chunk.code)
  for (const output of Object.values(bundle)) {
    if (output.type !== 'asset') continue
    if (output.fileName.endsWith('.js')) sizes.scripts += brotliBytes(output.source)
    if (sheets.has(output.fileName)) sizes.styles += brotliBytes(output.source)
    if (output.fileName.endsWith('.woff2') && page.includes(output.fileName)) sizes.fonts += output.source.length
  }
  return sizes
}

export function budget(): Plugin {
  return {
    name: 'bakery:budget',
    apply: 'build',
    writeBundle(_options, bundle) {
      const sizes = measure(bundle)
      const kinds = Object.keys(BUDGET) as (keyof typeof BUDGET)[]
      const line = kinds.map((kind) => `${kind} ${(sizes[kind] / KB).toFixed(1)} of ${BUDGET[kind] / KB} kB`).join(', ')
      this.info(`first load: ${line}`)
      const staff = measureStaff(bundle)
      this.info(`staff: ${(staff / KB).toFixed(1)} of ${STAFF_BUDGET / KB} kB`)
      if (staff > STAFF_BUDGET) this.error(`over the budget of the staff's pages: ${staff} bytes`)
      if (kinds.some((kind) => sizes[kind] > BUDGET[kind])) this.error(`over the budget of the first load: ${line}`)
    }
  }
}
