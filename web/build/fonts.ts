/* fonts.ts -- cuts the two fonts down to the letters and the features that the shop uses, into src/ui/fonts/.
 *
 * Other Latin letters, in a product's name perhaps, come from the uncut fonts when they are met (ui/styles/fonts.css).
 */
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import subsetFont from 'subset-font'
import type { Plugin } from 'vite'

const SOURCES = {
  vollkorn: 'node_modules/@fontsource-variable/vollkorn/files/vollkorn-latin-wght-normal.woff2',
  atkinson:
    'node_modules/@fontsource-variable/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next-latin-wght-normal.woff2'
}

const range = (first: number, last: number) =>
  String.fromCodePoint(...Array.from({ length: last - first + 1 }, (_, i) => first + i))

/* ASCII, Latin-1, and the typographic characters of English, German and French. */
const LETTERS = range(0x20, 0x7e) + range(0xa0, 0xff) + 'ŒœŸ€–—‘’‚“”„•…‹›−\u2009\u202f'

/* Kerning and accents, lining figures of one width, and the fractions' bar not. */
const FEATURES = ['kern', 'liga', 'ccmp', 'mark', 'mkmk', 'locl', 'lnum', 'tnum']

async function subset(name: string, source: string): Promise<void> {
  const target = `src/ui/fonts/${name}.woff2`
  const font = await subsetFont(await readFile(source), LETTERS, {
    targetFormat: 'woff2',
    keepFeatures: FEATURES,
    noHinting: true
  })
  await writeFile(target, font)
}

export function fonts(): Plugin {
  let serving = false
  return {
    name: 'bakery:fonts',
    configResolved(config) {
      serving = config.command === 'serve'
    },
    async buildStart() {
      await mkdir('src/ui/fonts', { recursive: true })
      const wanted = Object.entries(SOURCES).filter(([name]) => !serving || !existsSync(`src/ui/fonts/${name}.woff2`))
      await Promise.all(wanted.map(([name, source]) => subset(name, source)))
    }
  }
}
