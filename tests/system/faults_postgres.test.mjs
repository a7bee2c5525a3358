/* faults_postgres.test.mjs -- the database is killed, stalls, or loses a connection at any byte of a transaction. What
 * is not known is told so, and a retry with the same key makes one order (I1, I5, I6). */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { BACK_WITHIN_MS } from './lib/bakery.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, databaseUrl, service, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { connect } from './lib/wire.mjs'

async function shopBehindProxy(t, settings) {
  const proxy = await startProxy(addressOf(databaseUrl))
  const shop = await openShop(t, { replicas: 0, ...settings })

  t.after(() => proxy.close())
  shop.settings.DATABASE_URL = withAddress(shop.database.url, proxy.port)
  await shop.startReady()
  return { shop, proxy }
}

test('killed and back: POST 503, the list from the cache, /readyz names it, and all works again by itself', async (t) => {
  const shop = await openShop(t)
  const { bakery } = shop
  const before = await shop.post(shop.orderBody())
  const { text: list } = await bakery.get('/api/products')

  await service('kill', 'postgres')
  await waitFor('it is noticed', async () => (await bakery.get('/readyz')).status === 503)
  const { status, dependencies } = await bakery.readiness()
  assert.equal(status, 'unavailable')
  assert.equal(dependencies.database.status, 'down')
  assert.doesNotMatch(dependencies.database.detail, /bakery:|password=/)
  assert.deepEqual([dependencies.cache.status, dependencies.queue.status], ['up', 'up'])

  const refused = await shop.post(shop.orderBody(), { key: randomUUID() })
  assert.equal(refused.status, 503)
  assert.ok(refused.ms < 5500, `${refused.ms} ms`)
  assert.equal((await bakery.get(`/api/orders/${before.json.order_id}`)).status, 503)
  const stale = await waitFor('the list is marked as old', async () => {
    const answer = await bakery.get('/api/products')
    assert.equal(answer.status, 200)
    return answer.headers['cache-status'] === 'bakery; hit; detail=stale' && answer
  })
  assert.equal(stale.text, list)
  const alone = await shop.start({ REDIS_URL: undefined })
  assert.equal((await alone.get('/api/products')).status, 503, 'who never saw a list has none')
  assert.equal((await alone.get('/healthz')).status, 200)

  await service('start', 'postgres')
  await Promise.all(
    [bakery, alone].map((replica) =>
      waitFor(
        'it is ready, and takes an order',
        async () =>
          (await replica.readiness()).status === 'ready' &&
          (await shop.post(shop.orderBody(), { bakery: replica })).status === 201,
        { withinMs: BACK_WITHIN_MS }
      )
    )
  )
  await waitFor(
    'the list is current',
    async () => !/stale/.test((await bakery.get('/api/products')).headers['cache-status'])
  )
  await shop.check()
})

test('killed under load: every 201 is there, and every order ends', async (t) => {
  const shop = await openShop(t)
  let running = true
  let unsure = 0

  async function customer() {
    while (running) {
      const { attempts } = await shop.postUntilPlaced(undefined, { withinMs: 60_000 })
      if (attempts > 1) unsure++
    }
  }
  const customers = inParallel(8, 8, customer)
  await waitFor('orders are coming', () => shop.promises.length > 50)
  await service('kill', 'postgres')
  await service('start', 'postgres')
  await waitFor('orders are coming again', () => unsure > 0 && shop.promises.length > 100, { withinMs: 30_000 })
  running = false
  await customers
  await shop.bakery.ready()
  await shop.checkLater()
})

test('paused: requests end at their deadline, and a new connection takes over', async (t) => {
  const shop = await openShop(t, { BAKERY_REQUEST_TIMEOUT_MS: '700' })
  const { bakery } = shop

  await service('pause', 'postgres')
  const key = randomUUID()
  const body = shop.orderBody()
  const unsure = await shop.post(body, { key })
  assert.equal(unsure.status, 503)
  assert.match(unsure.json.detail, /unknown whether/)
  assert.ok(unsure.ms > 600 && unsure.ms < 3000, `${unsure.ms} ms`)
  assert.equal((await bakery.get('/api/orders/1')).status, 504)
  await service('resume', 'postgres')
  const placed = await shop.postUntilPlaced(body, { key })
  assert.equal(placed.status, 201)
  await bakery.ready()
  await shop.checkLater() // nobody sent what was committed without an answer
})

test('paused: a client that hangs up is limited like one that waits', async (t) => {
  const shop = await openShop(t, { BAKERY_RATE_LIMIT: 'on' })
  const { bakery } = shop
  const { order_id } = (await shop.postUntilPlaced()).json
  const ask = (path) => `GET ${path} HTTP/1.1\r\nHost: shop\r\n\r\n`
  const connections = () => bakery.metric('bakery_http_connections')

  async function hangUp(path, times) {
    const wires = await inParallel(times, 8, () => connect(bakery.port))
    for (const wire of wires) wire.write(ask(path))
    await waitFor('they are connected', async () => (await connections()) > times)
    for (const wire of wires) wire.reset()
    await waitFor('they are gone', async () => (await connections()) === 1)
  }

  await shop.ended(order_id)
  for (let i = 0; i < 40; i++) assert.equal((await bakery.get(`/api/orders/${order_id}`)).status, 200)
  await service('pause', 'postgres')
  await hangUp('/api/orders/4711', 10)
  await hangUp('/api/orders/4711/events', 5)
  await service('resume', 'postgres')
  await bakery.ready()
  assert.equal((await bakery.get(`/api/orders/${order_id}`)).status, 200, 'some looks are left')
  await service('pause', 'postgres')
  await hangUp('/api/orders/4711', 25)
  await service('resume', 'postgres')
  assert.equal((await bakery.get('/api/orders/4712')).status, 429)
  await shop.checkLater()
})

describe('the connection is cut within the transaction that places an order', () => {
  test('at any byte of the request or of the answer', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t, { BAKERY_DB_CONNECTIONS: '1', BAKERY_PAYMENT_DELAY_MS: '0' })
    const seen = { unknown: 0, notDone: 0, placed: 0 }

    await shop.postUntilPlaced() // with this the statement is prepared
    await shop.settle()
    proxy.carried = { up: 0, down: 0 }
    await shop.postUntilPlaced()
    const sizes = { ...proxy.carried } // how much one order is; behind it go the relay's and the consumer's statements
    await shop.settle()
    for (const direction of ['up', 'down'])
      for (let bytes = 1; bytes < 3 * sizes[direction]; bytes += direction === 'up' ? 29 : 19) {
        const key = randomUUID()
        const body = shop.orderBody()

        await shop.bakery.ready()
        proxy.cutAfter(direction, bytes)
        const answer = await shop.post(body, { key })
        if (answer.status === 201) seen.placed++
        else if (/same Idempotency-Key/.test(answer.json.detail)) seen.unknown++
        else seen.notDone++
        assert.ok([201, 503].includes(answer.status), answer.text)
        proxy.cuts = { up: null, down: null }
        const placed = await shop.postUntilPlaced(body, { key })
        assert.equal(placed.status, 201)
        if (answer.status === 201) assert.equal(placed.text, answer.text)
      }
    assert.ok(seen.unknown > 5, JSON.stringify(seen))
    t.diagnostic(JSON.stringify(seen))
    await shop.checkLater()
  })

  test('between the commit and its answer: the retry gives the order that is there', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t, { BAKERY_DB_CONNECTIONS: '1' })

    await shop.postUntilPlaced()
    await shop.settle()
    /* The relay asks the database too, once a second: it may be its answer that is cut. */
    const { key, body, there } = await waitFor('the answer to a commit is lost', async () => {
      const [key, body] = [randomUUID(), shop.orderBody()]

      await shop.bakery.ready()
      proxy.cutAfter('down', 1)
      const unsure = await shop.post(body, { key })
      assert.equal(unsure.status, 503)
      const there = await shop.database.one('SELECT order_number FROM idempotency_keys WHERE key = $1', [key])
      return there && { key, body, there }
    })
    const placed = await shop.postUntilPlaced(body, { key })
    assert.equal(await shop.numberOf(placed.json.order_id), there.order_number)
    await shop.checkLater()
  })

  test('by the database, again and again', async (t) => {
    const shop = await openShop(t)
    let running = true

    const customers = inParallel(6, 6, async () => {
      while (running) await shop.postUntilPlaced(undefined, { withinMs: 60_000 })
    })
    for (let round = 0; round < 8; round++) {
      const placed = shop.promises.length
      await waitFor('orders are coming', () => shop.promises.length >= placed + 10, { withinMs: 20_000 })
      await shop.database.query(
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'
      )
    }
    running = false
    await customers
    await shop.checkLater()
  })
})

test('slow and in pieces: everything is parsed correctly', async (t) => {
  const { shop, proxy } = await shopBehindProxy(t)

  proxy.slice(7)
  const answers = await inParallel(20, 5, () => shop.postUntilPlaced())
  for (const { json } of answers) assert.equal((await shop.ended(json.order_id)).status, 'completed')
  await shop.check()
})

test('every lock is waited for only so long', async (t) => {
  const shop = await openShop(t, { BAKERY_REQUEST_TIMEOUT_MS: '1000' })
  const holder = await shop.database.session()

  await holder.query('BEGIN')
  await holder.query('LOCK TABLE orders IN ACCESS EXCLUSIVE MODE')
  const key = randomUUID()
  const body = shop.orderBody()
  const { status, ms } = await shop.post(body, { key })
  assert.equal(status, 503)
  assert.ok(ms < 4000, `${ms} ms`)
  const list = await shop.get('/api/products')
  assert.equal(list.status, 200)
  await holder.query('ROLLBACK')
  await holder.end()
  assert.equal((await shop.postUntilPlaced(body, { key })).status, 201)
  await shop.checkLater()
})
