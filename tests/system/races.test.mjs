/* races.test.mjs -- two replicas (on a file: one process) share everything: stock is sold once (I4), orders are processed
 * once (I3). */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inParallel, waitFor } from './lib/wait.mjs'
import { embedded } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'

test('100 orders race for 10 units at two replicas: 10 complete, 90 fail, no stock is left', async (t) => {
  const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '30' })
  const { json: product } = await shop.admin('POST', '/api/products', {
    json: { name: 'Ten of these', price: 3.3, category: 'cake', stock: 10 }
  })
  const placed = await inParallel(100, 50, (i) =>
    shop.post(shop.orderBody([{ product_id: product.id, quantity: 1 }]), { bakery: shop.pair[i % 2] })
  )

  for (const { status, text } of placed) assert.equal(status, 201, text)
  await shop.settle()
  const ends = await shop.database.query(
    'SELECT status, failure_reason, count(*) AS count FROM orders GROUP BY 1, 2 ORDER BY 1'
  )
  assert.deepEqual(ends, [
    { status: 'completed', failure_reason: null, count: 10 },
    { status: 'failed', failure_reason: 'out_of_stock', count: 90 }
  ])
  assert.equal((await shop.admin('GET', `/api/products/${product.id}`)).json.stock, 0)
  await shop.check()
})

test('orders of many products in opposite orders, some declined: no deadlock, no unit lost', async (t) => {
  const shop = await openShop(t, { replicas: 2, BAKERY_PAYMENT_DELAY_MS: '10' })
  const ids = []

  for (let i = 0; i < 4; i++) {
    const { json } = await shop.admin('POST', '/api/products', {
      json: { name: `Shared ${i}`, price: i + 0.5, category: 'cake', stock: 40 }
    })
    ids.push(json.id)
  }
  await inParallel(120, 24, async (i) => {
    const order = i % 2 ? ids : [...ids].reverse()
    const items = order.slice(0, 2 + (i % 3)).map((product_id) => ({ product_id, quantity: 1 + (i % 2) }))
    const more = i % 5 === 0 ? { payment: { token: 'tok_declined' } } : {}
    const { status, text } = await shop.post(shop.orderBody(items, more), { bakery: shop.pair[i % 2] })
    assert.equal(status, 201, text)
  })
  await shop.settle()
  for (const replica of shop.replicas) assert.doesNotMatch(replica.log, /deadlock|cannot be processed/)
  await shop.check()
})

/* A file has one writer. */
const testOfServers = embedded ? () => {} : test

testOfServers('stock that comes back while a claim waits for it is sold at once', async (t) => {
  const shop = await openShop(t)
  const { json: product } = await shop.admin('POST', '/api/products', {
    json: { name: 'Sold out', price: 2, category: 'cake', stock: 0 }
  })
  const session = await shop.database.session()

  await session.query('BEGIN')
  await session.query('SELECT FROM catalog FOR UPDATE')
  await session.query('UPDATE products SET stock = 2 WHERE id = $1', [product.id])
  await session.query(`INSERT INTO stock_moves (product_id, kind, quantity) VALUES ($1, 'adjust', 2)`, [product.id])
  const { json } = await shop.post(shop.orderBody([{ product_id: product.id, quantity: 2 }]))
  await waitFor('the claim waits', () =>
    shop.database.one(`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`)
  )
  await session.query('COMMIT')
  await session.end()
  assert.equal((await shop.ended(json.order_id, { withinMs: 5000 })).status, 'completed')
  await shop.check()
})
