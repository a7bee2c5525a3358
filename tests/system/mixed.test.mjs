/* mixed.test.mjs -- some of the three servers and not the others: each port has its driver by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { command } from './lib/bakery.mjs'
import { openShop } from './lib/shop.mjs'
import { createFile } from './lib/sqlite.mjs'
import { inParallel, soon, waitFor } from './lib/wait.mjs'

const NONE = { REDIS_URL: undefined, AMQP_URL: undefined }
/* Other processes see a change at most 1 s later (I8); the rest is for a slow machine under a sanitizer. */
const SEEN_WITHIN_MS = 1500

const place = (shop, count) => inParallel(count, 8, (i) => shop.post(shop.orderBody(), { bakery: shop.pair[i % 2] }))

test('PostgreSQL alone, two replicas: each order once, and changes appear at the other within a second', async (t) => {
  const shop = await openShop(t, { replicas: 2, ...NONE })
  const [here, there] = shop.pair

  await place(shop, 40)
  let price = 0
  const change = async () => {
    await there.get('/api/products')
    assert.equal((await here.admin('PATCH', '/api/products/1', { json: { price: ++price } })).status, 200)
    const changed = performance.now()
    await waitFor('the other shows it', async () => (await there.get('/api/products')).json[0].price === price, {
      everyMs: 10
    })
    return performance.now() - changed
  }
  await soon('a change is seen', SEEN_WITHIN_MS, async () => Math.max(await change(), await change(), await change()))
  await shop.check()
})

test('PostgreSQL alone: others finish the orders of a killed process', async (t) => {
  const shop = await openShop(t, { replicas: 2, ...NONE, BAKERY_PREFETCH: '5', BAKERY_PAYMENT_DELAY_MS: '200' })

  await place(shop, 40)
  await shop.pair[0].kill()
  await place(shop, 5)
  await shop.checkLater()
})

test('a file with Redis and RabbitMQ: orders go through the broker, and a kill -9 loses none', async (t) => {
  const shop = await openShop(t, { database: createFile(), BAKERY_PAYMENT_DELAY_MS: '200' })

  await place(shop, 20)
  await shop.bakery.kill()
  await shop.startReady()
  await place(shop, 5)
  await shop.checkLater()
})

test('a shop that moves from PostgreSQL to a file keeps the ids of its orders, and their keys', async (t) => {
  const shop = await openShop(t)
  const moved = await openShop(t, { replicas: 0, database: createFile(), ...NONE })
  const body = shop.orderBody()
  const placed = await shop.postUntilPlaced(body)

  await place(shop, 5)
  await shop.check()
  const before = await Promise.all(shop.promises.map(({ order_id }) => shop.order(order_id)))
  await shop.stop()
  const { code, stderr } = await command(['import', shop.database.url, moved.database.url])
  assert.equal(code, 0, stderr)

  moved.guests = shop.guests
  await moved.startReady()
  assert.deepEqual(await Promise.all(shop.promises.map(({ order_id }) => moved.order(order_id))), before)
  for (const { order_id, name, items } of shop.promises) moved.promise(order_id, { customer_name: name, items })
  assert.equal((await moved.post(body, { key: placed.key })).text, placed.text)
  await place(moved, 5)
  await moved.check()
})
