import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build, createServer, type InlineConfig, type Rollup } from 'vite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drawings, parseDrawing, readDrawings, spriteOf } from './drawings'

const GOLD = '<path fill="var(--plate-gold, #DD9A3C)" d="M9 9h9v9z"/>'

const file = (print: string, outline = '<path id="outline" fill="none" d="M9 9h9v9z"/>') =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 150">\n<g id="print">\n${print}\n</g>\n${outline}\n</svg>\n`

/* Path data that gzip cannot shrink much: numbers without a pattern. */
function noise(bytes: number): string {
  let state = 1
  let data = 'M0 0l'
  while (data.length < bytes) data += `${(state = (state * 48271) % 2147483647) % 1000} `
  return `<path fill="var(--plate-gold, #DD9A3C)" d="${data.trimEnd()}z"/>`
}

describe('the drawings of the shop', () => {
  it('are fourteen, in the format, and fit one sprite', async () => {
    const all = await readDrawings('drawings')
    expect(all.map(({ name }) => name)).toEqual(
      [
        'baguettes berry-tart blueberry-muffin cappuccino cheesecake cinnamon-roll cookie croissant eclair',
        'focaccia pain-au-chocolat pretzel rye-tin sourdough'
      ].flatMap((names) => names.split(' '))
    )
    expect(() => spriteOf(all)).not.toThrow()
  })
})

describe('an invalid file is rejected with its name and the reason,', () => {
  it.each([
    ['without #print', file(GOLD).replace(' id="print"', ''), 'has no #print'],
    ['without #outline', file(GOLD, ''), 'has no #outline'],
    ['with an outline of two parts', file(GOLD, '<path id="outline" fill="none" d="M9 9h9zM1 1h1z"/>'), 'one closed'],
    ['with an open outline', file(GOLD, '<path id="outline" fill="none" d="M9 9h9v9"/>'), 'one closed'],
    ['with another viewBox', file(GOLD).replace('200 150', '100 75'), 'is not <svg'],
    ['with a plain colour', file(GOLD.replace('var(--plate-gold, #DD9A3C)', '#DD9A3C')), 'not a path filled'],
    ['with a plate that does not exist', file(GOLD.replace('gold', 'mauve')), '"mauve"'],
    ['with a wrong fallback', file(GOLD.replace('DD9A3C', 'DD9A3D')), '#DD9A3D'],
    ['with a stroke', file(GOLD.replace('/>', ' stroke="red"/>')), 'not a path filled'],
    ['with a script', file(`${GOLD}\n<script>alert(1)</script>`), 'not a path filled'],
    ['over the raw cap', file(GOLD.replace('h9', 'h9'.repeat(2500))), 'the cap is 5000'],
    ['over the gzip cap', file(noise(4500)), 'the cap is 1600']
  ])('%s', (_what, source, reason) => {
    expect(() => parseDrawing('bun', source)).toThrow(/^drawings\/bun\.svg: /)
    expect(() => parseDrawing('bun', source)).toThrow(reason)
  })
})

it('the sprite has a drawing and its outline as symbols, and a cap', () => {
  const bun = parseDrawing('bun', file(GOLD))
  expect(spriteOf([bun])).toContain(`<symbol id="bun" viewBox="0 0 200 150" overflow="visible">\n${GOLD}\n</symbol>`)
  expect(spriteOf([bun])).toMatch(/<symbol id="bun-outline" [^>]+>\n<path [^>]+ d="M9 9h9v9z"\/>/)
  expect(() => spriteOf([{ ...bun, print: noise(40000) }])).toThrow('the cap is 9000')
})

describe('the plugin', () => {
  let root = ''
  const config = (): InlineConfig => ({
    root,
    configFile: false,
    logLevel: 'silent',
    plugins: [drawings()],
    build: { write: false, rollupOptions: { input: join(root, 'main.js') } },
    server: { port: 0, host: '127.0.0.1', ws: false }
  })

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'drawings-'))
    await mkdir(join(root, 'drawings'))
    await writeFile(join(root, 'drawings/bun.svg'), file(GOLD))
    await writeFile(
      join(root, 'main.js'),
      "import { names, sprite } from 'virtual:drawings'\ndocument.title = sprite + names"
    )
  })
  afterEach(() => rm(root, { recursive: true }))

  it('builds a hashed sprite, whose address the page knows, and keeps each file', async () => {
    const { output } = (await build(config())) as Rollup.RollupOutput
    const sprite = output.find(({ fileName }) => /^assets\/drawings-[0-9a-f]{8}\.svg$/.test(fileName))
    const copy = output.find(({ fileName }) => fileName === 'drawings/bun.svg')
    expect(sprite).toMatchObject({ type: 'asset', source: spriteOf([parseDrawing('bun', file(GOLD))]) })
    expect(copy).toMatchObject({ type: 'asset', source: file(GOLD) })
    const page = output.find((chunk) => chunk.type === 'chunk')
    expect(page?.code).toContain(`/${sprite?.fileName}`)
    expect(page?.code).toContain('bun')
  })

  it('stops the build over a bad file', async () => {
    await writeFile(join(root, 'drawings/bun.svg'), file(GOLD.replace('gold', 'mauve')))
    await expect(build(config())).rejects.toThrow('drawings/bun.svg')
  })

  it('serves sprite and files in development, as they are at that moment', async () => {
    const server = await createServer(config())
    try {
      await server.listen()
      const origin = server.resolvedUrls?.local[0] ?? ''
      const { sprite, names } = await server.ssrLoadModule('virtual:drawings')
      expect(names).toEqual(['bun'])
      const get = async (path: string) => (await fetch(new URL(path, origin))).text()
      expect(await get(sprite)).toContain('<symbol id="bun"')
      await writeFile(join(root, 'drawings/roll.svg'), file(GOLD))
      expect(await get(sprite)).toContain('<symbol id="roll"')
      expect(await get('/drawings/roll.svg')).toBe(file(GOLD))
    } finally {
      await server.close()
    }
  })
})
