/* cancel.test.mjs -- a customer cancels an order: what it held is given back once, and so is the money, however often it
 * is asked and whatever dies in between (I10, I11). */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeClock } from './lib/clock.mjs'
import { embedded, service } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'

/* What needs a queue that can be held up, or a database that several can write. */
const testOfServers = embedded ? () => {} : test

const cancel = (bakery, id) => bakery.request('POST', `/api/orders/${id}/cancel`)

/* A product of which there are 10, and 5 for a day. */
async function scarce(shop) {
  const { json, text } = await shop.admin('POST', '/api/products', {
    json: { name: 'Scarce', price: 2.5, category: 'cake', stock: 10, daily_limit: 5 }
  })

  assert.ok(json?.id, text)
  return json.id
}

const order = async (shop, product_id, more) => {
  const { status, json, text } = await shop.post(shop.orderBody([{ product_id, quantity: 2 }], more))

  assert.equal(status, 201, text)
  return json.order_id
}

const stockOf = async (shop, id) => (await shop.admin('GET', `/api/products/${id}`)).json.stock

const ledger = async (shop) =>
  (await shop.database.query('SELECT kind, amount_cents FROM payments ORDER BY kind')).map(
    ({ kind, amount_cents }) => `${kind} ${amount_cents}`
  )

const taken = (shop) =>
  shop.database.one(
    `SELECT (SELECT sum(orders) FROM slots_taken) AS orders, (SELECT sum(pieces) FROM pieces_taken) AS pieces`
  )

/* Nothing is held any more, before the order would be sent again. */
async function assertGivenBack(shop, product_id) {
  await shop.check({ withinMs: 15_000 })
  assert.deepEqual(await taken(shop), { orders: 0, pieces: 0 })
  assert.equal(await stockOf(shop, product_id), 10)
}

describe('an order that is cancelled', () => {
  test('after it was completed gives everything back', async (t) => {
    const shop = await openShop(t)
    const product_id = await scarce(shop)
    const id = await order(shop, product_id)
    assert.equal((await shop.ended(id)).status, 'completed')
    assert.equal(await stockOf(shop, product_id), 8)
    assert.deepEqual(await taken(shop), { orders: 1, pieces: 2 })

    const { status, json } = await cancel(shop.bakery, id)
    assert.deepEqual([status, json.status, json.cancel_until], [200, 'cancelled', null])
    await assertGivenBack(shop, product_id)
    assert.deepEqual(await ledger(shop), ['charge 500', 'refund 500'])
  })

  testOfServers('before a worker has it is never charged', async (t) => {
    const shop = await openShop(t)
    const product_id = await scarce(shop)
    await service('pause', 'rabbitmq')
    const id = await order(shop, product_id)
    const { status, json } = await cancel(shop.bakery, id)
    assert.deepEqual([status, json.status], [200, 'cancelled'])
    await service('resume', 'rabbitmq')

    await assertGivenBack(shop, product_id)
    assert.deepEqual(await ledger(shop), [])
  })

  test('while it is being charged gets the money back', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '700' })
    const product_id = await scarce(shop)
    const id = await order(shop, product_id)
    await waitFor('it is processed', async () => (await shop.order(id)).status === 'processing')

    const { status, json } = await cancel(shop.bakery, id)
    assert.deepEqual([status, json.status], [200, 'cancelled'])
    await assertGivenBack(shop, product_id)
    assert.equal((await shop.order(id)).status, 'cancelled')
    assert.deepEqual(await ledger(shop), ['charge 500', 'refund 500'])
  })

  test('while its payment is being declined has none to get back', async (t) => {
    const shop = await openShop(t, { BAKERY_PAYMENT_DELAY_MS: '700' })
    const product_id = await scarce(shop)
    const id = await order(shop, product_id, { payment: { token: 'tok_declined' } })
    await waitFor('it is processed', async () => (await shop.order(id)).status === 'processing')

    assert.equal((await cancel(shop.bakery, id)).status, 200)
    await assertGivenBack(shop, product_id)
    assert.deepEqual(await ledger(shop), [])
  })

  test('by many at once, at two replicas, is cancelled once', async (t) => {
    const shop = await openShop(t, { replicas: 2 })
    const product_id = await scarce(shop)
    const id = await order(shop, product_id)
    await shop.ended(id)
    const answers = await inParallel(40, 40, (i) => cancel(shop.pair[i % 2], id))

    for (const { status, json, text } of answers) assert.deepEqual([status, json?.status], [200, 'cancelled'], text)
    await assertGivenBack(shop, product_id)
    assert.deepEqual(await ledger(shop), ['charge 500', 'refund 500'])
  })
})

describe('orders that end and are cancelled at the same moment', () => {
  test('end in one of both ways', async (t) => {
    const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '15' })
    await inParallel(120, 24, async (i) => {
      const declined = i % 5 === 0 ? { payment: { token: 'tok_declined' } } : {}
      const id = await order(shop, 1, declined)
      await new Promise((resolve) => setTimeout(resolve, (i * 7) % 40))
      const { status, text } = await cancel(shop.pair[i % 2], id)
      assert.ok(status === 200 || (status === 409 && declined.payment), text)
    })
    await shop.check()
    for (const replica of shop.replicas) assert.doesNotMatch(replica.log, /deadlock|cannot be processed/)
  })
})

describe('a process that dies', () => {
  for (const point of ['order_cancelled', 'order_refunded'])
    test(`at ${point} leaves nothing half done`, async (t) => {
      const shop = await openShop(t)
      const product_id = await scarce(shop)
      const id = await order(shop, product_id)
      await shop.ended(id)
      await shop.stop()

      const dying = await shop.start({ BAKERY_CRASH_AT: point })
      await dying.ready()
      const answer = await cancel(dying, id).catch((error) => error)
      await dying.crashed()
      if (point === 'order_cancelled') assert.ok(answer instanceof Error, 'it dies before it answers')

      await shop.startReady()
      const again = await cancel(shop.bakery, id)
      assert.deepEqual([again.status, again.json.status], [200, 'cancelled'])
      await shop.checkLater()
      await assertGivenBack(shop, product_id)
      assert.deepEqual(await ledger(shop), ['charge 500', 'refund 500'])
    })
})

describe('it is too late', () => {
  const open = async (t, now) => {
    const clock = makeClock(t, now)
    const shop = await openShop(t, clock.settings)
    const { json: settings } = await shop.admin('GET', '/api/staff/settings')
    const days = Object.fromEntries(Object.keys(settings.opening_hours).map((day) => [day, [['07:00', '18:00']]]))
    const { status, text } = await shop.admin('PUT', '/api/staff/settings', {
      json: { ...settings, time_zone: 'Europe/Dublin', opening_hours: days, cutoff: '14:00', preparation_minutes: 30 }
    })
    assert.equal(status, 200, text)
    return { clock, shop }
  }

  test('from the second of the cut-off on, for what needs notice', async (t) => {
    const { clock, shop } = await open(t, '2026-06-18T09:00:00Z')
    const { json } = await shop.admin('POST', '/api/products', {
      json: { name: 'A tart', price: 20, category: 'cake', lead_days: 1 }
    })
    const [first, second] = [await order(shop, json.id), await order(shop, json.id)]
    assert.equal((await shop.order(first)).cancel_until, '2026-06-18T13:00:00Z')

    clock.set('2026-06-18T12:59:59Z')
    assert.equal((await cancel(shop.bakery, first)).status, 200)
    clock.set('2026-06-18T13:00:00Z')
    const late = await cancel(shop.bakery, second)
    assert.equal(late.status, 409)
    assert.match(late.json.detail, /could be cancelled until 14:00 on 2026-06-18/)
    await shop.check()
  })

  test('when it is being baked, or from its pickup on, for what needs none', async (t) => {
    const { clock, shop } = await open(t, '2026-06-18T09:00:00Z')
    const pickup = { date: '2026-06-18', time: '12:00' }
    const [baked, other, last] = [
      await order(shop, 1, { pickup }),
      await order(shop, 1, { pickup }),
      await order(shop, 1, { pickup })
    ]
    for (const id of [baked, other, last]) await shop.ended(id)
    await shop.database.query(`UPDATE orders SET fulfilment = 'baking' WHERE number = ${await shop.numberOf(baked)}`)
    assert.match((await cancel(shop.bakery, baked)).json.detail, /already being baked/)
    assert.equal((await shop.order(baked)).cancel_until, null)

    clock.set('2026-06-18T10:59:59Z')
    assert.equal((await cancel(shop.bakery, other)).status, 200)
    clock.set('2026-06-18T11:00:00Z')
    assert.equal((await cancel(shop.bakery, last)).status, 409)
    await shop.check()
  })

  test('when it has failed', async (t) => {
    const shop = await openShop(t)
    const id = await order(shop, 1, { payment: { token: 'tok_declined' } })
    await shop.ended(id)
    const { status, json } = await cancel(shop.bakery, id)

    assert.equal(status, 409)
    assert.match(json.detail, /nothing to cancel/)
  })

  test('for an order that is not there', async (t) => {
    const shop = await openShop(t)

    for (const id of ['1', 'x', '9007199254740991']) assert.equal((await cancel(shop.bakery, id)).status, 404)
  })
})

testOfServers('a given-up order that may have been charged is refunded', async (t) => {
  const shop = await openShop(t)
  const product_id = await scarce(shop)
  await shop.stop()
  const id = await (async () => {
    const dying = await shop.start({ BAKERY_CRASH_AT: 'order_paid' })
    await dying.ready()
    const placed = await order(shop, product_id)
    await dying.crashed()
    return placed
  })()
  await shop.database.query('UPDATE orders SET attempt = 5')
  await shop.database.query(
    `INSERT INTO order_events (order_number, attempt, status)
     SELECT number, n, 'processing' FROM orders, generate_series(2, 5) n`
  )
  await shop.startReady()
  await shop.checkLater()
  assert.equal((await shop.order(id)).failure_reason, 'internal')
  assert.deepEqual(await ledger(shop), ['charge 500', 'refund 500'])
})
