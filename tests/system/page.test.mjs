/* page.test.mjs -- the page that browsers get: index.html of the bundle with the shop and the product list in it. */
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { command } from './lib/bakery.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, databaseUrl, embedded, withAddress } from './lib/services.mjs'
import { openShop, useShop } from './lib/shop.mjs'
import { inParallel, sleep, waitFor } from './lib/wait.mjs'

const held = useShop()
const get = (path, headers) => held.shop.get(path, { headers })

const NO_PAGES = [
  '/docs',
  '/no/such',
  '/products',
  '/products/9999',
  '/products/x',
  '/index.html',
  '/%C3%A9',
  '/apis',
  '/basket/x'
]

/* What a browser would read in the page's data block, and the rest of the page. */
function read(text) {
  const block = /<script type="application\/json" id="page-data">([^<]*)<\/script>/

  assert.match(text, block)
  return { ...JSON.parse(text.match(block)[1]), markup: text.replace(block, '') }
}

const page = async (path = '/', shop = held.shop) => read((await shop.get(path)).text)

async function create(fields) {
  const { status, json, text } = await held.shop.admin('POST', '/api/products', {
    json: { name: 'Loaf', price: 4.5, category: 'bread', ...fields }
  })

  assert.equal(status, 201, text)
  return json
}

describe('the page', () => {
  test('holds the shop, and the list to the letter of the API', async () => {
    const { shop, products } = await page()

    assert.deepEqual(shop, (await get('/api/shop')).json)
    assert.deepEqual(products, (await get('/api/products')).json)
    assert.ok(products.length >= 14)
  })

  test('is readable without scripts: every product with its price', async () => {
    const { products, markup } = await page()

    assert.match(markup, /<noscript>[^]*<ul class="plain-shelf">[^]*<\/noscript>/)
    for (const { name, price } of products) {
      const [, item] = markup.match(new RegExp(`<li><h2>${name}</h2>(.*)</li>`))
      assert.match(item, new RegExp(`<p class="plain-price">${price.toFixed(2)} EUR</p>`))
    }
    assert.doesNotMatch(markup, /\{\{|\}\}/)
  })

  test('differs between paths only in what search engines read', async () => {
    const { text } = await get('/')
    const body = (text) => text.slice(text.indexOf('<body>'))

    for (const path of ['/products/3', '/basket', '/checkout', '/orders', '/orders/12345/', ...NO_PAGES]) {
      const { headers, text: other } = await get(path)

      assert.equal(headers['content-type'], 'text/html; charset=utf-8')
      assert.notEqual(other, text)
      assert.equal(body(other), body(text))
    }
  })

  test('has status 404 and is not cached for a path without a page', async () => {
    const { headers } = await get('/')

    for (const path of NO_PAGES)
      for (const method of ['GET', 'HEAD']) {
        const answer = await held.shop.bakery.request(method, path, { headers: { 'if-none-match': headers.etag } })

        assert.equal(answer.status, 404, path)
        assert.equal(answer.headers['cache-control'], 'no-store')
        assert.equal(answer.headers.etag, undefined)
        assert.equal(answer.headers['content-type'], 'text/html; charset=utf-8')
      }
    const packed = await get('/docs', { 'accept-encoding': 'gzip' })
    assert.equal(packed.status, 404)
    assert.equal(packed.headers['content-encoding'], 'gzip')
  })

  test('has the status 200 for every route of the scripts', async () => {
    const folder = new URL('../../web/src/', import.meta.url)
    const sources = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.tsx'))
    const routes = sources.flatMap((name) =>
      [...readFileSync(new URL(name, folder), 'utf8').matchAll(/<Route path="([^"]+)"/g)].map(([, path]) => path)
    )

    assert.ok(routes.length >= 6)
    for (const route of routes) {
      const path = route.replace(':id', '3')
      for (const method of ['GET', 'HEAD'])
        assert.equal((await held.shop.bakery.request(method, path)).status, 200, path)
    }
  })

  test('of a product is 404 until it is on sale, and again afterwards', async () => {
    const next = (await create({})).id + 1

    assert.equal((await get(`/products/${next}`)).status, 404)
    assert.equal((await create({})).id, next)
    assert.equal((await get(`/products/${next}`)).status, 200)
    await held.shop.admin('DELETE', `/api/products/${next}`)
    assert.equal((await get(`/products/${next}`)).status, 404)
  })

  test('holds no script or style of its own, and its policy would stop one', async () => {
    const { headers, text } = await get('/')

    assert.doesNotMatch(text, /<style|\sstyle=|\son\w+=|javascript:/i)
    for (const [, attributes, body] of text.matchAll(/<script([^>]*)>([^]*?)<\/script>/gi))
      if (!/type="application\/(ld\+)?json"/.test(attributes)) {
        assert.match(attributes, /src="\//)
        assert.equal(body.trim(), '')
      }
    assert.doesNotMatch(headers['content-security-policy'], /unsafe|https?:|\*/)
    assert.match(headers['content-security-policy'], /default-src 'none'.*frame-ancestors 'none'/)
    assert.equal(headers['referrer-policy'], 'same-origin')
    assert.equal(headers['x-content-type-options'], 'nosniff')
    assert.match(headers['permissions-policy'], /camera=\(\)/)
  })

  test('is revalidated each time, and costs a 304 while it is unchanged', async () => {
    const { headers, buffer } = await get('/')
    const packed = await get('/', { 'accept-encoding': 'gzip' })
    const again = await get('/', { 'accept-encoding': 'gzip', 'if-none-match': headers.etag })

    assert.equal(headers['cache-control'], 'no-cache')
    assert.equal(headers.vary, 'Accept-Encoding')
    assert.equal(packed.headers['content-encoding'], 'gzip')
    assert.ok(packed.buffer.length < buffer.length / 2)
    assert.deepEqual(gunzipSync(packed.buffer), buffer)
    assert.equal(packed.headers.etag, headers.etag)
    assert.equal(again.status, 304)
    assert.equal(again.headers.etag, headers.etag)
    assert.equal((await held.shop.bakery.request('HEAD', '/')).headers['content-length'], String(buffer.length))
  })

  test('changes with the list, from the answer to the change on', async () => {
    const { id } = await create({ name: 'Changing Loaf', stock: 3 })
    const before = await get('/')

    assert.equal(read(before.text).products.find((product) => product.id === id).available, true)
    await held.shop.admin('PATCH', `/api/products/${id}`, { json: { stock: 0, price: 5 } })
    const after = await get('/', { 'if-none-match': before.headers.etag })
    assert.equal(after.status, 200)
    assert.equal(read(after.text).products.find((product) => product.id === id).price, 5)
    assert.match(
      after.text,
      /<li><h2>Changing Loaf<\/h2><p class="plain-price">5\.00 EUR<\/p><p class="sold-out">Sold out<\/p><\/li>/
    )
  })

  test('shows names as text, whatever is in them', async () => {
    const names = [
      '</script><script>alert(1)</script>',
      '<!-- <script>',
      '</noscript><img src=x>',
      '"quoted" & \'single\'',
      '&lt;b&gt;',
      '{{data}} {{shop.name}}',
      'Éclair 通り \u{1F950}'
    ]

    for (const name of names) await create({ name, description: name, category: name.slice(0, 50) })
    const { products, markup } = await page()
    const known = products.map(({ name }) => name)

    for (const name of names) assert.ok(known.includes(name), name)
    assert.doesNotMatch(markup, /<script>|<!--|<img|alert\(1\)<\/script>/)
    assert.equal(markup.match(/<\/noscript>/g).length, 1)
    assert.ok(markup.includes('<h2>&quot;quoted&quot; &amp; &#39;single&#39;</h2>'))
    assert.ok(markup.includes('<h2>&amp;lt;b&amp;gt;</h2>'))
    assert.ok(markup.includes('<h2>Éclair 通り \u{1F950}</h2>'))
  })
})

test('shows the shop name of the settings', async (t) => {
  const settings = {
    BAKERY_NAME: '<Brød> & "Co"',
    BAKERY_CURRENCY: 'DKK'
  }
  const shop = await openShop(t, settings)
  const { text } = await shop.get('/')

  assert.deepEqual(read(text).shop, (await shop.get('/api/shop')).json)
  assert.equal(read(text).shop.name, '<Brød> & "Co"')
  assert.match(text, /Tue–Sat 7:00–18:00/)
  assert.ok(text.includes('<title>Order and collect · &lt;Brød&gt; &amp; &quot;Co&quot;</title>'))
  assert.match(text, /<p class="plain-price">3\.50 DKK<\/p>/)
  for (const [name, value] of [
    ['BAKERY_NAME', '\u200b'],
    ['BAKERY_ADDRESS', 'a\tb'],
    ['BAKERY_CURRENCY', 'Euro']
  ]) {
    const { code, stderr } = await command(['serve'], { [name]: value })
    assert.equal(code, 2)
    assert.match(stderr.trim(), new RegExp(`^bakery: ${name} must be .*$`))
  }
})

describe('a list that cannot be read', () => {
  /* A page waits 300 ms for it; one that waited for the database would take the 5 s of a request. */
  const MOMENT_MS = 3000

  test('does not keep the page from coming', async (t) => {
    const shop = await openShop(t)
    const nowhere = await startProxy({ host: '127.0.0.1', port: 1 })
    const alone = await shop.start({
      DATABASE_URL: `postgresql://bakery@127.0.0.1:${nowhere.port}/bakery`,
      REDIS_URL: undefined
    })

    t.after(() => nowhere.close())
    for (const answer of [nowhere.refuse, nowhere.stall]) {
      answer.call(nowhere)
      const { status, ms, text } = await alone.get('/')
      const { products, markup } = read(text)

      assert.equal(status, 200)
      assert.ok(ms < MOMENT_MS, `${ms} ms`)
      assert.equal(products, null)
      assert.match(markup, /<noscript>[^]*The products cannot be shown at the moment/)
    }
    await alone.stop()
  })

  const onServers = embedded ? () => {} : test // what is waited for is a network

  onServers('is waited for a moment, by nobody again until it is there', async (t) => {
    const shop = await openShop(t)
    const proxy = await startProxy(addressOf(databaseUrl))
    const slow = await shop.startReady({
      DATABASE_URL: withAddress(shop.database.url, proxy.port),
      REDIS_URL: undefined
    })

    t.after(() => proxy.close())
    assert.ok(read((await slow.get('/')).text).products.length > 0)
    await sleep(1100) // until the process no longer believes its own copy
    proxy.stall()
    const gone = http.get({ host: '127.0.0.1', port: slow.port, path: '/' }).on('error', () => {})
    const waiting = await inParallel(8, 8, () => slow.get('/'))
    for (const { status, ms, text } of waiting) {
      assert.equal(status, 200)
      assert.ok(ms >= 100 && ms < MOMENT_MS, `${ms} ms`)
      assert.equal(read(text).products, null)
    }
    const [next, other] = await Promise.all([slow.get('/'), slow.get('/healthz')])
    assert.ok(next.ms < other.ms + 200, `${next.ms} ms, and ${other.ms} ms for what waits for nothing`)
    gone.destroy()
    proxy.pass()
    await waitFor('the list is there again', async () => read((await slow.get('/')).text).products?.length > 0)
  })

  test('is left out when it is too long for a page', async (t) => {
    const shop = await openShop(t)
    const description = '通'.repeat(1000)
    const add = (i) =>
      shop.admin('POST', '/api/products', { json: { name: `Loaf ${i}`, description, price: 1, category: 'bread' } })

    await inParallel(150, 4, add)
    assert.ok((await shop.get('/api/products')).buffer.length > 400_000)
    assert.ok((await page('/', shop)).products.length > 150)
    await inParallel(50, 4, add)
    assert.ok((await shop.get('/api/products')).buffer.length > 600_000)
    assert.equal((await page('/', shop)).products, null)
  })
})

test('is built again each time from a folder', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'bakery-page-'))
  const index = (text) => writeFileSync(join(dir, 'index.html'), text)

  t.after(() => rmSync(dir, { recursive: true }))
  index('one {{shop.name}}')
  const shop = await openShop(t, { BAKERY_WEB_DIR: dir })

  assert.equal((await shop.get('/basket')).text, 'one Morrow')
  index('<script type="application/json" id="page-data">{{data}}</script>')
  assert.equal((await page('/', shop)).products.length, 14)
  assert.equal((await shop.get('/index.html')).headers['cache-control'], 'no-store')
  index('no placeholder')
  assert.equal((await shop.get('/')).text, 'no placeholder')
  for (const tooLarge of ['{{data}}'.repeat(10_000), 'x'.repeat(1_100_000)]) {
    index(tooLarge)
    assert.equal((await shop.get('/')).status, 500)
  }
  rmSync(join(dir, 'index.html'))
  assert.equal((await shop.get('/')).status, 404)
})
