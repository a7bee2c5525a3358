/* before-paint.ts -- puts src/ui/before-paint.ts in the page's head, as a file of its own that runs before the
 * first paint. A module would run after it, and the Content-Security-Policy forbids a script in the page.
 */
import { readFile } from 'node:fs/promises'
import { transformWithEsbuild, type HtmlTagDescriptor, type Plugin } from 'vite'

const SOURCE = 'src/ui/before-paint.ts'
const NAME = 'before-paint.js'

const script = (src: string): HtmlTagDescriptor[] => [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }]

export function beforePaint(): Plugin {
  let serving = false
  return {
    name: 'bakery:before-paint',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    async buildStart() {
      if (serving) return
      const { code } = await transformWithEsbuild(await readFile(SOURCE, 'utf8'), SOURCE, {
        minify: true,
        format: 'iife',
        sourcemap: false
      })
      this.emitFile({ type: 'asset', name: NAME, source: code })
    },
    transformIndexHtml: {
      order: 'post',
      handler(_html, { bundle }) {
        if (serving) return script(`/${SOURCE}`)
        const file = Object.values(bundle ?? {}).find(
          (output) => output.type === 'asset' && output.names.includes(NAME)
        )
        if (file === undefined) throw new Error(`${NAME} is not in the bundle`)
        return script(`/${file.fileName}`)
      }
    }
  }
}
