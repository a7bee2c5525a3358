/* head.test.mjs -- what search engines and shared links see: the head of each page, sitemap.xml and robots.txt. */
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { command } from './lib/bakery.mjs'
import { png } from './lib/pictures.mjs'
import { openShop, useShop } from './lib/shop.mjs'

const SITE = 'https://morrow.example'
const HOSTILE = [
  '</script><script>alert(1)</script>',
  '</title><!-- <script>',
  "\"><img src=x> & 'single'",
  '&lt;b&gt; {{head}} {{data}}',
  'Éclair 通り \u{1F950} חלה'
]

const held = useShop({ BAKERY_PUBLIC_URL: `${SITE}/` })
const get = (path, headers) => held.shop.get(path, { headers })

const unescape = (text) =>
  text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => ({ lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' })[name])

/* What a search engine would read in a page. Each tag is there at most once. */
function read(text) {
  const head = text.slice(0, text.indexOf('</head>'))
  const found = {}
  const add = (name, value) => {
    assert.equal(found[name], undefined, `${name} is there twice`)
    found[name] = value
  }

  for (const [, title] of head.matchAll(/<title>([^<]*)<\/title>/g)) add('title', unescape(title))
  for (const [, name, content] of head.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)">/g))
    add(name, unescape(content))
  for (const [, href] of head.matchAll(/<link rel="canonical" href="([^"]*)">/g)) add('canonical', unescape(href))
  for (const [, json] of head.matchAll(/<script type="application\/ld\+json">([^]*?)<\/script>/g))
    add('data', JSON.parse(json))
  return found
}

const headOf = async (path, shop = held.shop) => read((await shop.get(path)).text)

async function create(fields) {
  const { status, json, text } = await held.shop.admin('POST', '/api/products', {
    json: { name: 'Loaf', price: 4.5, category: 'bread', ...fields }
  })

  assert.equal(status, 201, text)
  return json
}

describe('the head', () => {
  test('of the menu describes the shop', async () => {
    const { title, description, canonical, data, ...tags } = await headOf('/')

    assert.equal(title, 'Order and collect · Morrow')
    assert.equal(description, 'What Morrow has on its shelf today, to order and collect.')
    assert.equal(canonical, `${SITE}/`)
    assert.equal(tags['og:title'], 'Morrow')
    assert.equal(tags['og:site_name'], 'Morrow')
    assert.equal(tags['og:type'], 'website')
    assert.equal(tags['og:url'], canonical)
    assert.equal(tags['og:description'], description)
    assert.equal(tags.robots, undefined)
    assert.equal(data['@type'], 'Bakery')
    assert.equal(data.name, 'Morrow')
    assert.equal(data.address, '14 Weaver Street')
    assert.equal(data.telephone, '01 555 0142')
    assert.deepEqual(data.openingHoursSpecification, [
      {
        '@type': 'OpeningHoursSpecification',
        dayOfWeek: ['Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'],
        opens: '07:00',
        closes: '18:00'
      }
    ])
  })

  test('of a product describes it, with its price and whether it is available', async () => {
    const { id } = await create({ name: 'Spelt Loaf', description: 'Stone-ground', price: 5, stock: 1 })
    const { title, description, canonical, data, ...tags } = await headOf(`/products/${id}`)

    assert.equal(title, 'Spelt Loaf · Morrow')
    assert.equal(description, 'Stone-ground')
    assert.equal(canonical, `${SITE}/products/${id}`)
    assert.equal(tags['og:title'], 'Spelt Loaf')
    assert.equal(tags['og:type'], 'product')
    assert.equal(tags['og:url'], canonical)
    assert.equal(tags['og:image'], undefined)
    assert.deepEqual(data, {
      '@context': 'https://schema.org',
      '@type': 'Product',
      name: 'Spelt Loaf',
      description: 'Stone-ground',
      url: canonical,
      offers: {
        '@type': 'Offer',
        price: '5.00',
        priceCurrency: 'EUR',
        url: canonical,
        availability: 'https://schema.org/InStock'
      }
    })
    await held.shop.admin('PATCH', `/api/products/${id}`, { json: { stock: 0, price: 5.5 } })
    const { offers } = (await headOf(`/products/${id}`)).data
    assert.equal(offers.availability, 'https://schema.org/OutOfStock')
    assert.equal(offers.price, '5.50')
  })

  test('has the photo of the product, at an absolute address that exists', async () => {
    const { id } = await create({ name: 'Pictured Loaf' })
    const { status, json } = await held.shop.admin('PUT', `/api/products/${id}/photo`, { body: png(480, 360) })

    assert.equal(status, 200)
    for (const path of [`/products/${id}`, '/']) {
      const { data, ...tags } = await headOf(path)

      assert.equal(tags['og:image'], SITE + json.photo)
      assert.equal(data.image, SITE + json.photo)
    }
    assert.equal((await get(json.photo)).status, 200)
  })

  test('of all other pages has a title, and is not for search engines', async () => {
    const titles = {
      '/basket': 'Basket',
      '/checkout': 'Checkout',
      '/orders': 'Your orders',
      '/orders/4711': 'Your order',
      '/staff': 'Staff',
      '/staff/products/3': 'Staff',
      '/products/9999': 'That’s not on our shelf',
      '/no/such/page': 'There’s nothing here'
    }

    for (const [path, title] of Object.entries(titles)) {
      const { status, text } = await get(path)

      assert.equal(status, /9999|such/.test(path) ? 404 : 200)
      assert.deepEqual(
        Object.entries(read(text)).filter(
          ([name]) => name === 'title' || name === 'robots' || /og:|canon|data/.test(name)
        ),
        [
          ['title', `${title} · Morrow`],
          ['robots', 'noindex']
        ]
      )
    }
  })

  test('has one canonical address for a page, however it was requested', async () => {
    for (const path of ['/products/3', '/products/3/', '/PRODUCTS/3?from=letter'])
      assert.equal((await headOf(path)).canonical, `${SITE}/products/3`)
    assert.equal((await headOf('/?category=bread')).canonical, `${SITE}/`)
    const { text } = await get('/products/3', { host: 'elsewhere.example', 'x-forwarded-host': 'elsewhere.example' })
    assert.doesNotMatch(text, /elsewhere/)
  })

  test('shows text as text, whatever is in it', async () => {
    for (const text of HOSTILE) {
      const { id } = await create({ name: text, description: text })
      const page = await get(`/products/${id}`)
      const { title, description, data, ...tags } = read(page.text)

      assert.equal(title, `${text} · Morrow`)
      assert.equal(description, text)
      assert.equal(tags['og:title'], text)
      assert.equal(data.name, text)
      assert.equal(data.description, text)
      assert.doesNotMatch(page.text, /<script>|<img|<!-- </)
    }
  })

  test('cuts a long description in tags, and leaves it whole as data', async () => {
    const long = 'Bread of the longest kind. '.repeat(37).trim()
    const { id } = await create({ name: 'x'.repeat(100), description: long })
    const { description, data } = await headOf(`/products/${id}`)

    assert.ok(description.length <= 200 && description.endsWith('…'), description)
    assert.ok(long.startsWith(description.slice(0, -1)))
    assert.equal(data.description, long)
  })

  test('has an ETag for each page, and 304 works for each', async () => {
    const paths = ['/', '/products/1', '/products/2', '/basket']
    const etags = new Map()

    for (const path of paths) etags.set(path, (await get(path)).headers.etag)
    assert.equal(new Set(etags.values()).size, paths.length)
    for (const path of paths)
      for (const [other, etag] of etags)
        assert.equal((await get(path, { 'if-none-match': etag })).status, path === other ? 304 : 200)
  })

  test('is the same in a compressed page', async () => {
    for (const { id } of (await get('/api/products')).json) {
      const packed = await get(`/products/${id}`, { 'accept-encoding': 'gzip' })

      assert.equal(packed.headers['content-encoding'], 'gzip')
      assert.deepEqual(gunzipSync(packed.buffer), (await get(`/products/${id}`)).buffer)
    }
  })
})

test('the hours of coming dates are in the head', async (t) => {
  const shop = await openShop(t)
  const { today } = (await shop.get('/api/shop')).json
  const date = (days) => new Date(Date.parse(today.date) + days * 86_400_000).toISOString().slice(0, 10)

  for (const [days, hours] of [
    [2, []],
    [3, [['08:00', '24:00']]],
    [60, []]
  ]) {
    const { status, text } = await shop.admin('PUT', `/api/staff/calendar/${date(days)}`, {
      json: { hours, reason: 'Holiday' }
    })
    assert.ok(status < 300, text)
  }
  const { openingHoursSpecification: hours } = (await headOf('/', shop)).data
  assert.deepEqual(hours.slice(1), [
    {
      '@type': 'OpeningHoursSpecification',
      validFrom: date(2),
      validThrough: date(2),
      opens: '00:00',
      closes: '00:00'
    },
    {
      '@type': 'OpeningHoursSpecification',
      validFrom: date(3),
      validThrough: date(3),
      opens: '08:00',
      closes: '23:59'
    }
  ])
})

test('the words of the head are in the language of the shop, and prices in its currency', async (t) => {
  const shop = await openShop(t, { BAKERY_CURRENCY: 'JPY' })

  await shop.withSettings({ language: 'de' }, async () => {
    assert.equal((await headOf('/', shop)).title, 'Bestellen und abholen · Morrow')
    assert.equal((await headOf('/basket', shop)).title, 'Korb · Morrow')
    const { offers } = (await headOf('/products/1', shop)).data
    assert.deepEqual([offers.price, offers.priceCurrency], ['3.50', 'JPY'])
  })
})

describe('sitemap.xml', () => {
  test('has the menu and every product on sale, and changes with them', async () => {
    const urls = async () => {
      const { status, headers, text } = await get('/sitemap.xml')

      assert.equal(status, 200)
      assert.equal(headers['content-type'], 'application/xml')
      assert.match(
        text,
        /^<\?xml version="1\.0" encoding="UTF-8"\?>\n<urlset xmlns="http:\/\/www\.sitemaps\.org\/schemas\/sitemap\/0\.9">\n(<url><loc>[^<>&]+<\/loc><\/url>\n)+<\/urlset>\n$/
      )
      return [...text.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url)
    }
    const { id } = await create({ name: '<loc>{"id":1,' })
    const products = (await get('/api/products')).json

    assert.deepEqual(await urls(), [`${SITE}/`, ...products.map((product) => `${SITE}/products/${product.id}`)])
    assert.ok((await urls()).includes(`${SITE}/products/${id}`))
    await held.shop.admin('DELETE', `/api/products/${id}`)
    assert.ok(!(await urls()).includes(`${SITE}/products/${id}`))
  })

  test('costs a 304 while it is unchanged', async () => {
    const { headers } = await get('/sitemap.xml')

    assert.equal((await get('/sitemap.xml', { 'if-none-match': headers.etag })).status, 304)
  })

  test('is named by robots.txt', async () => {
    const { headers, text } = await get('/robots.txt')

    assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
    assert.equal(text, `User-agent: *\nDisallow: /api/\n\nSitemap: ${SITE}/sitemap.xml\n`)
  })
})

describe('without BAKERY_PUBLIC_URL', () => {
  test('there are no links that would need it', async (t) => {
    const shop = await openShop(t)

    for (const path of ['/', '/products/1']) {
      const { canonical, data, ...tags } = await headOf(path, shop)

      assert.deepEqual(
        [canonical, tags['og:url'], tags['og:image'], data.url],
        [undefined, undefined, undefined, undefined]
      )
      assert.ok(tags['og:title'])
    }
    const { status, json } = await shop.get('/sitemap.xml')
    assert.equal(status, 404)
    assert.match(json.detail, /set BAKERY_PUBLIC_URL/)
    assert.equal((await shop.get('/robots.txt')).text, 'User-agent: *\nDisallow: /api/\n')
  })

  test('a value that is not an address is an error', async () => {
    for (const value of ['morrow.example', 'ftp://morrow.example', 'https://morrow.example/shop', 'https://a b']) {
      const { code, stderr } = await command(['serve'], { BAKERY_PUBLIC_URL: value })

      assert.equal(code, 2)
      assert.match(
        stderr.trim(),
        /^bakery: BAKERY_PUBLIC_URL must be http:\/\/ or https:\/\/ and a host, without a path.*$/
      )
    }
  })
})

test('the head of a page from a folder is that of its path', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'bakery-head-'))

  t.after(() => rmSync(dir, { recursive: true }))
  writeFileSync(join(dir, 'index.html'), '<head>{{head}}</head>')
  const shop = await openShop(t, { BAKERY_WEB_DIR: dir })

  assert.equal((await headOf('/products/1', shop)).title, 'Chocolate Croissant · Morrow')
  assert.equal((await headOf('/basket', shop)).title, 'Basket · Morrow')
})
