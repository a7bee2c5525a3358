/* pickup.test.mjs -- when an order can be collected: the worked cases of the rules over HTTP, and the counters when
 * many want the same. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { makeClock } from './lib/clock.mjs'
import { embedded } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { inParallel } from './lib/wait.mjs'

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const hoursOn = (days, from, to) => Object.fromEntries(WEEK.map((day) => [day, days.includes(day) ? [[from, to]] : []]))

/* The shop of the worked cases. Thursday is 2026-06-18. */
const DUBLIN = {
  time_zone: 'Europe/Dublin',
  opening_hours: hoursOn(['tue', 'wed', 'thu', 'fri', 'sat'], '07:00', '18:00'),
  slot_minutes: 15,
  slot_capacity: null,
  preparation_minutes: 30,
  cutoff: '14:00',
  days_ahead: 14
}

async function setSettings(shop, more) {
  const path = '/api/staff/settings'
  const { json: before } = await shop.admin('GET', path)
  const { status, text } = await shop.admin('PUT', path, { json: { ...before, ...more } })

  assert.equal(status, 200, text)
}

async function addProduct(shop, more) {
  const { status, json, text } = await shop.admin('POST', '/api/products', {
    json: { name: 'A product', price: 2, category: 'bread', ...more }
  })

  assert.equal(status, 201, text)
  return json.id
}

/* A shop with the settings, a clock, and products that need 0, 1 and 2 days of notice. */
async function openWithClock(t, now, settings = {}) {
  const clock = makeClock(t, now)
  const shop = await openShop(t, clock.settings)

  await setSettings(shop, { ...DUBLIN, ...settings })
  const products = []
  for (const lead_days of [0, 1, 2]) products.push(await addProduct(shop, { lead_days }))
  const pickup = async (items) => {
    const { status, json, text } = await shop.get(`/api/pickup?items=${items.map((item) => item.join(':')).join(',')}`)

    assert.equal(status, 200, text)
    return json
  }
  const earliest = async (...ids) => (await pickup(ids.map((id) => [id, 1]))).earliest

  return { shop, clock, products, pickup, earliest }
}

const at = (choice) => (choice ? `${choice.date} ${choice.time}` : null)
const dayOf = ({ days }, date) => days.find((day) => day.date === date)

describe('the earliest pickup', () => {
  test('of the worked cases', async (t) => {
    const { clock, products, earliest } = await openWithClock(t, '2026-06-15T09:00:00Z')
    const [none, one, two] = products
    const cases = [
      ['2026-06-15T09:00:00Z', [none], '2026-06-16 07:00', 'Monday is closed'],
      ['2026-06-18T09:00:00Z', [two], '2026-06-20 07:00', 'two days of notice'],
      ['2026-06-18T09:00:00Z', [none, two], '2026-06-20 07:00', 'the slowest product decides'],
      ['2026-06-18T12:59:59Z', [one], '2026-06-19 07:00', 'before the cut-off'],
      ['2026-06-18T13:00:00Z', [one], '2026-06-20 07:00', 'at the cut-off'],
      ['2026-06-18T15:32:00Z', [none], '2026-06-18 17:15', '17:02 rounds up to a slot'],
      ['2026-06-18T16:32:00Z', [none], '2026-06-19 07:00', "too late for today's last slot, 17:45"],
      ['2026-06-18T19:00:00Z', [none], '2026-06-19 07:00', 'not 20:30 of tomorrow'],
      ['2026-06-20T09:00:00Z', [one], '2026-06-23 07:00', 'closed days are no notice'],
      ['2026-06-20T14:00:00Z', [one], '2026-06-24 07:00', 'closed days are no notice'],
      ['2026-06-21T11:00:00Z', [one], '2026-06-24 07:00', 'closed days are no notice']
    ]

    for (const [now, basket, expected, why] of cases) {
      clock.set(now)
      assert.equal(at(await earliest(...basket)), expected, `${now}: ${why}`)
    }
  })

  test('says why it is not sooner', async (t) => {
    const { products, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const [none, , two] = products

    assert.equal((await pickup([[none, 1]])).because, null)
    const slow = await pickup([
      [none, 1],
      [two, 1]
    ])
    assert.deepEqual(slow.because, { code: 'lead_days', product_id: two, days: 2 })
    assert.deepEqual(dayOf(slow, '2026-06-19'), { date: '2026-06-19', state: 'too_early', product_id: two, slots: [] })
    assert.deepEqual(dayOf(slow, '2026-06-21'), { date: '2026-06-21', state: 'closed', reason: null, slots: [] })
    assert.deepEqual(slow.order_by, { at: '2026-06-18T13:00:00Z', today: true, time: '14:00', date: '2026-06-19' })
  })

  test('an exception of the calendar counts as a closed day', async (t) => {
    const { shop, products, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const put = await shop.admin('PUT', '/api/staff/calendar/2026-06-19', {
      json: { hours: [], reason: 'Midsummer' }
    })
    assert.ok(put.status < 300, put.text)

    const answer = await pickup([[products[2], 1]])
    assert.equal(at(answer.earliest), '2026-06-23 07:00')
    assert.equal(dayOf(answer, '2026-06-19').reason, 'Midsummer')
  })

  test('a day whose slots are full is shown as full', async (t) => {
    const { shop, products, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z', {
      slot_minutes: null,
      slot_capacity: 1
    })
    const body = { ...shop.orderBody([{ product_id: products[1], quantity: 1 }]) }
    const placed = await shop.post({ ...body, pickup: { date: '2026-06-19', time: '07:00' } })
    assert.equal(placed.status, 201, placed.text)

    const answer = await pickup([[products[1], 1]])
    assert.equal(at(answer.earliest), '2026-06-20 07:00')
    assert.deepEqual(answer.because, { code: 'full' })
    assert.deepEqual(dayOf(answer, '2026-06-19'), {
      date: '2026-06-19',
      state: 'full',
      slots: [{ time: '07:00', until: '18:00', state: 'full' }]
    })
    await shop.check()
  })

  test('a daily limit says how many are left', async (t) => {
    const { shop, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const id = await addProduct(shop, { lead_days: 1, daily_limit: 10 })
    const order = (quantity, date) =>
      shop.post({ ...shop.orderBody([{ product_id: id, quantity }]), pickup: { date, time: '07:00' } })
    assert.equal((await order(8, '2026-06-19')).status, 201)

    const answer = await pickup([[id, 3]])
    assert.equal(at(answer.earliest), '2026-06-20 07:00')
    assert.deepEqual(answer.because, { code: 'daily_limit', product_id: id, left: 2 })
    const { state, left, product_id } = dayOf(answer, '2026-06-19')
    assert.deepEqual({ state, left, product_id }, { state: 'daily_limit', left: 2, product_id: id })
    assert.deepEqual(answer.few_left, [{ product_id: id, left: 2 }])
    assert.equal(at((await pickup([[id, 2]])).earliest), '2026-06-19 07:00')

    const refused = await order(3, '2026-06-19')
    assert.equal(refused.status, 422)
    assert.equal(refused.json.type, 'daily-limit')
    assert.equal(at(refused.json.earliest), '2026-06-20 07:00')
    assert.equal((await order(2, '2026-06-19')).status, 201)
    await shop.check()
  })

  test('a limit that is new counts the orders that are there', async (t) => {
    const { shop, products, pickup } = await openWithClock(t, '2099-06-18T09:00:00Z')
    const id = products[1]
    const placed = await shop.post({
      ...shop.orderBody([{ product_id: id, quantity: 8 }]),
      pickup: { date: '2099-06-19', time: '07:00' }
    })
    assert.equal(placed.status, 201, placed.text)

    const limit = async (daily_limit) => {
      const { status, text } = await shop.admin('PATCH', `/api/products/${id}`, { json: { daily_limit } })
      assert.equal(status, 200, text)
    }
    await limit(10)
    assert.equal(dayOf(await pickup([[id, 3]]), '2099-06-19').left, 2)
    await limit(null)
    await limit(9)
    assert.equal(dayOf(await pickup([[id, 3]]), '2099-06-19').left, 1)
    await shop.check()
  })

  test('a product that is sold out today can be had tomorrow', async (t) => {
    const { shop, products, earliest } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const id = products[0]
    const { status, text } = await shop.admin('PATCH', `/api/products/${id}`, { json: { sold_out_on: '2026-06-18' } })
    assert.equal(status, 200, text)

    assert.equal(at(await earliest(id)), '2026-06-19 07:00')
    const product = (await shop.get(`/api/products/${id}`)).json
    assert.deepEqual([product.available, product.sold_out_today], [false, true])
    const order = (more) => shop.post(shop.orderBody([{ product_id: id, quantity: 1 }], more))
    const refused = await order({ pickup: { date: '2026-06-18', time: '15:00' } })
    assert.deepEqual([refused.status, refused.json.type], [422, 'sold-out'])
    const placed = await order()
    assert.equal(placed.status, 201, placed.text)
    assert.equal(at((await shop.order(placed.json.order_id)).pickup), '2026-06-19 07:00')
  })

  test('where the clock is changed', async (t) => {
    const { clock, products, pickup } = await openWithClock(t, '2026-10-24T20:00:00Z', {
      time_zone: 'Europe/Berlin',
      opening_hours: hoursOn(WEEK, '00:00', '06:00')
    })
    const { slots } = dayOf(await pickup([[products[0], 1]]), '2026-10-25')
    assert.equal(slots.length, 24)
    assert.equal(new Set(slots.map(({ time }) => time)).size, 24)

    clock.set('2027-03-28T00:45:00Z') // 01:45 in Berlin; at 02:00 it is 03:00
    const answer = await pickup([[products[0], 1]])
    assert.equal(at(answer.earliest), '2027-03-28 03:15')
    assert.ok(!dayOf(answer, '2027-03-28').slots.some(({ time }) => time.startsWith('02:')))
  })

  test('a shop without opening hours has no pickup', async (t) => {
    const { shop, products, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z', {
      opening_hours: hoursOn([], '', '')
    })
    assert.deepEqual(await pickup([[products[2], 1]]), {
      earliest: null,
      because: null,
      order_by: null,
      few_left: [],
      days: []
    })
    const order = (more) => shop.post(shop.orderBody([{ product_id: products[2], quantity: 1 }], more))
    const placed = await order()
    assert.equal(placed.status, 201, placed.text)
    assert.equal((await shop.order(placed.json.order_id)).pickup, null)
    const refused = await order({ pickup: { date: '2026-06-19', time: '07:00' } })
    assert.deepEqual([refused.status, refused.json.type], [422, 'closed'])
  })
})

describe('the answer has a limit', () => {
  test('of 92 days, which end with the earliest if that is later', async (t) => {
    const { shop, products, pickup } = await openWithClock(t, '2026-06-18T09:00:00Z', { days_ahead: 90 })
    const first = (await pickup([[products[0], 1]])).days
    assert.deepEqual([first.length, first[0].date, first.at(-1).date], [91, '2026-06-18', '2026-09-16'])
    await setSettings(shop, { days_ahead: 365 })
    const more = (await pickup([[products[0], 1]])).days
    assert.deepEqual([more.length, more.at(-1).date], [92, '2026-09-17'])

    await setSettings(shop, { opening_hours: hoursOn(['sat'], '07:00', '18:00') })
    const slow = await addProduct(shop, { lead_days: 30 })
    const { earliest, days } = await pickup([[slow, 1]])
    assert.equal(days.length, 92)
    assert.equal(days.at(-1).date, earliest.date)
  })

  test('of 1,000 products with few left', async (t) => {
    const shop = await openShop(t)
    await shop.database.query(
      `WITH RECURSIVE n (i) AS (SELECT 101 UNION ALL SELECT i + 1 FROM n WHERE i < 1101)
       INSERT INTO products (id, name, description, price_cents, category, stock)
       SELECT i, 'Scarce', '', 100, 'bread', 1 FROM n`
    )
    const { few_left } = (await shop.get('/api/pickup')).json
    assert.equal(few_left.length, 1000)
  })
})

describe('the query', () => {
  for (const items of [
    '1',
    '1:',
    ':1',
    '1:0',
    '0:1',
    '1:100',
    '1:1,',
    'a:1',
    '1:1:1',
    '-1:1',
    `${'1:1,'.repeat(50)}1:1`
  ])
    test(`${items.slice(0, 10)} is refused`, async (t) => {
      const shop = await openShop(t)
      const { status, json } = await shop.get(`/api/pickup?items=${items}`)

      assert.equal(status, 422)
      assert.match(json.detail, /such as 1:2,3:1/)
    })
})

describe('an order', () => {
  test('without a pickup gets the earliest', async (t) => {
    const { shop, products } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const { json } = await shop.post(shop.orderBody([{ product_id: products[2], quantity: 1 }]))
    const { pickup, cancel_until } = await shop.order(json.order_id)

    assert.deepEqual(pickup, { date: '2026-06-20', time: '07:00', until: '07:15' })
    assert.equal(cancel_until, '2026-06-18T13:00:00Z')
  })

  test('a choice that is not possible is refused with a type of its own, and with what is', async (t) => {
    const { shop, products } = await openWithClock(t, '2026-06-18T09:00:00Z')
    const cases = [
      ['too-early', products[2], '2026-06-19', '07:00'],
      ['too-early', products[0], '2026-06-18', '10:15'],
      ['closed', products[0], '2026-06-21', '07:00'],
      ['closed', products[0], '2026-06-19', '07:05'],
      ['closed', products[0], '2026-06-19', '18:00'],
      ['closed', products[0], '2026-07-03', '07:00'] // more than 14 days ahead
    ]

    for (const [type, product_id, date, time] of cases) {
      const body = shop.orderBody([{ product_id, quantity: 1 }], { pickup: { date, time } })
      const { status, json } = await shop.post(body, { key: `${type} ${date}`.replaceAll(' ', '-') + time })
      assert.deepEqual([status, json.type, json.errors[0].pointer], [422, type, '/pickup'], `${date} ${time}`)
      assert.ok(json.earliest.date)
    }
    const last = shop.orderBody([{ product_id: products[0], quantity: 1 }], {
      pickup: { date: '2026-07-02', time: '17:45' }
    })
    assert.equal((await shop.post(last)).status, 201)
  })

  for (const [pickup, pointer] of [
    ['tomorrow', '/pickup'],
    [{ date: '2026-02-30', time: '07:00' }, '/pickup/date'],
    [{ date: '2026-06-19' }, '/pickup/time'],
    [{ date: '2026-06-19', time: '24:00' }, '/pickup/time'],
    [{ date: '2026-06-19', time: '7:00' }, '/pickup/time'],
    [{ date: '2026-06-19', time: '07:00', zone: 'UTC' }, '/pickup/zone']
  ])
    test(`${JSON.stringify(pickup)} is no pickup`, async (t) => {
      const shop = await openShop(t)
      const { status, json } = await shop.post(shop.orderBody(undefined, { pickup }))

      assert.equal(status, 422)
      assert.ok(
        json.errors.some((error) => error.pointer === pointer),
        JSON.stringify(json)
      )
    })

  test('is repeated with its key after its slot has filled', async (t) => {
    const { shop, products } = await openWithClock(t, '2026-06-18T09:00:00Z', { slot_capacity: 1 })
    const pickup = { date: '2026-06-19', time: '09:00' }
    const body = shop.orderBody([{ product_id: products[0], quantity: 1 }], { pickup })
    const first = await shop.post(body, { key: 'once' })
    const again = await shop.post(body, { key: 'once' })
    const other = await shop.post(shop.orderBody([{ product_id: products[0], quantity: 1 }], { pickup }), {
      key: 'two'
    })
    const moved = await shop.post({ ...body, pickup: { ...pickup, time: '09:15' } }, { key: 'once' })

    assert.deepEqual([first.status, again.status, again.text], [201, 201, first.text])
    assert.deepEqual([other.status, other.json.type], [422, 'slot-full'])
    assert.deepEqual([moved.status, moved.json.type], [422, 'about:blank'], 'the key was used for another order')
    assert.match(moved.json.detail, /another order/)
  })

  test('can be put into a calendar', async (t) => {
    const { shop, products } = await openWithClock(t, '2026-06-18T09:00:00Z', {
      name: 'Crème, Brûlée; and a name that is long enough to be folded',
      address: '14 Weaver Street, Dublin'
    })
    const { json } = await shop.post(shop.orderBody([{ product_id: products[0], quantity: 1 }]))
    const { status, text, headers } = await shop.get(`/api/orders/${json.order_id}/calendar`)

    assert.equal(status, 200)
    assert.match(headers['content-type'], /^text\/calendar/)
    const lines = text.split('\r\n')
    assert.ok(lines.every((line) => Buffer.byteLength(line) <= 75))
    const unfolded = text.replaceAll('\r\n ', '')
    assert.match(unfolded, /^DTSTART:20260618T093000Z\r$/m)
    assert.match(unfolded, /^DTEND:20260618T094500Z\r$/m)
    assert.match(unfolded, /^LOCATION:14 Weaver Street\\, Dublin\r$/m)
    assert.match(
      unfolded,
      /^SUMMARY:Crème\\, Brûlée\\; and a name that is long enough to be folded: collect order \w{4}\r$/m
    )
  })
})

/* ---- many at once ---- */

const count = (answers, predicate) => answers.filter(predicate).length

test('100 orders at once at two replicas for one place: one is placed', async (t) => {
  const shop = await openShop(t, { replicas: 2 })
  await setSettings(shop, { ...DUBLIN, slot_capacity: 1 })
  const { days } = (await shop.get('/api/pickup')).json
  const { date, slots } = days.find((day, i) => i > 1 && day.state === 'open')
  const answers = await inParallel(100, 100, (i) =>
    shop.post(shop.orderBody(undefined, { pickup: { date, time: slots[0].time } }), { bakery: shop.pair[i % 2] })
  )

  assert.equal(
    count(answers, ({ status }) => status === 201),
    1
  )
  assert.equal(
    count(answers, ({ status, json }) => status === 422 && json.type === 'slot-full'),
    99
  )
  await shop.check()
})

test('1,000 orders for 10 slots of 5 places and a limit of 30: as many as fit, and again after cancelling', async (t) => {
  const shop = await openShop(t, { replicas: 2 })
  await setSettings(shop, { ...DUBLIN, slot_capacity: 5 })
  const limited = await addProduct(shop, { daily_limit: 30 })
  const { days } = (await shop.get('/api/pickup')).json
  const { date, slots } = days.find((day, i) => i > 1 && day.state === 'open')
  const place = (i) => {
    const items = [{ product_id: Math.floor(i / 10) % 4 === 0 ? 1 : limited, quantity: 1 }]
    const pickup = { date, time: slots[i % 10].time }

    return shop.post(shop.orderBody(items, { pickup }), { bakery: shop.pair[i % 2] })
  }
  const answers = await inParallel(1000, 64, place)
  const placed = answers.filter(({ status }) => status === 201)

  assert.equal(placed.length, 50)
  assert.equal(
    count(answers, ({ status, json }) => status === 422 && ['slot-full', 'daily-limit'].includes(json.type)),
    950
  )
  const counters = () =>
    shop.database.one(
      `SELECT (SELECT sum(orders) FROM slots_taken) AS orders, (SELECT sum(pieces) FROM pieces_taken) AS pieces`
    )
  assert.deepEqual(await counters(), { orders: 50, pieces: 30 })
  for (const replica of shop.replicas) assert.doesNotMatch(replica.log, /deadlock|locked the same rows/)
  await shop.check()

  const cancel = (id, i) => shop.pair[i % 2].request('POST', `/api/orders/${id}/cancel`)
  const ids = placed.slice(0, 25).map(({ json }) => json.order_id)
  const twice = [...ids, ...ids.slice(0, 10), ...ids.slice(0, 10)]
  const cancelled = await inParallel(twice.length, 64, (i) => cancel(twice[i], i))
  for (const { status, json, text } of cancelled) assert.deepEqual([status, json?.status], [200, 'cancelled'], text)
  await shop.check()
  assert.equal((await counters()).orders, 25)

  assert.equal(
    count(await inParallel(200, 64, place), ({ status }) => status === 201),
    25
  )
  assert.equal((await counters()).orders, 50)
  await shop.check()
})

const testOfServers = embedded ? () => {} : test

testOfServers('an order that always comes too late is told to try again, and nothing is placed', async (t) => {
  const shop = await openShop(t)
  await shop.database.query('ALTER TABLE slots_taken ADD CONSTRAINT always_full CHECK (orders < 1)')
  const { status, json, headers } = await shop.post(shop.orderBody())

  assert.equal(status, 503)
  assert.match(json.detail, /many people order for the same time/)
  assert.ok(headers['retry-after'])
  assert.equal(Number((await shop.database.one('SELECT count(*) AS count FROM orders')).count), 0)
})

test('orders without a choice get one slot after the other', async (t) => {
  const shop = await openShop(t, { replicas: 2 })
  await setSettings(shop, { ...DUBLIN, slot_capacity: 4 })
  const answers = await inParallel(60, 30, (i) => shop.postUntilPlaced(shop.orderBody(), { bakery: shop.pair[i % 2] }))

  for (const { status, text } of answers) assert.equal(status, 201, text)
  const rows = await shop.database.query('SELECT orders FROM slots_taken ORDER BY date, minute')
  assert.deepEqual(
    rows.map(({ orders }) => orders),
    Array.from({ length: 15 }, () => 4)
  )
  await shop.check()
})
