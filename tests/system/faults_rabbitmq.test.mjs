/* faults_rabbitmq.test.mjs -- the broker is killed, restarted, silent or blocked, its queue is deleted, its messages
 * come twice, shuffled or unreadable. Orders are taken all the time, and each ends once (I2, I3). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { inParallel, sleep, waitFor } from './lib/wait.mjs'
import * as broker from './lib/broker.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, amqpUrl, service, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'

const queueIs = (shop, status) =>
  waitFor(`the queue is ${status}`, async () => (await shop.bakery.readiness()).dependencies.queue.status === status, {
    withinMs: 60_000
  })

/* Who waited for the broker would have no answer before a request's deadline, 5 s. */
const ANSWER_MS = 4000

async function placeSome(shop, count = 10) {
  return inParallel(count, 5, async () => {
    const { status, json, text, ms } = await shop.post(shop.orderBody())

    assert.equal(status, 201, text)
    assert.ok(ms < ANSWER_MS, `${ms} ms`)
    return json.order_id
  })
}

test('killed and restarted: orders are accepted meanwhile and completed afterwards', async (t) => {
  const shop = await openShop(t)

  await placeSome(shop)
  await sleep(1500) // should the queue be new: see emptyQueues()
  await service('kill', 'rabbitmq')
  await queueIs(shop, 'down')
  assert.equal((await shop.get('/readyz')).status, 200, 'orders are still taken')
  const ids = await placeSome(shop)
  assert.equal((await shop.order(ids[0])).status, 'pending')
  await service('start', 'rabbitmq')
  await queueIs(shop, 'up')
  for (const id of ids) assert.equal((await shop.ended(id, { withinMs: 60_000 })).status, 'completed')
  await shop.check()
})

test('stopped and started, while orders are processed', async (t) => {
  const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '500' })

  await placeSome(shop, 30)
  await service('stop', 'rabbitmq')
  await placeSome(shop)
  await service('start', 'rabbitmq')
  await queueIs(shop, 'up')
  await shop.check()
})

test('blocked by a memory alarm: nothing is published, nothing is lost', async (t) => {
  const shop = await openShop(t)

  await placeSome(shop)
  await shop.settle()
  await broker.raiseAlarm()
  const ids = await placeSome(shop)
  await waitFor('/readyz names it', async () => {
    const { status, detail } = (await shop.bakery.readiness()).dependencies.queue
    return status === 'down' && /short of memory/.test(detail)
  })
  assert.equal((await shop.order(ids[0])).status, 'pending')
  await broker.clearAlarm()
  await queueIs(shop, 'up')
  for (const id of ids) assert.equal((await shop.ended(id, { withinMs: 60_000 })).status, 'completed')
  await shop.check()
})

test('its queue is deleted under it', async (t) => {
  const shop = await openShop(t)

  for (let round = 0; round < 3; round++) {
    await placeSome(shop, 3)
    await broker.deleteQueues()
    const ids = await placeSome(shop, 3)
    await waitFor('there is a queue again', async () => (await broker.count('orders')) >= 0, { withinMs: 30_000 })
    /* What lay in the deleted queue the sweeper sends again, after 30 s. */
    await waitFor(
      'all orders end',
      async () => {
        await shop.passTime(35)
        return (await Promise.all(ids.map((id) => shop.order(id)))).every(({ status }) => status === 'completed')
      },
      { withinMs: 60_000, everyMs: 1000 }
    )
  }
  await shop.check()
})

describe('the connection', () => {
  async function shopBehindProxy(t, settings) {
    const proxy = await startProxy(addressOf(amqpUrl))
    const shop = await openShop(t, { AMQP_URL: withAddress(amqpUrl, proxy.port), ...settings })

    t.after(() => proxy.close())
    return { shop, proxy }
  }

  test('is reset again and again under load', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t, { BAKERY_PAYMENT_DELAY_MS: '50' })

    for (let round = 0; round < 10; round++) {
      await placeSome(shop, 10)
      proxy.reset()
    }
    await queueIs(shop, 'up')
    await shop.checkLater()
  })

  test('frames arrive in pieces of three bytes', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t)

    proxy.slice(3)
    const ids = await placeSome(shop, 10)
    for (const id of ids) assert.equal((await shop.ended(id)).status, 'completed')
    proxy.reset()
    await queueIs(shop, 'up')
    await placeSome(shop, 5)
    await shop.check()
  })

  test('is cut at any byte of the handshake, a publish or a delivery', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t)

    for (const [direction, bytes] of [
      ['up', 3],
      ['down', 150],
      ['up', 400],
      ['down', 700],
      ['up', 1400],
      ['down', 1400]
    ]) {
      proxy.cutAfter(direction, bytes)
      proxy.reset()
      await waitFor('it is cut', async () => {
        await placeSome(shop, 2)
        return proxy.hasBeenCut
      })
      await queueIs(shop, 'up')
    }
    await shop.checkLater()
  })

  test('answers rubbish', async (t) => {
    const { shop, proxy } = await shopBehindProxy(t)

    for (const rubbish of [
      Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'),
      Buffer.from('AMQP\0\0\x09\x01'),
      Buffer.alloc(4096, 0xff),
      Buffer.from([1, 0, 0, 0xff, 0xff, 0xff, 0xff])
    ]) {
      proxy.answer(rubbish)
      proxy.reset()
      await queueIs(shop, 'down')
      await placeSome(shop, 2)
    }
    proxy.pass()
    proxy.reset()
    await queueIs(shop, 'up')
    await shop.check()
  })
})

describe('messages', () => {
  test('that come again, shuffled, have no second effect', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '100' })
    const { json: product } = await shop.admin('POST', '/api/products', {
      json: { name: 'Counted', price: 2, category: 'bread', stock: 15 }
    })
    const placed = await inParallel(20, 10, () => shop.post(shop.orderBody([{ product_id: product.id, quantity: 1 }])))
    const numbers = await Promise.all(placed.map(({ json }) => shop.numberOf(json.order_id)))
    const messages = numbers.map((order_number) => JSON.stringify({ order_number }))
    const shuffled = [...messages, ...messages, ...messages].sort(() => Math.random() - 0.5)

    await broker.publish(...shuffled)
    await shop.settle()
    await broker.publish(...shuffled)
    await waitFor('the queue is empty', async () => (await broker.count('orders')) === 0)
    const counts = await shop.database.one(
      `SELECT count(*) FILTER (WHERE status = 'completed') AS completed, max(attempt) AS attempts FROM orders`
    )
    assert.deepEqual(counts, { completed: 15, attempts: 1 })
    await shop.check()
  })

  test('unreadable ones are dead-lettered, and the others are processed', async (t) => {
    const shop = await openShop(t)
    const unreadable = [
      '',
      'rubbish',
      '{}',
      '[]',
      '{"order_id":7}',
      '{"order_number":"7"}',
      '{"order_number":-1}',
      '{"order_number":0}',
      '{"order_number":9007199254740992}',
      '{"order_number":1e3}',
      '{"order_number":1,"order_number":2}',
      Buffer.from([0xff, 0x00, 0xfe]),
      Buffer.alloc(200_000, 0x20)
    ]

    await broker.publish(...unreadable)
    const ids = await placeSome(shop, 5)
    for (const id of ids) assert.equal((await shop.ended(id)).status, 'completed')
    const dead = []
    await waitFor('they are all there', async () => {
      dead.push(...(await broker.drain('orders.dead')))
      return dead.length >= unreadable.length
    })
    const sorted = (bodies) => bodies.map((body) => Buffer.from(body).toString('base64')).sort()
    assert.deepEqual(sorted(dead), sorted(unreadable))
    assert.equal(await broker.count('orders'), 0)
    await shop.check()
  })
})
