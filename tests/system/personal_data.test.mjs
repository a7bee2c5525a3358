/* personal_data.test.mjs -- names and e-mail addresses of customers: erased some time after the order, and when they ask
 * for it. What was ordered and paid stays. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { command } from './lib/bakery.mjs'
import { promised, seen } from './lib/contract.mjs'
import { embedded } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { Browser, join, signedIn, withOwner } from './lib/staff.mjs'
import { waitFor } from './lib/wait.mjs'

const FORGET = '/api/staff/forget'
const SWEPT_WITHIN_MS = 25_000 // the sweeper looks every 10 s

const place = async (shop, email, more = {}) => {
  const order = await shop.postUntilPlaced({
    customer_name: 'Somebody',
    customer_email: email,
    items: [{ product_id: 1, quantity: 2 }],
    ...more
  })
  await shop.ended(order.json.order_id)
  return order.json.order_id
}

const stored = (shop) =>
  shop.database.query(
    'SELECT customer_name, customer_email, payment_token, note, phone, total_cents FROM orders ORDER BY number'
  )
const emails = async (shop) => (await stored(shop)).map((row) => row.customer_email)
const forget = (shop, json, who = shop) => who.admin('POST', FORGET, { json })

describe('a customer who asks for it is forgotten', () => {
  test('in all orders that have ended, and in no others', async (t) => {
    const shop = await openShop(t, withOwner)
    const owner = await signedIn(shop.bakery)
    const id = await place(shop, 'Ann@example.com', {
      payment: { token: 'tok_ann' },
      note: 'for Ann',
      phone: '086 555 0199'
    })
    await place(shop, 'ann@example.com')
    await place(shop, 'bob@example.com')
    await place(shop, 'joann@example.com')
    await shop.database.query(
      `UPDATE orders SET status = 'pending' WHERE number = (SELECT max(number) FROM orders WHERE customer_email LIKE 'ann%')`
    )

    const { status, json } = await forget(shop, { email: 'ANN@example.com' })
    assert.equal(status, 200)
    assert.deepEqual(json, { erased: 1, open: 1, after: null })
    assert.deepEqual(await emails(shop), ['', 'ann@example.com', 'bob@example.com', 'joann@example.com'])
    const [row] = await stored(shop)
    assert.deepEqual(row, {
      customer_name: '',
      customer_email: '',
      payment_token: null,
      note: null,
      phone: null,
      total_cents: row.total_cents
    })
    assert.equal(Number(row.total_cents), 700)
    const order = await shop.order(id)
    assert.deepEqual([order.customer_name, order.total_amount, order.items.length], ['', 7, 1])

    await shop.database.query("UPDATE orders SET status = 'completed' WHERE status = 'pending'")
    assert.deepEqual((await forget(shop, { email: 'ann@example.com' })).json, {
      erased: 1,
      open: 0,
      after: null
    })
    assert.deepEqual((await forget(shop, { email: 'nobody@example.com' })).json, { erased: 0, open: 0, after: null })
    const history = (await owner.get('/api/staff/history')).text
    assert.match(history, /customer_forgotten/)
    assert.doesNotMatch(history, /ann@/i)
    assert.doesNotMatch(shop.bakery.log, /ann@/i)
  })

  test('also in more orders than one statement looks at', async (t) => {
    const shop = await openShop(t)
    await place(shop, 'first@example.com')
    const numbers = `WITH RECURSIVE numbers (n) AS (SELECT 100001 UNION ALL SELECT n + 1 FROM numbers WHERE n < 112000)`
    await shop.database.query(
      `${numbers} INSERT INTO orders (number, customer_name, customer_email, pickup_code, status, total_cents)
       SELECT n, 'Ann', CASE WHEN n % 4000 = 0 THEN 'ann@example.com' ELSE 'bob@example.com' END, 'A1', 'completed', 1
       FROM numbers`
    )

    assert.deepEqual((await forget(shop, { email: 'ann@example.com' })).json, {
      erased: 3,
      open: 0,
      after: null
    })
    const later = await forget(shop, {
      email: 'bob@example.com',
      after: 111_990
    })
    assert.deepEqual(later.json, { erased: 9, open: 0, after: null })
    const { left } = await shop.database.one(
      "SELECT count(*) AS left FROM orders WHERE customer_email = 'bob@example.com'"
    )
    assert.equal(Number(left), 11_997 - 9)
  })

  test('by the command line, beside a running server', async (t) => {
    const shop = await openShop(t)
    const run = (...args) => command(['forget', ...args], { DATABASE_URL: shop.database.url })
    await place(shop, 'ann@example.com')

    const { code, stderr } = await run('ann@example.com')
    assert.equal(code, 0, stderr)
    assert.match(stderr, /erased the personal data of 1 orders/)
    assert.doesNotMatch(stderr, /ann@/)
    assert.deepEqual(await emails(shop), [''])
    for (const args of [[], ['nobody'], ['--log-level', 'info']]) {
      const refused = await run(...args)
      assert.equal(refused.code, 2, args.join(' '))
      assert.equal(refused.stderr.trim().split('\n').length, 1, refused.stderr)
    }
    const nowhere = embedded ? 'sqlite:/nowhere/shop.db' : 'postgresql://nobody@127.0.0.1:1/none'
    assert.equal((await command(['forget', 'ann@example.com'], { DATABASE_URL: nowhere })).code, 1)
  })

  test('only by an owner, with a real address', async (t) => {
    const shop = await openShop(t, withOwner)
    const owner = await signedIn(shop.bakery)
    const manager = await signedIn(shop.bakery, await join(owner, 'manager'))

    assert.equal((await manager.post(FORGET, { email: 'ann@example.com' })).status, 403)
    assert.equal(
      (
        await new Browser(shop.bakery).post(FORGET, {
          email: 'ann@example.com'
        })
      ).status,
      401
    )
    for (const [json, pointer] of [
      [{}, '/email'],
      [{ email: 'nobody' }, '/email'],
      [{ email: '%' }, '/email'],
      [{ email: 'ann@example.com', after: 'x' }, '/after'],
      [{ email: 'ann@example.com', all: true }, '/all']
    ]) {
      const answer = await forget(shop, json)
      assert.equal(answer.status, 422)
      assert.equal(answer.json.errors[0].pointer, pointer)
    }
    const send = (body, type) => shop.admin('POST', FORGET, { body, headers: { 'content-type': type } })
    assert.equal((await send('{', 'application/json')).status, 400)
    assert.equal((await send('{}', 'text/plain')).status, 415)
    assert.equal((await send(' '.repeat(70_000), 'application/json')).status, 413)
  })
})

describe('the personal data of an order', () => {
  const AGE = (days) =>
    embedded ? `strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-${days} days')` : `now() - interval '${days} days'`

  test('is erased after the days of the settings, counted from the pickup, and no day before', async (t) => {
    const shop = await openShop(t)
    for (const name of ['oldest', 'old', 'young', 'new']) await place(shop, `${name}@example.com`)
    const settings = (await shop.admin('GET', '/api/staff/settings')).json
    assert.equal(settings.keep_personal_data_days, 400)
    const { number } = await shop.database.one('SELECT min(number) AS number FROM orders')
    const age = (place, days) =>
      shop.database.query(`UPDATE orders SET pickup_at = ${AGE(days)} WHERE number = ${Number(number) + place}`)
    const status = (value) =>
      shop.database.query(`UPDATE orders SET status = '${value}' WHERE number = ${Number(number) + 1}`)
    await status('pending')
    await age(0, 500)
    await age(1, 400.01)
    await age(2, 399.99)

    const erased = (expected) =>
      waitFor(
        'the sweeper has erased',
        async () => {
          assert.deepEqual(await emails(shop), expected)
          return true
        },
        { withinMs: SWEPT_WITHIN_MS }
      )
    // Each look of the sweeper erases all that is due, so what is left was looked at.
    await erased(['', 'old@example.com', 'young@example.com', 'new@example.com']) // the second has not ended
    await status('completed')
    await erased(['', '', 'young@example.com', 'new@example.com'])
    await shop.admin('PUT', '/api/staff/settings', { json: { ...settings, keep_personal_data_days: 399 } })
    await erased(['', '', '', 'new@example.com'])
    assert.ok((await stored(shop)).every((row) => Number(row.total_cents) === 700))
  })
})

test('every documented answer was given, but that of a database that is away', () => {
  const missing = promised('customers').filter((one) => !seen.has(one) && !one.endsWith(' 503'))

  assert.deepEqual(missing, [])
})
