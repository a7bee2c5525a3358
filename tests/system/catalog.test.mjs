/* catalog.test.mjs -- how the menu is arranged: the shelves and their names, the places of products on them, and all
 * products as a spreadsheet. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { promised, seen } from './lib/contract.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, embedded, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { join, signedIn, useStaff } from './lib/staff.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'

const held = useStaff({ replicas: 2 })
const CATEGORIES = '/api/staff/categories'

let owner, manager, counter

before(async () => {
  await waitFor('the shop is open', () => held.owner)
  owner = held.owner
  manager = await signedIn(held.shop.bakery, await join(owner, 'manager'))
  counter = await signedIn(held.shop.bakery, await join(owner, 'counter'))
})

const read = async () => (await held.shop.admin('GET', CATEGORIES)).json
const write = (json, options) => held.shop.admin('PUT', CATEGORIES, { json, ...options })

/* The ids of a shelf, in the order that customers see. */
const shelf = async (category, shop = held.shop) =>
  (await shop.get('/api/products')).json
    .filter((product) => product.category === category)
    .sort((a, b) => a.place - b.place || a.id - b.id)
    .map(({ id }) => id)

const add = async (name, category, more = {}) =>
  (await held.shop.admin('POST', '/api/products', { json: { name, category, price: 1, ...more } })).json

describe('the categories', () => {
  test('of a new shop are five, in two languages', async () => {
    const { status, json } = await manager.get(CATEGORIES)

    assert.equal(status, 200)
    assert.deepEqual(
      json.map(({ key }) => key),
      ['bread', 'pastry', 'cake', 'biscuit', 'drink']
    )
    assert.deepEqual(json[2].names, { en: 'Cakes and tarts', de: 'Kuchen und Torten' })
    assert.deepEqual((await held.shop.get('/api/shop')).json.categories, json)
  })

  test('are named, ordered, added and removed, at once here and within a second elsewhere', async () => {
    const [here, there] = held.shop.pair
    const first = await read()
    const next = [
      { key: 'gift', names: { de: 'Geschenke' } },
      { ...first[1], names: { en: 'Viennoiserie' } },
      first[0],
      first[2],
      first[4]
    ]
    assert.equal((await add('Bon', 'biscuit')).category, 'biscuit')
    const refused = await write(next)
    assert.equal(refused.status, 409)
    assert.match(refused.json.detail, /products in biscuit/)
    assert.deepEqual(await read(), first)

    next.push(first[3])
    const { status, json } = await write(next)
    assert.equal(status, 200)
    assert.deepEqual(json, next)
    assert.deepEqual((await here.get('/api/shop')).json.categories, next)
    await waitFor(
      'the other process knows them',
      async () => (await there.get('/api/shop')).json.categories[0].key === 'gift',
      { withinMs: 2000 }
    )
    const [entry] = (await owner.get('/api/staff/history')).json.entries
    assert.equal(entry.what, 'categories_changed')
    assert.deepEqual(
      entry.changes.categories.map((list) => list.slice(0, 2)),
      [
        ['bread (Bread, Brot)', 'pastry (Pastries, Feingebäck)'],
        ['gift (Geschenke)', 'pastry (Viennoiserie)']
      ]
    )
    assert.equal((await write(first)).status, 200)
  })

  test('that are as they were change no version of the history', async () => {
    const [before] = (await owner.get('/api/staff/history')).json.entries
    assert.equal((await write(await read())).status, 200)
    assert.equal((await owner.get('/api/staff/history')).json.entries[0].id, before.id)
  })

  test('get a new one with a product; it stays when the product leaves it', async () => {
    const product = await add('Marmalade', 'jars')

    assert.equal((await read()).at(-1).key, 'jars')
    await held.shop.admin('PATCH', `/api/products/${product.id}`, { json: { category: 'bread' } })
    const list = await read()
    assert.deepEqual(list.at(-1), { key: 'jars', names: {} })
    assert.equal((await write(list.slice(0, -1))).status, 200)
    assert.ok(!(await read()).some(({ key }) => key === 'jars'))
  })

  test('of two editors one is told', async () => {
    const { headers, json } = await manager.get(CATEGORIES)
    const change = () => write(json.toReversed(), { headers: { 'if-match': headers.etag } })
    const statuses = await inParallel(6, 6, async () => (await change()).status)

    assert.deepEqual(statuses.sort(), [200, 412, 412, 412, 412, 412])
    assert.equal((await write(json)).status, 200)
  })

  for (const [what, json, pointer] of [
    ['no list', { key: 'bread' }, ''],
    ['an empty list', [], ''],
    ['no names', [{ key: 'bread' }], '/0/names'],
    ['a key twice', [{ key: 'a', names: {} }, { key: 'a', names: {} }], '/1/key'] // prettier-ignore
  ])
    test(`${what} is 422`, async () => {
      const answer = await write(json)
      assert.equal(answer.status, 422)
      assert.equal(answer.json.errors[0].pointer, pointer)
    })

  test('are for managers', async () => {
    for (const answer of [await counter.get(CATEGORIES), await counter.request('PUT', CATEGORIES, { json: [] })]) {
      assert.equal(answer.status, 403)
      assert.match(answer.json.detail, /manager/)
    }
    assert.equal((await held.shop.get(CATEGORIES)).status, 401)
    assert.equal((await held.shop.bakery.request('PUT', CATEGORIES, { json: [] })).status, 401)
    const admin = (options) => held.shop.admin('PUT', CATEGORIES, options)
    assert.equal((await admin({ body: '[', headers: { 'content-type': 'application/json' } })).status, 400)
    assert.equal((await admin({ body: '[]', headers: { 'content-type': 'text/plain' } })).status, 415)
    assert.equal((await admin({ json: 'x'.repeat(70_000) })).status, 413)
  })
})

describe('the place of a product', () => {
  const place = (id, before, who = manager) => who.request('PUT', `/api/products/${id}/place`, { json: { before } })

  test('is before another one of its shelf, or the end; a new product is the last', async () => {
    const [here, there] = held.shop.pair
    const old = await shelf('cake')
    const { id } = await add('Plum cake', 'cake')
    assert.deepEqual(await shelf('cake'), [...old, id])

    assert.equal((await place(id, old[0])).status, 204)
    assert.deepEqual(await shelf('cake', here), [id, ...old])
    await waitFor('the other process knows it', async () => (await shelf('cake', there))[0] === id, { withinMs: 2000 })
    assert.equal((await place(old[0], null)).status, 204)
    assert.deepEqual(await shelf('cake'), [id, ...old.slice(1), old[0]])
    assert.equal((await place(old[0], old[1])).status, 204)
    assert.equal((await place(id, null)).status, 204)
    assert.deepEqual(await shelf('cake'), [...old, id])

    const later = await add('Pear cake', 'cake')
    assert.equal((await shelf('cake')).at(-1), later.id)
    const [entry] = (await owner.get('/api/staff/history')).json.entries.filter(({ what }) => what === 'product_moved')
    assert.deepEqual([entry.subject, entry.subject_id], ['Plum cake', id])
  })

  test('stays when the product is changed, and is the end of another shelf when it goes there', async () => {
    const [first] = await shelf('cake')
    const path = `/api/products/${first}`
    const { json: product } = await held.shop.admin('GET', path)

    await held.shop.admin('PATCH', path, { json: { price: 9.5 } })
    await held.shop.admin('PUT', path, { json: { name: product.name, category: 'cake', price: product.price } })
    assert.equal((await shelf('cake'))[0], first)
    const moved = await held.shop.admin('PATCH', path, { json: { category: 'drink' } })
    assert.equal((await shelf('drink')).at(-1), first)
    assert.equal(moved.json.place, (await held.shop.admin('GET', path)).json.place)
    await held.shop.admin('PATCH', path, { json: { category: 'cake' } })
    assert.equal((await shelf('cake')).at(-1), first)
  })

  test('is no reason for another editor to be told: the product stays the same', async () => {
    const [first, second] = await shelf('bread')
    const { headers } = await held.shop.admin('GET', `/api/products/${second}`)

    assert.equal((await place(second, first)).status, 204)
    const change = { json: { price: 3 }, headers: { 'if-match': headers.etag } }
    assert.equal((await held.shop.admin('PATCH', `/api/products/${second}`, change)).status, 200)
  })

  test('of products that move at the same time is one order of the whole shelf', async () => {
    const ids = await shelf('bread')

    await inParallel(24, 8, async (i) => {
      const answer = await place(ids[i % ids.length], i % 3 === 0 ? null : ids[(i + 1) % ids.length])
      assert.equal(answer.status, 204, answer.text)
    })
    assert.deepEqual((await shelf('bread')).toSorted(), ids.toSorted())
    const places = (await held.shop.get('/api/products')).json
      .filter(({ category }) => category === 'bread')
      .map((product) => product.place)
    assert.equal(new Set(places).size, ids.length)
  })

  test('rejects what is no place', async () => {
    const [bread] = await shelf('bread')
    const [cake] = await shelf('cake')

    assert.equal((await place(bread, cake)).status, 404) // of another shelf
    assert.equal((await place(bread, 999_999)).status, 404)
    assert.equal((await place(999_999, null)).status, 404)
    for (const before of [bread, 0, -1, 'x', undefined]) {
      const answer = await place(bread, before)
      assert.equal(answer.status, 422)
      assert.equal(answer.json.errors[0].pointer, '/before')
    }
    assert.equal((await place(bread, null, counter)).status, 403)
    const path = `/api/products/${bread}/place`
    assert.equal((await held.shop.bakery.request('PUT', path, { json: { before: null } })).status, 401)
    const admin = (options) => held.shop.admin('PUT', path, options)
    assert.equal((await admin({ body: '{', headers: { 'content-type': 'application/json' } })).status, 400)
    assert.equal((await admin({ body: '{}', headers: { 'content-type': 'text/plain' } })).status, 415)
    assert.equal((await admin({ json: { before: 'x'.repeat(70_000) } })).status, 413)
  })
})

const CSV = '/api/staff/products.csv'
const IMPORT = '/api/staff/products/import'

const send = (text, { dryRun = false, headers = {}, who = manager } = {}) =>
  who.request('POST', `${IMPORT}${dryRun ? '?dry_run=true' : ''}`, {
    body: text,
    headers: { 'content-type': 'text/csv', ...headers }
  })

describe('all products as a spreadsheet', () => {
  const product = async (id) => (await held.shop.admin('GET', `/api/products/${id}`)).json

  test('that is exported changes nothing when it is imported', async () => {
    await add('=cmd|x', 'bread', { description: 'say "hi", twice', stock: 3, vat_permille: 135, active: false })
    const { status, headers, text } = await manager.get(CSV)

    assert.equal(status, 200)
    assert.equal(headers['content-disposition'], 'attachment; filename="products.csv"')
    assert.ok(text.startsWith('\ufeff"id","name","category","price",'), text.slice(0, 80))
    assert.ok(text.includes(`"'=cmd|x","bread","1.00"`), 'no spreadsheet runs the name')
    const list = (await held.shop.admin('GET', '/api/staff/products')).json.products
    assert.equal(text.trimEnd().split('\r\n').length, list.length + 1)
    const { json } = await send(text, { dryRun: true })
    assert.deepEqual(json, { rows: [], added: 0, changed: 0, unchanged: list.length, wrong: 0 })
    const before = await owner.get('/api/staff/history')
    assert.deepEqual((await send(text)).json, json)
    assert.deepEqual((await owner.get('/api/staff/history')).json, before.json)
  })

  test('says row by row what would change, and then changes it, all at once', async () => {
    const old = await product(6)
    const text = 'id;name;category;price\n6;Baguette de campagne;bread;2,9\n1;;pastry;3,50\n;Fougasse;flat;4\n'
    const plan = await send(text, { dryRun: true })

    assert.equal(plan.status, 200)
    assert.deepEqual(plan.json, {
      rows: [
        { line: 2, id: 6, name: 'Baguette de campagne', changes: { name: ['Baguette', 'Baguette de campagne'], price: [2.6, 2.9] } }, // prettier-ignore
        { line: 3, id: 1, errors: [{ column: 'name', detail: 'must have 1 to 100 characters' }] },
        { line: 4, name: 'Fougasse', changes: {} }
      ],
      added: 1,
      changed: 1,
      unchanged: 0,
      wrong: 1
    })
    const refused = await send(text)
    assert.equal(refused.status, 422)
    assert.deepEqual(refused.json.errors, [{ pointer: '/3/name', detail: 'must have 1 to 100 characters' }])
    assert.deepEqual(await product(6), old)

    const right = text.replace('1;;', '1;Chocolate Croissant;')
    const { status, json } = await send(right)
    assert.equal(status, 200)
    assert.deepEqual([json.added, json.changed, json.unchanged, json.wrong], [1, 1, 1, 0])
    const list = (await held.shop.get('/api/products')).json
    const added = list.find(({ name }) => name === 'Fougasse')
    assert.deepEqual([added.category, added.price, added.allergens], ['flat', 4, null])
    const changed = await product(6)
    assert.deepEqual([changed.price, changed.ingredients, changed.version], [2.9, old.ingredients, old.version + 1])
    const history = (await owner.get('/api/staff/history')).json.entries.slice(0, 2)
    assert.deepEqual(history.map(({ what, subject }) => `${what} ${subject}`).sort(), [
      'product_added Fougasse',
      'product_changed Baguette de campagne'
    ])
  })

  test('imports what the dry run showed, or nothing', async () => {
    const text = 'id,price\n2,2.95\n'
    const { headers, json } = await send(text, { dryRun: true })

    assert.equal(json.changed, 1)
    await held.shop.admin('PATCH', '/api/products/2', { json: { price: 5 } })
    assert.equal((await send(text, { headers: { 'if-match': headers.etag } })).status, 412)
    assert.equal((await product(2)).price, 5)
    const again = await send(text, { dryRun: true })
    assert.equal((await send(text, { headers: { 'if-match': again.headers.etag } })).status, 200)
    assert.equal((await product(2)).price, 2.95)
  })

  test('counts stock in the ledger', async () => {
    assert.equal((await send('id,stock\n8,40\n9,\n')).status, 200)
    assert.equal((await product(8)).stock, 40)
    assert.equal((await send('id,stock\n8,25\n')).status, 200)
    const { sum } = await held.shop.database.one(
      `SELECT sum(quantity) AS sum FROM stock_moves WHERE product_id = 8 AND kind = 'adjust'`
    )
    assert.equal(Number(sum), 25)
    await send('id,stock\n8,\n')
  })

  test('of two people at the same time loses nothing of either', async () => {
    const ids = [3, 4, 5]
    const rows = (cents) => `id,price\n${ids.map((id) => `${id},${cents / 100}`).join('\n')}\n`
    const answers = await inParallel(12, 4, async (i) => (await send(rows(200 + i))).status)

    assert.ok(
      answers.every((status) => status === 200 || status === 409),
      String(answers)
    )
    const prices = await Promise.all(ids.map(async (id) => (await product(id)).price))
    assert.equal(new Set(prices).size, 1, String(prices))
  })

  test('rejects what is no such file', async () => {
    const wrong = async (text) => (await send(text)).json.errors?.[0]

    assert.deepEqual(await wrong('id,name\n999999,Ghost\n'), {
      pointer: '/2/id',
      detail: 'there is no such product: leave it empty to add one'
    })
    assert.match((await wrong('colour\nred\n')).detail, /no known name/)
    assert.match((await wrong('PK\x03\x04')).detail, /control characters/) // an .xlsx
    assert.equal((await send('id\n1\n'.padEnd(1024 * 1024 + 1, '\n'))).status, 413)
    assert.equal((await send('id,name\n'.padEnd(1024 * 1024, '\n'))).status, 422)
    const path = `${IMPORT}?dry_run=perhaps`
    assert.equal((await held.shop.admin('POST', path, { body: 'id\n1\n' })).status, 400)
  })

  test('has at most 5,000 products', async (t) => {
    const shop = await openShop(t)
    const { count } = await shop.database.one('SELECT count(*) AS count FROM products')
    const add = (more) =>
      shop.database.query(
        `WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < ${more})
         INSERT INTO products (name, description, price_cents, category) SELECT 'Bun', '', 100, 'bread' FROM numbers`
      )

    await add(5000 - count)
    const most = await shop.admin('GET', CSV)
    assert.equal(most.status, 200)
    assert.equal(most.text.trimEnd().split('\r\n').length, 5001)
    await add(1)
    assert.equal((await shop.admin('GET', CSV)).status, 422)
  })

  test('is for managers', async () => {
    for (const answer of [await counter.get(CSV), await send('id\n1\n', { who: counter })])
      assert.equal(answer.status, 403)
    assert.equal((await held.shop.get(CSV)).status, 401)
    assert.equal((await held.shop.bakery.request('POST', IMPORT, { body: 'id\n1\n' })).status, 401)
  })
})

/* A file on the same machine has no network to fail. */
const describeServers = embedded ? () => {} : describe

describeServers('the database', () => {
  test('lets two moves wait for each other: the second goes on from the first', async (t) => {
    const { database, pair } = held.shop
    const [a, b, c, ...rest] = await shelf('cake')
    const session = await database.session()
    t.after(() => session.end())
    const waiting = (count) =>
      waitFor('moves wait', async () => {
        const { n } = await database.one(
          `SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`
        )
        return Number(n) === count
      })
    const place = (bakery, id, before) =>
      manager.at(bakery).request('PUT', `/api/products/${id}/place`, { json: { before } })

    await session.query('BEGIN')
    await session.query('SELECT 1 FROM catalog FOR UPDATE')
    const first = place(pair[0], c, a)
    await waiting(1)
    const second = place(pair[1], b, null)
    await waiting(2)
    await session.query('COMMIT')
    assert.deepEqual([(await first).status, (await second).status], [204, 204])
    await waitFor('the list shows both', async () => String(await shelf('cake')) === String([c, a, ...rest, b]))
  })

  test('is away: nothing can be arranged', async (t) => {
    const proxy = await startProxy(addressOf(held.shop.database.url))
    t.after(() => proxy.close())
    const settings = {
      DATABASE_URL: withAddress(held.shop.database.url, proxy.port),
      REDIS_URL: undefined,
      BAKERY_REQUEST_TIMEOUT_MS: '500'
    }

    await held.shop.meanwhile(settings, async (bakery) => {
      proxy.stall()
      assert.equal((await bakery.admin('GET', CATEGORIES)).status, 504)
      assert.equal((await bakery.admin('GET', CSV)).status, 504)
      proxy.refuse()
      await waitFor('the outage is known', async () => (await bakery.admin('GET', CATEGORIES)).status === 503)
      assert.equal((await bakery.admin('PUT', CATEGORIES, { json: [] })).status, 503)
      assert.equal((await bakery.admin('GET', CSV)).status, 503)
      assert.equal((await bakery.admin('POST', IMPORT, { body: 'id\n1\n' })).status, 503)
      assert.equal((await bakery.admin('PUT', '/api/products/1/place', { json: { before: null } })).status, 503)
      proxy.pass()
    })
  })
})

test('every documented answer was given', () => {
  const rare = embedded ? / (503|504)$/ : /^$/
  const missing = promised('catalog').filter((one) => !seen.has(one) && !rare.test(one))

  assert.deepEqual(missing, [])
})
