/* assets.test.mjs -- the web bundle in the binary: each file of web/ in each coding, and nothing else.
 * page.test.mjs tests index.html. */
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { Bakery, command } from './lib/bakery.mjs'
import { useShop } from './lib/shop.mjs'
import { exchange } from './lib/wire.mjs'

const bundle = fileURLToPath(new URL('../../web/dist', import.meta.url))
const files = readdirSync(bundle, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(bundle.length))
  .filter((file) => file !== '/index.html')

const held = useShop()
const get = (path, headers) => held.shop.get(path, { headers })

describe('the bundle', () => {
  for (const file of files) {
    test(`${file} is served unchanged in each coding`, async () => {
      const bytes = readFileSync(join(bundle, file))
      const decode = { gzip: gunzipSync, br: brotliDecompressSync }
      const tags = new Set()

      for (const accept of ['identity', 'gzip', 'br', 'gzip, deflate, br, zstd']) {
        const { status, headers, buffer } = await get(file, { 'accept-encoding': accept })
        const coding = headers['content-encoding']

        assert.equal(status, 200)
        if (coding) assert.ok(accept.includes(coding))
        assert.deepEqual(coding ? decode[coding](buffer) : buffer, bytes)
        assert.match(headers.etag, /^"[0-9a-f]{22}"$/)
        assert.equal(headers.vary, 'Accept-Encoding')
        assert.equal(headers['x-content-type-options'], 'nosniff')
        tags.add(`${headers.etag} ${coding}`)

        const again = await get(file, { 'accept-encoding': accept, 'if-none-match': headers.etag })
        assert.equal(again.status, 304)
        assert.equal(again.headers.etag, headers.etag)
      }
      assert.equal(new Set([...tags].map((tag) => tag.split(' ')[0])).size, tags.size, 'a tag for each coding')
    })
  }

  test('text is compressed, by brotli best', async () => {
    const style = files.find((file) => file.endsWith('.css'))
    const size = async (accept) => (await get(style, { 'accept-encoding': accept })).buffer.length

    assert.ok((await size('gzip')) < (await size('identity')))
    assert.ok((await size('gzip, br')) < (await size('gzip')))
  })

  test('files are revalidated each time, except those with a hash in their names', async () => {
    for (const file of files) {
      const kept = (await get(file)).headers['cache-control']

      assert.equal(
        kept,
        /^\/assets\/.*-(?=[\w-]*[0-9A-Z])[\w-]{8}\.\w+$/.test(file)
          ? 'public, max-age=31536000, immutable'
          : 'no-cache',
        file
      )
    }
  })
})

describe('other paths', () => {
  test('a file that is not there is a problem', async () => {
    for (const path of ['/none.js', '/assets/none.css', '/.env', '/index.html.br']) {
      const { status, headers } = await get(path)

      assert.equal(status, 404, path)
      assert.equal(headers['content-type'], 'application/problem+json')
    }
  })

  test('a folder is not listed', async () => {
    for (const path of ['/assets', '/assets/', '/drawings', '/drawings/'])
      assert.equal((await get(path, { contract: false })).status, 404, path)
  })

  test('paths of the API and of health checks never return a page', async () => {
    for (const path of [
      '/api',
      '/api/',
      '/api/basket',
      '/api/orders',
      '/healthz/x',
      '/readyz/x',
      '/metrics/x',
      '/%61pi/x'
    ]) {
      const { status, headers } = await get(path)

      assert.ok(status === 404 || status === 405, `${path}: ${status}`)
      assert.equal(headers['content-type'], 'application/problem+json')
    }
  })

  test('pages are only read', async () => {
    const { status, headers } = await held.shop.bakery.request('POST', '/basket', { json: {} })

    assert.equal(status, 405)
    assert.equal(headers.allow, 'GET, HEAD, OPTIONS')
    assert.equal((await held.shop.bakery.request('HEAD', '/')).buffer.length, 0)
  })
})

describe('a folder in place of the bundle', () => {
  let work, pages, settings

  before(() => {
    work = mkdtempSync(join(tmpdir(), 'bakery-web-'))
    pages = join(work, 'pages')
    settings = { BAKERY_WEB_DIR: pages, DATABASE_URL: `sqlite:${join(work, 'shop.db')}` }
    mkdirSync(pages)
    writeFileSync(join(pages, 'index.html'), 'of the folder')
    writeFileSync(join(work, 'secret.txt'), 'secret')
    symlinkSync('../secret.txt', join(pages, 'link.txt'))
  })
  after(() => rmSync(work, { recursive: true }))

  test('serves its current files, and nothing outside of it', async (t) => {
    const bakery = await new Bakery(settings).listening()

    t.after(() => bakery.stop())
    assert.equal((await bakery.get('/basket')).text, 'of the folder')
    writeFileSync(join(pages, 'index.html'), 'changed')
    assert.equal((await bakery.get('/')).text, 'changed')
    assert.equal((await bakery.get('/')).headers['cache-control'], 'no-store')
    for (const target of [
      '/link.txt',
      '/../secret.txt',
      '/..%2fsecret.txt',
      '/%2e%2e/secret.txt',
      '/x/../../secret.txt',
      `//${work}/secret.txt`,
      `/%2f${work}/secret.txt`
    ]) {
      const { answers } = await exchange(bakery.port, `GET ${target} HTTP/1.1\r\nHost: shop\r\n\r\n`, { answers: 1 })

      assert.ok([400, 404].includes(answers[0].status), target)
    }
  })

  test('prints one error line at start if it is missing', async () => {
    const { code, stderr } = await command(['serve', '--web-dir', '/nowhere/at/all'], settings)

    assert.equal(code, 2)
    assert.match(stderr, /BAKERY_WEB_DIR: \/nowhere\/at\/all: No such file or directory/)
  })
})
