/* crashes.test.mjs -- kill -9 at each named point of an order's path, and at any moment under load. After a
 * restart every acknowledged order ends once (I1-I4). */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { inParallel, sleep, waitFor } from './lib/wait.mjs'
import { embedded } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'

/* Where the process dies, and whether the client had its answer. */
const POINTS = ['order_placed', 'order_published', 'order_claimed', 'order_paid', 'order_finished']

async function stocked(shop, stock) {
  return (await shop.admin('POST', '/api/products', { json: { name: 'Counted', price: 2, category: 'bread', stock } }))
    .json.id
}

for (const point of POINTS)
  test(`at ${point}: the order ends once, and the same key gives the same order`, async (t) => {
    const shop = await openShop(t)
    const product_id = await stocked(shop, 5)
    await shop.stop()

    const dying = await shop.start({ BAKERY_CRASH_AT: point })
    await dying.ready()
    const key = randomUUID()
    const body = shop.orderBody([{ product_id, quantity: 2 }])
    const first = await shop.post(body, { key, bakery: dying }).catch((error) => error)
    await dying.crashed()
    if (point === 'order_placed') assert.ok(first instanceof Error, 'it dies before it answers')

    await shop.startReady()
    const placed = await shop.postUntilPlaced(body, { key })
    assert.equal(placed.status, 201)
    if (first.status === 201) assert.equal(placed.text, first.text)
    await shop.checkLater()
    assert.equal((await shop.order(placed.json.order_id)).status, 'completed')
    assert.equal((await shop.admin('GET', `/api/products/${product_id}`)).json.stock, 3)
  })

/* A file is for one process. */
const testOfSeveral = embedded ? () => {} : test

testOfSeveral('a process that dies leaves its orders to the others', async (t) => {
  const shop = await openShop(t)
  const dying = await shop.start({ BAKERY_CRASH_AT: 'order_paid' })
  await dying.ready()

  for (let i = 0; i < 40 && !dying.end; i++) await shop.post(shop.orderBody())
  await dying.crashed()
  await shop.checkLater()
})

test('an order that takes every process down with it is given up', async (t) => {
  const shop = await openShop(t, { replicas: 0 })
  let id

  for (let crash = 0; crash < 6; crash++) {
    const dying = shop.launch({ BAKERY_CRASH_AT: 'order_claimed' })
    if (crash === 0) {
      // the later ones may claim it, and die, before they answer anybody
      await (await dying.listening()).ready()
      id = (await shop.post(shop.orderBody([{ product_id: 1, quantity: 1 }]), { bakery: dying })).json.order_id
    }
    await waitFor(
      'it claims the order',
      async () => {
        await shop.passTime(35)
        return dying.end
      },
      { withinMs: 30_000, everyMs: 200 }
    )
  }
  await shop.startReady()
  await shop.checkLater()
  const { status, failure_reason } = await shop.order(id)
  assert.deepEqual([status, failure_reason], ['failed', 'internal'])
})

test('at any moment under load', async (t) => {
  const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '40' })
  const product_id = await stocked(shop, 60)
  let running = true

  async function customer() {
    while (running) {
      const items =
        Math.random() < 0.3
          ? [{ product_id, quantity: 1 + Math.floor(Math.random() * 2) }]
          : [{ product_id: 2, quantity: 1 }]
      const more = Math.random() < 0.1 ? { payment: { token: 'tok_declined' } } : {}
      const body = shop.orderBody(items, more)
      const key = randomUUID()
      for (let placed = false; !placed;) {
        const answer = await Promise.resolve(shop.bakery?.port && shop.post(body, { key })).catch(() => null)
        placed = answer?.status === 201
        if (!placed) await sleep(20)
      }
    }
  }
  const customers = inParallel(6, 6, customer)
  for (let round = 0; round < 8; round++) {
    const placed = shop.promises.length
    await waitFor('orders are coming', () => shop.promises.length > placed + 15, { withinMs: 20_000 })
    await sleep(Math.random() * 60) // which moment it is does not matter: that is the point
    await shop.bakery.kill()
    await shop.startReady()
  }
  running = false
  await customers
  t.diagnostic(`${shop.promises.length} orders`)
  await shop.checkLater()
})

test('orders of a crashed process are completed within 60 s', async (t) => {
  const shop = await openShop(t)

  await shop.stop()
  const dying = await shop.start({ BAKERY_CRASH_AT: 'order_claimed' })
  await dying.ready()
  const { json } = await shop.post(shop.orderBody(), { bakery: dying })
  await dying.crashed()
  await shop.startReady()
  const back = performance.now()
  const order = await shop.ended(json.order_id, { withinMs: 60_000 })
  assert.equal(order.status, 'completed')
  t.diagnostic(`${Math.round((performance.now() - back) / 1000)} s`)
  await shop.check()
})
