/* drawings.ts -- one sprite of all drawings (drawings/NAME.svg), for <use href="SPRITE#NAME"> and "SPRITE#NAME-outline".
 *
 * A drawing takes its colours from custom properties of the page, --plate-gold and so on, which reach into the sprite;
 * the same file alone shows the fallbacks, so it is also copied to /drawings/NAME.svg, the path that the API gives.
 * `virtual:drawings` exports the sprite's address and the names. What breaks the format stops the build.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Plugin, ViteDevServer } from 'vite'

export interface Drawing {
  name: string
  source: string // the file
  print: string // the elements of <g id="print">
  outline: string // path data of the silhouette
}

const ID = 'virtual:drawings'
const RESOLVED = '\0drawings'
const DEV_SPRITE = 'assets/drawings.svg'
const VIEW_BOX = '0 0 200 150'

const KB = 1000
const CAPS = { raw: 5 * KB, gzip: 1.6 * KB, sprite: 9 * KB }

/* The plates, in their colours of the light page. */
const PLATES: Readonly<Record<string, string>> = {
  gold: '#DD9A3C',
  deep: '#AE641F',
  rye: '#5A3218',
  pale: '#F4CF80',
  cream: '#FFF5DC',
  jam: '#B4243A',
  paper: '#FBF8EC',
  ink: '#2233A0'
}

const FILE = new RegExp(
  `^<svg xmlns="http://www\\.w3\\.org/2000/svg" viewBox="${VIEW_BOX}">\\n` +
    `<g id="print">\\n([^]+)</g>\\n<path id="outline" fill="none" d="(M[^"MmZz]+z)"/>\\n</svg>\\n$`
)
const ELEMENT = /^<path fill="var\(--plate-([a-z]+), (#[0-9A-F]{6})\)" d="M[-\d. A-Za-z]+"\/>$/

const gzipBytes = (text: string) => gzipSync(text, { level: 9 }).length

function checkElement(file: string, line: string): void {
  const [, plate = '', colour] = ELEMENT.exec(line) ?? []
  if (colour === undefined) throw new Error(`${file}: not a path filled with a plate: ${line.slice(0, 72)}`)
  if (PLATES[plate] !== colour) throw new Error(`${file}: ${colour} is not the colour of a plate named "${plate}"`)
}

/* Throws with the file's name and the reason when the source is not in the format of drawings. */
export function parseDrawing(name: string, source: string): Drawing {
  const file = `drawings/${name}.svg`
  for (const id of ['print', 'outline']) if (!source.includes(` id="${id}"`)) throw new Error(`${file}: has no #${id}`)
  const [, print, outline] = FILE.exec(source) ?? []
  if (print === undefined || outline === undefined)
    throw new Error(`${file}: is not <svg viewBox="${VIEW_BOX}"> of <g id="print"> and one closed <path id="outline">`)
  for (const line of print.trimEnd().split('\n')) checkElement(file, line)
  const sizes = { raw: Buffer.byteLength(source), gzip: gzipBytes(source) }
  for (const kind of ['raw', 'gzip'] as const)
    if (sizes[kind] > CAPS[kind]) throw new Error(`${file}: ${sizes[kind]} bytes ${kind}, the cap is ${CAPS[kind]}`)
  return { name, source, print, outline }
}

/* The dashes of an outline keep their size at every scale; stroke and dashes themselves come from the page. */
function symbols({ name, print, outline }: Drawing): string {
  const box = `viewBox="${VIEW_BOX}" overflow="visible"`
  return (
    `<symbol id="${name}" ${box}>\n${print}</symbol>\n` +
    `<symbol id="${name}-outline" ${box}>\n` +
    `<path fill="none" vector-effect="non-scaling-stroke" d="${outline}"/>\n</symbol>\n`
  )
}

export function spriteOf(drawings: readonly Drawing[]): string {
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg">\n${drawings.map(symbols).join('')}</svg>\n`
  const bytes = gzipBytes(sprite)
  if (bytes > CAPS.sprite) throw new Error(`drawings: the sprite is ${bytes} bytes gzip, the cap is ${CAPS.sprite}`)
  return sprite
}

export async function readDrawings(directory: string): Promise<Drawing[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.svg')).sort()
  return Promise.all(
    files.map(async (file) => parseDrawing(basename(file, '.svg'), await readFile(join(directory, file), 'utf8')))
  )
}

/* The dev server reads the files at each request, and reloads the page when one has changed. */
function serve(server: ViteDevServer, directory: string): void {
  const { base } = server.config
  server.middlewares.use((req, res, next) => {
    const path = req.url?.split('?')[0] ?? ''
    const name = /^drawings\/([a-z-]+)\.svg$/.exec(path.slice(base.length))?.[1]
    if (name === undefined && path !== base + DEV_SPRITE) return next()
    const find = (drawings: Drawing[]) =>
      name === undefined ? spriteOf(drawings) : drawings.find((drawing) => drawing.name === name)?.source
    readDrawings(directory)
      .then(find)
      .then((svg) => (svg === undefined ? next() : res.setHeader('Content-Type', 'image/svg+xml').end(svg)))
      .catch(next)
  })
  server.watcher.add(directory)
  server.watcher.on('all', (_event, path) => {
    if (path.startsWith(directory)) server.ws.send({ type: 'full-reload' })
  })
}

export function drawings(): Plugin {
  let directory = ''
  let base = '/'
  let serving = false
  return {
    name: 'bakery:drawings',
    configResolved(config) {
      directory = join(config.root, 'drawings')
      base = config.base
      serving = config.command === 'serve'
    },
    configureServer(server) {
      serve(server, directory)
    },
    resolveId(id) {
      return id === ID ? RESOLVED : null
    },
    async load(id) {
      if (id !== RESOLVED) return null
      const all = await readDrawings(directory)
      const sprite = spriteOf(all)
      let path = DEV_SPRITE
      if (!serving) {
        const hash = createHash('sha256').update(sprite).digest('hex').slice(0, 8)
        path = `assets/drawings-${hash}.svg`
        this.emitFile({ type: 'asset', fileName: path, source: sprite })
        for (const { name, source } of all) this.emitFile({ type: 'asset', fileName: `drawings/${name}.svg`, source })
      }
      const names = JSON.stringify(all.map(({ name }) => name))
      return `export const sprite = ${JSON.stringify(base + path)}\nexport const names = ${names}\n`
    }
  }
}
