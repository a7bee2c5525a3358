/* contract.test.mjs -- requests every operation and every response that src/api/openapi/ documents and checks it
 * (lib/contract.mjs checks every response of every test); and the examples of the first contract, literally. */
import assert from 'node:assert/strict'
import { gunzipSync } from 'node:zlib'
import { after, before, describe, test } from 'node:test'
import { allowsBody, document, promised, seen } from './lib/contract.mjs'
import { openEvents } from './lib/events.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, embedded, withAddress } from './lib/services.mjs'
import { useShop } from './lib/shop.mjs'

const held = useShop()
const JOHN = {
  customer_name: 'John Smith',
  customer_email: 'john@example.com',
  items: [
    { product_id: 1, quantity: 2 },
    { product_id: 3, quantity: 1 }
  ]
}
const CAKE = { name: 'Contract Cake', price: 12.5, category: 'cake' }

const send = (method, path, options) => held.shop.bakery.request(method, path, options)
const get = (path, options) => send('GET', path, options)
const admin = (method, path, options) => held.shop.admin(method, path, options)

describe('the shop', () => {
  test('returns the shop, and 304 for a known ETag', async () => {
    const { json, headers } = await get('/api/shop')

    const { name, address, phone, currency, opening_hours: hours } = json
    assert.deepEqual([name, address, phone, currency], ['Morrow', '14 Weaver Street', '01 555 0142', 'EUR'])
    assert.deepEqual(hours.tue, [['07:00', '18:00']])
    assert.equal(headers['cache-control'], 'no-cache')
    assert.equal((await get('/api/shop', { headers: { 'if-none-match': headers.etag } })).status, 304)
    assert.equal((await get('/api/shop', { headers: { 'if-none-match': '"other"' } })).status, 200)
  })
})

describe('the seed', () => {
  test('lists the Chocolate Croissant first, its price with two decimals', async () => {
    const { json, text, headers } = await get('/api/products')

    assert.match(headers['content-type'], /^application\/json/)
    assert.deepEqual(
      json.map(({ id }) => id),
      Array.from(json, (_, i) => i + 1)
    )
    const { id, name, description, price, category } = json[0]
    assert.deepEqual([id, name, price, category], [1, 'Chocolate Croissant', 3.5, 'pastry'])
    assert.equal(description, 'Buttery croissant filled with rich chocolate')
    assert.deepEqual([json[2].name, json[2].price], ['Blueberry Muffin', 2.75])
    const prices = [...text.matchAll(/"price":\s*([^,}\s]+)/g)].map(([, price]) => price)
    assert.equal(prices.length, json.length)
    for (const written of prices) assert.match(written, /^\d+\.\d\d$/)
    assert.equal(prices[0], '3.50')
  })

  test("takes John Smith's order and completes it for 9.75", async () => {
    const before = Date.now()
    const placed = await held.shop.post(JOHN)

    assert.equal(placed.status, 201)
    assert.deepEqual(Object.keys(placed.json), ['order_id', 'status'])
    assert.equal(placed.json.status, 'pending')
    assert.equal(placed.headers.location, `/api/orders/${placed.json.order_id}`)

    const order = await held.shop.ended(placed.json.order_id)
    assert.equal(order.order_id, placed.json.order_id)
    assert.equal(order.customer_name, 'John Smith')
    assert.equal(order.status, 'completed')
    assert.equal(order.total_amount, 9.75)
    assert.equal(order.failure_reason, null)
    assert.equal(order.fulfilment, 'new')
    assert.match(order.created_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
    assert.ok(Math.abs(Date.parse(order.created_at) - before) < 10_000, order.created_at)
    assert.deepEqual(order.items, [
      {
        product_id: 1,
        quantity: 2,
        name: 'Chocolate Croissant',
        price: 3.5,
        allergens: { contains: ['wheat', 'egg', 'soya', 'milk'], may_contain: ['almond', 'hazelnut'] }
      },
      {
        product_id: 3,
        quantity: 1,
        name: 'Blueberry Muffin',
        price: 2.75,
        allergens: { contains: ['wheat', 'egg', 'milk'], may_contain: ['hazelnut'] }
      }
    ])
    const { text, headers } = await get(placed.headers.location)
    assert.match(text, /"total_amount":\s*9\.75\b/)
    assert.match(text, /"price":\s*3\.50\b/)
    assert.doesNotMatch(text, /john@example/, 'the e-mail is never shown')
    assert.match(headers['cache-control'], /no-store|private/)
  })
})

describe('the product list', () => {
  test('is revalidated with its ETag', async () => {
    const first = await get('/api/products')
    const { etag } = first.headers

    for (const known of [etag, `"other", ${etag}`, '*', etag.replace(/^W\//, ''), `W/${etag.replace(/^W\//, '')}`]) {
      const again = await get('/api/products', { headers: { 'if-none-match': known } })
      assert.equal(again.status, 304, known)
      assert.equal(again.headers.etag, etag)
      assert.equal(again.headers['content-length'] ?? '0', '0')
    }
    assert.equal((await get('/api/products', { headers: { 'if-none-match': '"other"' } })).status, 200)
  })

  test('has the same head for HEAD, without the body', async () => {
    const [{ headers: got, text }, head] = [await get('/api/products'), await send('HEAD', '/api/products')]

    assert.equal(head.status, 200)
    for (const name of ['content-type', 'etag', 'cache-control', 'vary'])
      assert.equal(head.headers[name], got[name], name)
    assert.equal(head.headers['content-length'], String(Buffer.byteLength(text)))
    const known = await send('HEAD', '/api/products', { headers: { 'if-none-match': got.etag } })
    assert.equal(known.status, 304)
  })

  test('is compressed only for clients that accept gzip', async () => {
    const plain = await get('/api/products')

    for (const accepted of ['gzip', 'br, gzip;q=0.5', 'GZIP', '*']) {
      const packed = await get('/api/products', { headers: { 'accept-encoding': accepted } })
      if (accepted === '*' && !packed.headers['content-encoding']) continue // allowed, not promised
      assert.equal(packed.headers['content-encoding'], 'gzip', accepted)
      assert.equal(gunzipSync(packed.buffer).toString(), plain.text)
      assert.ok(packed.buffer.length < plain.buffer.length)
      assert.match(packed.headers.vary, /accept-encoding/i)
    }
    for (const refused of ['gzip;q=0', 'br', 'identity', '*;q=0, identity', 'gzip;q=0.000']) {
      const { headers } = await get('/api/products', { headers: { 'accept-encoding': refused } })
      assert.equal(headers['content-encoding'], undefined, refused)
    }
  })
})

describe('products for the bakers', () => {
  test('are created, read, replaced, changed and retired', async () => {
    const made = await admin('POST', '/api/products', { json: CAKE })
    const path = made.headers.location

    assert.equal(made.status, 201)
    assert.equal(path, `/api/products/${made.json.id}`)
    assert.ok(allowsBody('POST', '/api/products', 'application/json', CAKE))
    assert.equal((await get(path)).status, 200)
    const put = await admin('PUT', path, { json: { ...CAKE, price: 13 }, headers: { 'if-match': made.headers.etag } })
    assert.equal(put.status, 200)
    assert.equal((await admin('PATCH', path, { json: { stock: 3 } })).status, 200)
    assert.equal((await admin('DELETE', path)).status, 204)
  })

  test('every refusal is the documented problem', async () => {
    const made = (await admin('POST', '/api/products', { json: CAKE })).headers.location
    const stale = { 'if-match': '"999999"' }
    const big = JSON.stringify({ ...CAKE, description: 'x'.repeat(70_000) })
    const json = { 'content-type': 'application/json' }
    const writes = [
      ['POST', '/api/products'],
      ['PUT', made],
      ['PATCH', made]
    ]

    for (const [method, path] of writes) {
      const expect = async (status, options, ask = admin) => {
        const answer = await ask(method, path, options)
        assert.equal(answer.status, status, `${method} ${path}: ${answer.text}`)
      }
      await expect(400, { body: '{"name": ', headers: json })
      await expect(401, { json: CAKE }, send)
      await expect(413, { body: big, headers: json })
      await expect(415, { body: 'name=cake', headers: { 'content-type': 'application/x-www-form-urlencoded' } })
      await expect(422, { json: { ...CAKE, price: 0 } })
    }
    for (const method of ['PUT', 'PATCH', 'DELETE']) {
      const body = method === 'DELETE' ? {} : { json: CAKE }
      assert.equal((await admin(method, made, { ...body, headers: stale })).status, 412, method)
      assert.equal((await admin(method, '/api/products/424242', body)).status, 404, method)
      assert.equal((await send(method, made, body)).status, 401, method)
    }
    for (const method of ['PUT', 'DELETE']) {
      assert.equal((await admin(method, `${made}/sold-out`)).status, 200, method)
      assert.equal((await admin(method, `${made}/sold-out`, { headers: stale })).status, 412, method)
      assert.equal((await admin(method, '/api/products/424242/sold-out')).status, 404, method)
      assert.equal((await send(method, `${made}/sold-out`)).status, 401, method)
    }
    assert.equal((await get('/api/products/424242')).status, 404)
    assert.equal((await get(made, { headers: { authorization: 'Bearer wrong' } })).status, 401)
  })
})

describe('pickup', () => {
  test('says when, and refuses what is no basket', async () => {
    const { json } = await get('/api/pickup?items=1:2,3:1')

    assert.equal(json.days[0].date, (await get('/api/shop')).json.today.date)
    assert.equal((await get('/api/pickup?items=1')).status, 422)
  })

  test('an order has one, as a calendar entry, too, until it is cancelled', async () => {
    const { json } = await send('POST', '/api/orders', { json: JOHN })
    const path = `/api/orders/${json.order_id}`

    assert.match((await get(path)).json.pickup.time, /^\d\d:\d\d$/)
    assert.equal((await get(`${path}/calendar`)).status, 200)
    assert.equal((await send('POST', `${path}/cancel`)).json.status, 'cancelled')
  })
})

describe('orders', () => {
  test('every refusal is the documented problem', async () => {
    const refused = async (status, options) => {
      const answer = await send('POST', '/api/orders', options)
      assert.equal(answer.status, status, answer.text)
      return answer
    }
    const json = { 'content-type': 'application/json' }

    await refused(400, { body: '{', headers: json })
    await refused(400, { json: JOHN, headers: { 'idempotency-key': 'a b' } })
    await refused(413, { body: JSON.stringify({ ...JOHN, customer_name: 'x'.repeat(70_000) }), headers: json })
    await refused(415, { body: JSON.stringify(JOHN), headers: { 'content-type': 'text/plain' } })
    const { json: problem, headers } = await refused(422, { json: { ...JOHN, items: [] } })
    assert.match(headers['content-type'], /^application\/problem\+json/)
    assert.deepEqual(
      problem.errors.map(({ pointer }) => pointer),
      ['/items']
    )
    assert.equal((await get('/api/orders/123')).status, 404)
    assert.equal((await get('/api/orders/123/calendar')).status, 404)
    assert.equal((await send('POST', '/api/orders/123/cancel')).status, 404)
  })

  test('unknown and malformed ids get the same 404', async () => {
    const unknown = await get('/api/orders/9007199254740991')

    for (const id of [
      'abc',
      '0',
      '-1',
      '1.5',
      '01',
      '1e3',
      '9007199254740992',
      '99999999999999999999',
      '%31',
      '1%2F2'
    ]) {
      const malformed = await get(`/api/orders/${id}`)
      assert.equal(malformed.status, 404, id)
      assert.equal(malformed.text, unknown.text, id)
    }
  })
})

describe('the live status', () => {
  test('begins with the order as it is', async () => {
    const { json } = await held.shop.post(held.shop.orderBody())
    const stream = await openEvents(held.shop.bakery, json.order_id)

    assert.equal(stream.status, 200)
    await stream.sees('completed')
    stream.close()
    assert.equal((await send('HEAD', `/api/orders/${json.order_id}/events`)).status, 200)
    assert.equal((await get('/api/orders/123/events')).status, 404)
  })
})

describe('operation', () => {
  test('/healthz, /readyz, /metrics and the description itself', async () => {
    assert.equal((await get('/healthz')).status, 200)
    const { status, json } = await get('/readyz')
    assert.equal(status, 200)
    assert.equal(json.status, 'ready')
    assert.deepEqual(
      Object.values(json.dependencies).map((dependency) => dependency.status),
      ['up', 'up', 'up']
    )
    const metrics = await get('/metrics')
    assert.match(metrics.headers['content-type'], /^text\/plain; ?version=0\.0\.4/)
    for (const line of metrics.text.trim().split('\n'))
      assert.match(line, /^# (HELP|TYPE) bakery_|^bakery_[a-z_]+(\{[^}]*\})? -?\d+(\.\d+)?$/)
    assert.deepEqual((await get('/api/openapi.json')).json, document)
  })

  test('a head that is too long is 431', async () => {
    for (const [template, item] of Object.entries(document.paths))
      for (const [method, { responses }] of Object.entries(item))
        if (responses?.['431']) {
          const { status } = await send(method.toUpperCase(), template, { headers: { 'x-long': 'x'.repeat(17_000) } })
          assert.equal(status, 431, `${method} ${template}`)
        }
  })

  test('each operation is open to those whom its description names', async () => {
    const path = (template) =>
      template
        .replace('{id}', '1')
        .replace('{order_id}', '123')
        .replace('{file}', '1.webp')
        .replace('{date}', '2026-01-01')

    for (const [template, item] of Object.entries(document.paths))
      for (const [method, { security = [{}] }] of Object.entries(item)) {
        if (method === 'parameters') continue
        const { status } = await send(method.toUpperCase(), path(template))
        const isPublic = security.length === 0 || security.some((scheme) => Object.keys(scheme).length === 0)
        assert.equal(status !== 401, isPublic, `${method} ${template}: ${status}`)
      }
  })

  test('other paths are 404, other methods 405 with Allow', async () => {
    for (const path of ['/api', '/api/product', '/api/products/', '/api/products/1/2', '/api//products'])
      assert.equal((await get(path)).status, 404, path)
    const allowed = {
      '/api/products': ['GET', 'HEAD', 'POST'],
      '/api/products/1': ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'],
      '/api/orders': ['POST'],
      '/api/orders/1': ['GET', 'HEAD'],
      '/api/orders/1/events': ['GET', 'HEAD'],
      '/api/orders/1/calendar': ['GET', 'HEAD'],
      '/api/orders/1/cancel': ['POST'],
      '/api/pickup': ['GET', 'HEAD'],
      '/healthz': ['GET', 'HEAD']
    }
    for (const [path, methods] of Object.entries(allowed))
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((one) => !methods.includes(one))) {
        const { status, headers } = await send(method, path)
        assert.equal(status, 405, `${method} ${path}`)
        for (const one of methods) assert.match(headers.allow, new RegExp(`\\b${one}\\b`), `${method} ${path}`)
      }
  })

  test('each response has a request id and does not repeat the request', async () => {
    const ids = new Set()

    for (const path of ['/healthz', '/api/products', '/api/orders/1', '/api/nowhere-at-all'])
      ids.add((await get(path, { contract: false })).headers['x-request-id'])
    assert.equal(ids.size, 4)
    assert.ok(!ids.has(undefined))
    const { text } = await get('/api/nowhere-<script>', { contract: false })
    assert.doesNotMatch(text, /script/)
  })
})

describe('limits', () => {
  test('without an admin token product writes are 403', async () => {
    await held.shop.meanwhile({ BAKERY_ADMIN_TOKEN: undefined }, async (locked) => {
      for (const [method, path] of [
        ['POST', '/api/products'],
        ['PUT', '/api/products/1'],
        ['PATCH', '/api/products/1'],
        ['DELETE', '/api/products/1'],
        ['PUT', '/api/products/1/sold-out'],
        ['DELETE', '/api/products/1/sold-out']
      ])
        assert.equal((await locked.admin(method, path, { json: CAKE })).status, 403, method)
      const { status } = await locked.admin('GET', '/api/products/1')
      assert.equal(status, 403)
    })
  })

  test('too many requests are 429', async () => {
    await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (limited) => {
      const ask = async (method, path, options) => {
        for (let i = 0; i < 500; i++) if ((await limited.request(method, path, options)).status === 429) return
        assert.fail(`${method} ${path} is never limited`)
      }

      await ask('GET', '/api/orders/77')
      await ask('GET', '/api/orders/77/events')
      await ask('GET', '/api/orders/77/calendar')
      await ask('POST', '/api/orders/77/cancel')
      await ask('POST', '/api/orders', { json: { ...JOHN, items: [] } })
    })
  })
})

/* A file on the same machine has no network to fail: its failures are in sqlite's own tests. */
const describeServers = embedded ? () => {} : describe

describeServers('failures of the database', () => {
  let proxy

  before(async () => {
    proxy = await startProxy(addressOf(held.shop.database.url))
  })
  after(() => proxy.close())

  test('without a database all that needs it is 503', async () => {
    const refusing = await startProxy({ host: '127.0.0.1', port: 1 })
    refusing.refuse()
    const alone = await held.shop.start({
      DATABASE_URL: withAddress(held.shop.database.url, refusing.port),
      REDIS_URL: withAddress(held.shop.settings.REDIS_URL, refusing.port)
    })

    for (const [method, path, json] of [
      ['GET', '/api/products'],
      ['POST', '/api/products', CAKE],
      ['GET', '/api/products/1'],
      ['PUT', '/api/products/1', CAKE],
      ['PATCH', '/api/products/1', CAKE],
      ['DELETE', '/api/products/1'],
      ['PUT', '/api/products/1/sold-out'],
      ['DELETE', '/api/products/1/sold-out'],
      ['POST', '/api/orders', JOHN],
      ['GET', '/api/orders/1'],
      ['GET', '/api/orders/1/events'],
      ['GET', '/api/orders/1/calendar'],
      ['POST', '/api/orders/1/cancel'],
      ['GET', '/api/pickup'],
      ['GET', '/readyz']
    ]) {
      const { status } = await alone.admin(method, path, { json })
      assert.equal(status, 503, `${method} ${path}`)
    }
    assert.equal((await alone.get('/healthz')).status, 200)
    const { dependencies } = await alone.readiness()
    assert.equal(dependencies.database.status, 'down')
    assert.ok(dependencies.database.detail.length > 0)
    await alone.stop()
    await refusing.close()
  })

  test('a database that is silent is 504 for readers', async () => {
    const slow = await held.shop.startReady({
      DATABASE_URL: withAddress(held.shop.database.url, proxy.port),
      REDIS_URL: undefined,
      BAKERY_REQUEST_TIMEOUT_MS: '300'
    })

    proxy.stall()
    for (const path of [
      '/api/products',
      '/api/products/1',
      '/api/orders/1',
      '/api/orders/1/events',
      '/api/orders/1/calendar',
      '/api/pickup'
    ]) {
      const { status, ms } = await slow.get(path)
      assert.equal(status, 504, path)
      assert.ok(ms >= 250 && ms < 3000, `${path}: ${ms} ms`)
    }
    proxy.pass()
  })
})

/* Races of a moment, and what only the tests of faults can arrange. */
const ELSEWHERE = [/ 409$/, ...(embedded ? [/ 50[34]$/] : [])]

test('every answer that is documented was given, but those of staff, photos and settings.test.mjs', () => {
  const missing = promised('shop', 'products', 'pickup', 'orders', 'operation').filter(
    (one) => !seen.has(one) && !ELSEWHERE.some((pattern) => pattern.test(one))
  )

  assert.deepEqual(missing, [])
})
