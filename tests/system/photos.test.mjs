/* photos.test.mjs -- photos of products: what becomes of them, what is rejected, who may change them, and that customers
 * do not notice. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { command } from './lib/bakery.mjs'
import { promised, seen } from './lib/contract.mjs'
import { animated, cmyk, phone, png, sizeOfWebp } from './lib/pictures.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, embedded, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { Browser, join as joinShop, signedIn, useStaff } from './lib/staff.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'

const held = useStaff({ replicas: 2 })
const MAX_BYTES = 12_000_000

const put = (path, body, { query = '', ...options } = {}) =>
  held.shop.admin('PUT', `${path}/photo${query}`, { body, ...options })

async function create(name = 'A loaf') {
  const made = await held.shop.admin('POST', '/api/products', { json: { name, price: 4, category: 'bread' } })

  assert.equal(made.status, 201, made.text)
  return { id: made.json.id, path: made.headers.location, etag: made.headers.etag }
}

async function listed(id, bakery = held.shop.bakery) {
  return (await bakery.get('/api/products')).json.find((product) => product.id === id)
}

/* The paths of all pictures of a photo that is large enough. */
const pictures = (photo) => [480, 960, 1600].map((width) => photo.replace('1600', width))

describe('a photo', () => {
  test('of a phone becomes three pictures without metadata', async () => {
    const { id, path } = await create()
    const { status, json, text } = await put(path, phone)

    assert.equal(status, 200, text)
    assert.match(json.photo, /^\/photos\/[0-9a-f]{32}-1600\.webp$/)
    assert.equal((await listed(id)).photo, json.photo)
    assert.equal((await held.shop.get(path)).json.photo, json.photo)
    const sizes = []
    for (const picture of pictures(json.photo)) {
      const { status, headers, buffer } = await held.shop.get(picture)
      assert.equal(status, 200)
      assert.equal(headers['content-type'], 'image/webp')
      assert.equal(headers['cache-control'], 'public, max-age=31536000, immutable')
      assert.equal(headers['x-content-type-options'], 'nosniff')
      sizes.push(sizeOfWebp(buffer))
      for (const word of ['Exif', 'EXIF', 'GPS', 'Baker', 'ICCP']) assert.ok(!buffer.includes(word), word)
      const known = await held.shop.get(picture, { headers: { 'if-none-match': headers.etag } })
      assert.equal(known.status, 304)
      const head = await held.shop.bakery.request('HEAD', picture)
      assert.equal(head.headers['content-length'], String(buffer.length))
    }
    assert.deepEqual(sizes, [
      [480, 360],
      [960, 720],
      [1600, 1200]
    ])
    assert.equal((await held.shop.bakery.request('HEAD', '/photos/1.webp')).status, 404)
    const headKnown = { headers: { 'if-none-match': '*' } }
    assert.equal((await held.shop.bakery.request('HEAD', json.photo, headKnown)).status, 304)
  })

  test('is at the other process within a second', async () => {
    const { id, path } = await create()
    const [, other] = held.shop.pair
    const { json } = await put(path, png(480, 360))

    assert.match(json.photo, /-480\.webp$/, 'a small photo is not enlarged')
    assert.equal((await other.get(json.photo)).status, 200)
    await waitFor('the other process lists it', async () => (await listed(id, other))?.photo === json.photo, {
      withinMs: 2000
    })
  })

  test('shows what the focus says', async () => {
    const { path } = await create()
    const photos = []

    for (const query of ['', '?focus=50,50', '?focus=50,0', '?focus=50,100', '?focus=0,0'])
      photos.push((await put(path, phone, { query })).json.photo)
    assert.equal(photos[0], photos[1], 'the middle is the default')
    assert.equal(photos[2], photos[4], 'a photo that is higher than wide has room above and below only')
    assert.equal(new Set(photos).size, 3)
    for (const focus of ['', '50', '50,', ',50', '50,101', '-1,50', '50,50,50', 'a,b', '0x10,5', '1e1,5', '50;50'])
      assert.equal((await put(path, phone, { query: `?focus=${focus}` })).status, 400, focus)
  })

  test('stays when other fields change, and goes when it is deleted', async () => {
    const { id, path } = await create('Changing loaf')
    const { json, headers } = await put(path, png(960, 720))
    const fields = { name: 'Changed loaf', price: 5, category: 'bread' }
    const replaced = await held.shop.admin('PUT', path, { json: fields, headers: { 'if-match': headers.etag } })

    assert.equal(replaced.json.photo, json.photo)
    assert.equal((await held.shop.admin('PATCH', path, { json: { price: 6 } })).json.photo, json.photo)
    assert.equal((await held.shop.admin('PATCH', path, { json: { photo: null } })).status, 422)
    const removed = await held.shop.admin('DELETE', `${path}/photo`)
    assert.equal(removed.status, 200)
    assert.equal(removed.json.photo, null)
    assert.equal((await listed(id)).photo, null)
    const { entries } = (await held.owner.get('/api/staff/history')).json
    const changes = entries.filter(({ subject_id }) => subject_id === id).map((entry) => entry.changes?.photo)
    assert.deepEqual(
      changes.filter((change) => change),
      [
        [json.photo, ''],
        ['', json.photo]
      ]
    )
    assert.equal((await held.shop.get(json.photo)).status, 200, 'pages that are open still show it')
  })

  test('that is unknown is 404', async () => {
    for (const file of ['1.webp', `${'0'.repeat(32)}-480.webp`, `${'0'.repeat(32)}-481.webp`, '..%2f..%2fetc%2fpasswd'])
      assert.equal((await held.shop.get(`/photos/${file}`)).status, 404, file)
  })
})

describe('rejects', () => {
  const bomb = png(30_000, 30_000, [], { headOnly: true })
  const cases = [
    ['nothing', Buffer.alloc(0), 415, /JPEG, PNG or WebP/],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'), 415, /JPEG, PNG/],
    ['HTML', Buffer.from('<!doctype html><script>alert(1)</script>'), 415, /JPEG, PNG or WebP/],
    ['ZIP', Buffer.from('PK\x03\x04 and so on'), 415, /JPEG, PNG or WebP/],
    ['a truncated JPEG', phone.subarray(0, phone.length / 2), 422, /damaged or incomplete/],
    ['a JPEG of which only the head came', phone.subarray(0, 1000), 422, /damaged or incomplete/],
    ['a PNG of 30,000 x 30,000 pixels in 100 kB', bomb, 422, /more than 50 megapixels/],
    ['an animated WebP', animated, 422, /animated/],
    ['a JPEG with CMYK colours', cmyk, 422, /CMYK/],
    ['a small PNG', png(479, 360), 422, /at least 480 x 360/]
  ]

  for (const [name, body, status, sentence] of cases)
    test(`${name}, whatever its Content-Type says`, async () => {
      const { path } = await create()

      for (const type of ['image/jpeg', 'image/png', 'text/html', undefined]) {
        const answer = await put(path, body, { headers: type ? { 'content-type': type } : {} })
        assert.equal(answer.status, status, answer.text)
        assert.match(answer.json.detail, sentence)
      }
      assert.equal((await held.shop.get(path)).json.photo, null)
    })

  test('more than 12 MB, before any of it was sent', async () => {
    const { path } = await create()
    const most = Buffer.concat([phone, Buffer.alloc(MAX_BYTES - phone.length)])
    const headers = { 'content-length': String(MAX_BYTES + 1) }

    assert.equal((await put(path, most)).status, 200)
    assert.equal((await put(path, undefined, { headers })).status, 413)
  })
})

describe('authorization', () => {
  test('needs the role manager, and a page of this site', async () => {
    const { path } = await create()
    const target = `${path}/photo`
    const counter = await signedIn(held.shop.bakery, await joinShop(held.owner, 'counter'), '192.0.2.70')
    const manager = await signedIn(held.shop.bakery, await joinShop(held.owner, 'manager'), '192.0.2.71')
    const stranger = new Browser(held.shop.bakery, '192.0.2.72')
    const elsewhere = { headers: { 'sec-fetch-site': 'cross-site' } }

    for (const [method, body] of [['PUT', png(480, 360)], ['DELETE']]) {
      assert.equal((await stranger.request(method, target, { body })).status, 401)
      const refused = await counter.request(method, target, { body })
      assert.equal(refused.status, 403)
      assert.match(refused.json.detail, /role manager/)
      assert.equal((await manager.request(method, target, { body, ...elsewhere })).status, 403)
    }
    assert.equal((await manager.request('PUT', target, { body: png(480, 360) })).status, 200)
    assert.equal((await manager.request('DELETE', target)).status, 200)
  })

  test('a stale ETag is 412, and nothing is changed', async () => {
    const { path, etag } = await create()

    const first = await put(path, png(480, 360), { headers: { 'if-match': etag } })
    assert.equal(first.status, 200)
    for (const method of ['PUT', 'DELETE']) {
      const answer = await held.shop.admin(method, `${path}/photo`, {
        body: method === 'PUT' ? png(960, 720) : undefined,
        headers: { 'if-match': etag }
      })
      assert.equal(answer.status, 412, method)
    }
    assert.equal((await held.shop.get(path)).json.photo, first.json.photo)
  })

  test('an unknown product is 404', async () => {
    for (const id of ['424242', 'abc'])
      for (const method of ['PUT', 'DELETE']) {
        const body = method === 'PUT' ? png(480, 360) : undefined
        assert.equal((await held.shop.admin(method, `/api/products/${id}/photo`, { body })).status, 404)
      }
  })
})

describe('customers', () => {
  test('are served while photos and bombs are decoded, and the memory comes back', async (t) => {
    /* A sanitizer keeps what is freed for a while: here it may keep little. */
    const shop = await openShop(t, { ASAN_OPTIONS: 'quarantine_size_mb=1' })
    const { headers } = await shop.admin('POST', '/api/products', { json: { name: 'x', price: 1, category: 'x' } })
    const bombs = [phone, png(30_000, 30_000, [], { headOnly: true }), phone.subarray(0, 100_000), cmyk]
    const memory = async () => {
      const status = await readFile(`/proc/${shop.bakery.pid}/status`, 'utf8')
      return Number(status.match(/VmRSS:\s+(\d+) kB/)[1])
    }
    const upload = (body) => shop.admin('PUT', `${headers.location}/photo`, { body })
    const waits = []
    let busy = true

    for (const body of bombs) await upload(body)
    const before = await memory()
    const uploads = inParallel(24, 4, (i) => upload(bombs[i % bombs.length])).finally(() => (busy = false))
    while (busy) waits.push((await shop.get('/api/products')).ms)
    for (const { status } of await uploads) assert.ok([200, 422].includes(status), String(status))
    waits.sort((a, b) => a - b)
    assert.ok(waits.length >= 100, `${waits.length} requests`)
    const p99 = waits[Math.floor(waits.length * 0.99)]
    assert.ok(p99 < 100, `p99 ${p99} ms`) // under sanitizers, with a test and a decoder on the same processors
    const more = (await memory()) - before
    assert.ok(more < 20_000, `${more} kB more`)
  })

  /* Only a file has a backup by the program. */
  const testFile = embedded ? test : () => {}

  testFile('see the photos of a copy of the shop', async (t) => {
    const shop = await openShop(t)
    const { headers } = await shop.admin('POST', '/api/products', { json: { name: 'x', price: 1, category: 'x' } })
    const { json } = await shop.admin('PUT', `${headers.location}/photo`, { body: png(480, 360) })
    const copy = join(shop.database.folder, 'copy.db')
    const backup = await command(['backup', copy], { DATABASE_URL: shop.database.url })

    assert.equal(backup.code, 0, backup.stderr)
    const restored = await shop.startReady({ DATABASE_URL: `sqlite:${copy}` })
    assert.equal((await restored.get(json.photo)).status, 200)
  })
})

/* A file on the same machine has no network to fail. */
const describeServers = embedded ? () => {} : describe

describeServers('the database', () => {
  test('is away: kept pictures are served, others are 503', async (t) => {
    const { path } = await create()
    const [kept, other] = [(await put(path, png(480, 360))).json.photo, (await put(path, png(960, 720))).json.photo]
    const proxy = await startProxy(addressOf(held.shop.database.url))
    t.after(() => proxy.close())
    const settings = {
      DATABASE_URL: withAddress(held.shop.database.url, proxy.port),
      REDIS_URL: undefined,
      BAKERY_REQUEST_TIMEOUT_MS: '500'
    }

    await held.shop.meanwhile(settings, async (bakery) => {
      assert.equal((await bakery.get(kept)).status, 200)
      proxy.stall()
      assert.equal((await bakery.get(other)).status, 504)
      assert.equal((await bakery.get(kept)).status, 200)
      proxy.refuse()
      await waitFor('the outage is known', async () => (await bakery.get(other)).status === 503)
      assert.equal((await bakery.get(kept)).status, 200)
      assert.equal((await bakery.admin('PUT', `${path}/photo`, { body: png(480, 360) })).status, 503)
      assert.equal((await bakery.admin('DELETE', `${path}/photo`)).status, 503)
      proxy.pass()
    })
  })
})

test('every documented answer was given', () => {
  const rare = embedded ? / (409|503|504)$/ : / 409$/
  const missing = promised('photos').filter((one) => !seen.has(one) && !rare.test(one))

  assert.deepEqual(missing, [])
})
