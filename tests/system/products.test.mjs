/* products.test.mjs -- what the bakers may change, who may, how lost updates are refused, and how soon customers see
 * a change (invariant I8), at the same process and at another. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { adminToken } from './lib/bakery.mjs'
import { inParallel, soon, waitFor } from './lib/wait.mjs'
import { openShop, useShop } from './lib/shop.mjs'

const held = useShop({ replicas: 2 })

const BREAD = { name: 'Test bread', description: 'Crusty', price: 4.2, category: 'bread' }
/* Other processes see a change at most 1 s later (I8); the rest is for a slow machine under a sanitizer. */
const FRESH_MS = 1000
const SLACK_MS = 500

const admin = (method, path, options) => held.shop.admin(method, path, options)
const pointers = ({ json }) => json.errors.map(({ pointer }) => pointer).sort()

async function create(more = {}) {
  const { status, json, text, headers } = await admin('POST', '/api/products', { json: { ...BREAD, ...more } })

  assert.equal(status, 201, text)
  return { ...json, path: headers.location, etag: headers.etag }
}

async function listed(id, bakery = held.shop.bakery) {
  return (await bakery.get('/api/products')).json.find((product) => product.id === id)
}

describe('authorization', () => {
  test('requires the admin token', async () => {
    const { path } = await create()
    const refused = [
      '',
      'Bearer',
      'Bearer ',
      'Bearer wrong',
      `Basic ${adminToken}`,
      adminToken,
      `Bearer ${adminToken}x`,
      `Bearer ${adminToken.slice(1)}`
    ]

    for (const authorization of refused)
      for (const [method, target] of [
        ['POST', '/api/products'],
        ['PUT', path],
        ['PATCH', path],
        ['DELETE', path]
      ]) {
        const answer = await held.shop.bakery.request(method, target, { json: BREAD, headers: { authorization } })
        assert.equal(answer.status, 401, `${method} with ${authorization}`)
        assert.match(answer.headers['www-authenticate'], /^Bearer/)
      }
    for (const authorization of [`bearer ${adminToken}`, `Bearer  ${adminToken}`, `BEARER   ${adminToken}`]) {
      const answer = await held.shop.bakery.request('PATCH', path, { json: { price: 5 }, headers: { authorization } })
      assert.equal(answer.status, 200, `${authorization}: any case, one or more blanks (RFC 9110)`)
    }
  })

  test('the token is checked before the body is looked at', async () => {
    const answer = await held.shop.bakery.request('POST', '/api/products', {
      body: '{',
      headers: { 'content-type': 'application/json' }
    })

    assert.equal(answer.status, 401)
  })
})

describe('sold out today', () => {
  const today = async () => (await held.shop.get('/api/shop')).json.today.date
  const available = async (id) => (await listed(id)).available

  test('hides a product for the day, gives orders to another day, and can be taken back', async () => {
    const { id, path } = await create()
    const date = await today()
    const set = await admin('PUT', `${path}/sold-out`)

    assert.equal(set.status, 200, set.text)
    assert.deepEqual([set.json.sold_out_on, set.json.available], [date, false])
    assert.equal(await available(id), false)
    assert.equal((await held.shop.get(path)).json.available, false)
    const placed = await held.shop.post(held.shop.orderBody([{ product_id: id, quantity: 1 }]))
    assert.equal(placed.status, 201, placed.text)
    assert.notEqual((await held.shop.order(placed.json.order_id)).pickup.date, date)
    const back = await admin('DELETE', `${path}/sold-out`)
    assert.deepEqual([back.json.sold_out_on, back.json.available], [null, true])
    assert.equal(await available(id), true)
    assert.equal((await held.shop.post(held.shop.orderBody([{ product_id: id, quantity: 1 }]))).status, 201)
  })

  test('ends by itself with the date of the shop', async () => {
    const { id, path } = await create()

    /* It is never the same date in both zones. */
    await held.shop.withSettings({ time_zone: 'Pacific/Pago_Pago' }, async () => {
      assert.equal((await admin('PUT', `${path}/sold-out`)).json.available, false)
      assert.equal(await available(id), false)
    })
    await held.shop.withSettings({ time_zone: 'Pacific/Kiritimati' }, async () => {
      await waitFor('it is back', () => available(id), { withinMs: 2000 })
      assert.equal((await held.shop.get(path)).json.available, true)
    })
  })

  test('may be said for another date, and is in the history of the product', async () => {
    const { id, path } = await create({ sold_out_on: '2031-06-18' })

    assert.equal(await available(id), true)
    assert.equal((await admin('PATCH', path, { json: { sold_out_on: await today() } })).json.available, false)
    assert.equal((await admin('PATCH', path, { json: { sold_out_on: null } })).json.available, true)
    for (const wrong of ['2031-02-30', 'today', 7, ''])
      assert.equal((await admin('PATCH', path, { json: { sold_out_on: wrong } })).status, 422, String(wrong))
  })
})

describe('rejects', () => {
  const invalid = [
    ['no name', { name: undefined }, ['/name']],
    ['an empty name', { name: ' ' }, ['/name']],
    ['an invisible name', { name: '\u200b' }, ['/name']],
    ['a name with NUL', { name: 'a\0b' }, ['/name']],
    ['a long name', { name: 'n'.repeat(101) }, ['/name']],
    ['a long description', { description: 'd'.repeat(1001) }, ['/description']],
    ['no category', { category: undefined }, ['/category']],
    ['no price', { price: undefined }, ['/price']],
    ...[0, -1, 0.001, 3.504, 1.005, 10000.01, 1e300, '3.50', null].map((price) => [
      `the price ${price}`,
      { price },
      ['/price']
    ]),
    ...[
      'http://evil.example/x.png',
      '//evil.example/x',
      'images/x',
      'javascript:alert(1)',
      '',
      7,
      '/a b',
      '/<x>',
      '/a\0b'
    ].map((image) => [`the image ${image}`, { image }, ['/image']]),
    ...[-1, 1.5, '3', 1e9, true].map((stock) => [`the stock ${stock}`, { stock }, ['/stock']]),
    ['active as text', { active: 'yes' }, ['/active']],
    ['a long size', { size: 's'.repeat(41) }, ['/size']],
    ['long ingredients', { ingredients: 'i'.repeat(2001) }, ['/ingredients']],
    ...['*wheat', 'a**b', '*', '*wheat* *flour'].map((ingredients) => [
      `the ingredients ${ingredients}`,
      { ingredients },
      ['/ingredients']
    ]),
    ['allergens as text', { allergens: 'none' }, ['/allergens']],
    ['half of the allergens', { allergens: { contains: [] } }, ['/allergens/may_contain']],
    [
      'unknown allergens',
      { allergens: { contains: ['gluten'], may_contain: ['Milk', 7], more: [] } },
      ['/allergens/contains', '/allergens/may_contain', '/allergens/more']
    ],
    [
      'an allergen in both lists',
      { allergens: { contains: ['milk', 'egg'], may_contain: ['milk'] } },
      ['/allergens/may_contain']
    ],
    ...[-1, 31, 1.5, '1', null].map((lead_days) => [`the notice ${lead_days}`, { lead_days }, ['/lead_days']]),
    ...[0, 100_001, 'x'].map((daily_limit) => [`the limit ${daily_limit}`, { daily_limit }, ['/daily_limit']]),
    ...[-1, 1001, 9.5].map((vat_permille) => [`the VAT ${vat_permille}`, { vat_permille }, ['/vat_permille']]),
    ['an id', { id: 7 }, ['/id']],
    ['several', { name: '', price: 0, stock: -1 }, ['/name', '/price', '/stock']]
  ]

  for (const [what, change, expected] of invalid)
    test(what, async () => {
      const answer = await admin('POST', '/api/products', { json: { ...BREAD, ...change } })

      assert.equal(answer.status, 422, answer.text)
      assert.deepEqual(pointers(answer), expected)
    })

  test('a price and a stock that no type of ours can hold', async () => {
    for (const number of ['99999999999999999999', '1e999']) {
      const answer = await admin('POST', '/api/products', {
        body: JSON.stringify({ ...BREAD, price: 'N', stock: 'N' }).replaceAll('"N"', number),
        headers: { 'content-type': 'application/json' }
      })

      assert.equal(answer.status, 422, answer.text)
      assert.deepEqual(pointers(answer), ['/price', '/stock'])
    }
  })

  test('invalid ids', async () => {
    for (const id of ['0', '-1', 'x', '01', '1.0', '9223372036854775808', '99999999999999999999'])
      assert.equal((await admin('PATCH', `/api/products/${id}`, { json: {} })).status, 404, id)
  })
})

describe('changes', () => {
  test('prices are exact to the cent', async () => {
    const { path } = await create()

    for (const [sent, shown] of [
      [0.01, '0.01'],
      [10000, '10000.00'],
      [19.99, '19.99'],
      [4.35, '4.35'],
      [1.1, '1.10'],
      [8.2, '8.20']
    ]) {
      const { status, text } = await admin('PATCH', path, { json: { price: sent } })
      assert.equal(status, 200)
      assert.match(text, new RegExp(`"price":\\s*${shown.replace('.', '\\.')}[,}]`))
    }
  })

  test('PUT replaces everything; missing fields get their defaults', async () => {
    const { path, id } = await create({ image: '/images/bread.webp', stock: 7, description: 'Old' })
    const { status, json } = await admin('PUT', path, { json: { name: 'New', price: 1, category: 'cake' } })

    assert.equal(status, 200)
    assert.deepEqual(
      { ...json, version: 0, changed_at: '', place: 0 },
      {
        id,
        name: 'New',
        description: '',
        price: 1,
        category: 'cake',
        image: null,
        photo: null,
        sold_out_on: null,
        sold_out_today: false,
        available: true,
        stock: null,
        active: true,
        version: 0,
        changed_by: 'token',
        changed_at: '',
        size: '',
        ingredients: '',
        allergens: null,
        lead_days: 0,
        daily_limit: null,
        vat_permille: null,
        place: 0
      }
    )
  })

  test('PATCH changes only its fields; null resets a field', async () => {
    const { path, etag } = await create({ image: '/images/bread.webp', stock: 7 })
    const patch = async (json, type = 'application/merge-patch+json') => {
      const answer = await admin('PATCH', path, { body: JSON.stringify(json), headers: { 'content-type': type } })
      assert.equal(answer.status, 200, answer.text)
      return answer
    }
    const first = await patch({ price: 4.5 })
    assert.deepEqual(
      [first.json.price, first.json.name, first.json.stock, first.json.image],
      [4.5, BREAD.name, 7, '/images/bread.webp']
    )
    assert.notEqual(first.headers.etag, etag)
    const { json } = await patch({ image: null, stock: null, description: null }, 'application/json')
    assert.deepEqual([json.image, json.stock, json.description, json.available], [null, null, '', true])
    assert.equal((await patch({})).json.price, 4.5)
    for (const json of [{ name: null }, { price: null }, { category: null }, { active: null }, { unknown: 1 }, []]) {
      const answer = await admin('PATCH', path, { json })
      assert.equal(answer.status, 422, JSON.stringify(json))
    }
  })

  test('customers do not see a retired product, but staff do', async () => {
    const { shop } = held
    const { path, id } = await create({ stock: 5 })
    const placed = await shop.post(shop.orderBody([{ product_id: id, quantity: 1 }]))

    assert.equal((await admin('DELETE', path)).status, 204)
    assert.equal((await admin('DELETE', path)).status, 204, 'again')
    assert.equal(await listed(id), undefined)
    assert.equal((await shop.get(path)).status, 404)
    assert.equal((await admin('GET', path)).json.active, false)
    const refused = await shop.post(shop.orderBody([{ product_id: id, quantity: 1 }]))
    assert.deepEqual(pointers(refused), ['/items/0/product_id'])
    assert.equal((await shop.ended(placed.json.order_id)).status, 'completed', 'what was ordered before is baked')
    assert.equal((await admin('PATCH', path, { json: { active: true } })).status, 200)
    assert.equal((await listed(id)).id, id)
  })

  test('notice, limits, VAT, size, ingredients and allergens are kept; customers see no limit and no VAT', async () => {
    const fields = {
      size: '900 g',
      ingredients: '*wheat* flour, water',
      allergens: { contains: ['wheat'], may_contain: ['brazil-nut', 'molluscs'] },
      lead_days: 30,
      daily_limit: 100_000,
      vat_permille: 1000
    }
    const { path, id, ...made } = await create(fields)
    const pick = (product) => Object.fromEntries(Object.keys(fields).map((name) => [name, product[name]]))

    assert.deepEqual(pick(made), fields)
    assert.deepEqual(pick((await admin('GET', path)).json), fields)
    const { daily_limit, vat_permille, ...shown } = fields
    for (const product of [await listed(id), (await held.shop.get(path)).json]) {
      assert.deepEqual(pick(product), { ...shown, daily_limit: undefined, vat_permille: undefined })
      assert.ok(daily_limit && vat_permille)
    }
    const edges = { lead_days: 0, daily_limit: 1, vat_permille: 0, allergens: { contains: [], may_contain: [] } }
    const patched = await admin('PATCH', path, { json: { ...edges, size: null, ingredients: null } })
    assert.deepEqual(pick(patched.json), { ...edges, size: '', ingredients: '' }, 'free of all is declared')
    const none = { allergens: null, daily_limit: null, vat_permille: null }
    const cleared = await admin('PATCH', path, { json: none })
    assert.deepEqual(pick(cleared.json), { ...none, size: '', ingredients: '', lead_days: 0 })
    const { entries } = (await held.shop.admin('GET', '/api/staff/history')).json
    assert.deepEqual(entries[0].changes, {
      allergens: [{ contains: [], may_contain: [] }, null],
      daily_limit: [1, null],
      vat_permille: [0, null]
    })
  })

  test('allergens come in the order of the regulation, once each', async () => {
    const { allergens } = await create({ allergens: { contains: ['milk', 'wheat', 'milk'], may_contain: [] } })

    assert.deepEqual(allergens, { contains: ['wheat', 'milk'], may_contain: [] })
  })

  test('an order keeps the name, the price and the allergens it was placed with', async () => {
    const { shop } = held
    const allergens = { contains: ['wheat'], may_contain: ['sesame'] }
    const { path, id } = await create({ allergens })
    const { json } = await shop.post(shop.orderBody([{ product_id: id, quantity: 3 }]))

    await admin('PATCH', path, { json: { name: 'Dearer', price: 9.99, allergens: null } })
    const order = await shop.ended(json.order_id)
    assert.deepEqual(order.items, [{ product_id: id, quantity: 3, name: BREAD.name, price: 4.2, allergens }])
    assert.equal(order.total_amount, 12.6)
  })
})

describe('If-Match', () => {
  test('accepts only the current version', async () => {
    const { path, etag } = await create()
    const patch = (ifMatch) => admin('PATCH', path, { json: {}, headers: { 'if-match': ifMatch } })

    for (const stale of ['"0"', '"999"', `W/${etag}`, etag.replaceAll('"', ''), '"x", "y"'])
      assert.equal((await patch(stale)).status, 412, stale)
    const { headers, status } = await patch(etag)
    assert.equal(status, 200)
    assert.equal((await patch(etag)).status, 412, 'the version before')
    assert.equal((await patch(`"x", ${headers.etag}`)).status, 200)
    assert.equal((await patch('*')).status, 200)
    assert.equal((await admin('DELETE', path, { headers: { 'if-match': etag } })).status, 412)
    assert.equal((await admin('PUT', path, { json: BREAD, headers: { 'if-match': etag } })).status, 412)
  })

  test('one of many concurrent changes of a version wins', async () => {
    const { path, etag } = await create()
    const answers = await inParallel(12, 12, (i) =>
      held.shop.pair[i % 2].admin('PATCH', path, { json: { price: i + 1 }, headers: { 'if-match': etag } })
    )
    const won = answers.filter(({ status }) => status === 200)

    assert.equal(won.length, 1)
    for (const { status } of answers) assert.ok([200, 409, 412].includes(status))
    assert.equal((await held.shop.get(path)).json.price, won[0].json.price)
  })

  test('without it, changes to different fields are all kept', async () => {
    const { path } = await create()
    const patches = [{ name: 'Kept' }, { price: 1.23 }, { category: 'kept' }]
    const answers = await inParallel(3, 3, (i) => admin('PATCH', path, { json: patches[i] }))

    for (const { status } of answers) assert.equal(status, 200)
    const { name, price, category } = (await held.shop.get(path)).json
    assert.deepEqual([name, price, category], ['Kept', 1.23, 'kept'])
  })

  test('a change without stock does not reset the stock', async () => {
    const { shop } = held
    const { path, id } = await create({ stock: 500 })
    const orders = inParallel(20, 4, () => shop.post(shop.orderBody([{ product_id: id, quantity: 1 }])))
    const patches = inParallel(20, 1, (i) => admin('PATCH', path, { json: { price: i + 1 } }))

    for (const { json } of await orders) await shop.ended(json.order_id)
    for (const { status } of await patches) assert.equal(status, 200)
    assert.equal((await admin('GET', path)).json.stock, 480)
  })
})

describe('how soon a change is seen (I8)', () => {
  test('immediately by all requests to the same process', async () => {
    const { shop } = held
    const { path, id } = await create()
    let reading = true
    let newest = 0
    let reads = 0

    async function reader() {
      while (reading) {
        const known = newest
        const { price } = await listed(id)
        reads++
        assert.ok(price >= known, `${price} was shown after ${known} had been answered`)
      }
    }
    const readers = inParallel(4, 4, reader)
    for (let cents = 1; cents <= 40; cents++) {
      assert.equal((await admin('PATCH', path, { json: { price: cents } })).status, 200)
      newest = cents
      assert.equal((await listed(id)).price, cents)
    }
    reading = false
    await readers
    assert.ok(reads > 40, `${reads} reads`)
    assert.equal((await shop.get(path)).json.price, 40)
  })

  test('within a second at another process', async () => {
    const [here, there] = held.shop.pair
    const { path, id } = await create()
    let price = 0
    const change = async () => {
      await there.get('/api/products') // it has a fresh copy
      await here.admin('PATCH', path, { json: { price: ++price } })
      const answered = performance.now()
      await waitFor('the other process shows it', async () => (await listed(id, there))?.price === price, {
        everyMs: 10
      })
      return performance.now() - answered
    }

    await soon('a change is seen', FRESH_MS + SLACK_MS, async () => Math.max(...(await inParallel(5, 1, change))))
  })

  test('a product that sells out is no longer available, and is again when there is stock', async () => {
    const [here, there] = held.shop.pair
    const { path, id, available } = await create({ stock: 2 })

    assert.equal(available, true)
    const { json } = await held.shop.post(held.shop.orderBody([{ product_id: id, quantity: 2 }]))
    await held.shop.ended(json.order_id)
    for (const bakery of [here, there])
      await waitFor('it is shown as sold out', async () => (await listed(id, bakery)).available === false, {
        withinMs: 5000
      })
    assert.equal((await here.get(path)).json.available, false)
    assert.equal(JSON.stringify(await listed(id)).includes('stock'), false, 'the number is for the bakers')
    await admin('PATCH', path, { json: { stock: 1 } })
    assert.equal((await listed(id)).available, true)
  })

  test('a declined payment makes the last one available again', async () => {
    const [here, there] = held.shop.pair
    const { id } = await create({ stock: 1 })
    const body = held.shop.orderBody([{ product_id: id, quantity: 1 }], { payment: { token: 'tok_declined' } })
    const { json } = await held.shop.post(body)

    await held.shop.ended(json.order_id)
    for (const bakery of [here, there])
      await waitFor('it is available again', async () => (await listed(id, bakery)).available === true, {
        withinMs: 5000
      })
  })

  test('a sale is not hidden behind an old ETag of the product', async () => {
    const { path, id } = await create({ stock: 1 })
    const { headers } = await held.shop.get(path)
    const { json } = await held.shop.post(held.shop.orderBody([{ product_id: id, quantity: 1 }]))

    await held.shop.ended(json.order_id)
    const again = await held.shop.get(path, { headers: { 'if-none-match': headers.etag } })
    assert.equal(again.status, 200)
    assert.equal(again.json.available, false)
  })
})

describe('the catalogue', () => {
  let names

  before(async () => {
    names = (await held.shop.get('/api/products')).json.map(({ name }) => name)
  })

  test('is loaded once: a restart changes nothing', async () => {
    await held.shop.meanwhile({}, async (third) => {
      assert.deepEqual(
        (await third.get('/api/products')).json.map(({ name }) => name),
        names
      )
    })
  })
})

test('rejects a product that would make the list longer than 4 MiB, until another one is retired', async (t) => {
  const shop = await openShop(t)
  const description = '🥐'.repeat(1000)
  const count = 930 // of some 4.1 kB each; the list may have 3.75 MiB
  const long = (price) => ({ name: 'Long story', description, price, category: 'bread' })
  const post = () => shop.admin('POST', '/api/products', { json: long(1) })

  await shop.database.query(
    `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${count})
     INSERT INTO products (name, description, price_cents, category)
     SELECT 'Long story', $1, 100, 'bread' FROM numbers`,
    [description]
  )
  await shop.database.query('UPDATE catalog SET version = version + 1')

  const made = []
  let answer
  while (made.length < 60 && (answer = await post()).status === 201) made.push(answer.headers.location)
  assert.equal(answer.status, 422, answer.text)
  assert.match(answer.json.detail, /4 MiB/)
  assert.ok(made.length > 1)

  const list = await shop.get('/api/products')
  assert.equal(list.status, 200)
  assert.ok(list.json.length >= count + made.length)
  assert.ok(Buffer.byteLength(list.text) < 4 * 1024 * 1024)

  const [one, other] = made
  assert.equal((await shop.admin('PATCH', one, { json: { price: 2 } })).status, 200, 'a change that adds nothing')
  assert.equal((await shop.admin('PATCH', one, { json: { active: false } })).status, 200)
  assert.equal((await post()).status, 201)
  assert.equal((await shop.admin('PATCH', one, { json: { active: true } })).status, 422)
  assert.equal((await shop.admin('DELETE', other)).status, 204)
  assert.equal((await shop.admin('PATCH', one, { json: { active: true } })).status, 200)
  await shop.check()
})
