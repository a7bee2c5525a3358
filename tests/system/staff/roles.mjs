/* roles.mjs -- what each role may see and do, and the admin token. */
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { adminToken } from '../lib/bakery.mjs'
import { embedded } from '../lib/services.mjs'
import { join, signedIn } from '../lib/staff.mjs'
import { CAKE, held, sql } from './held.mjs'

describe('roles', () => {
  let counter, manager

  before(async () => {
    counter = await signedIn(held.shop.bakery, await join(held.owner, 'counter'))
    manager = await signedIn(held.shop.bakery, await join(held.owner, 'manager'))
  })

  const FOR_OWNERS = [
    ['GET', '/api/staff/accounts'],
    ['POST', '/api/staff/accounts'],
    ['PATCH', '/api/staff/accounts/1'],
    ['POST', '/api/staff/accounts/1/link'],
    ['GET', '/api/staff/history']
  ]

  test('a role that is too low is told which one is needed', async () => {
    for (const [browser, method, path, needed] of [
      [counter, 'POST', '/api/products', 'manager'],
      [counter, 'PATCH', '/api/products/1', 'manager'],
      [counter, 'DELETE', '/api/products/1', 'manager'],
      ...FOR_OWNERS.flatMap(([method, path]) => [
        [counter, method, path, 'owner'],
        [manager, method, path, 'owner']
      ])
    ]) {
      const { status, json } = await browser.request(method, path, method === 'GET' ? {} : { json: {} })
      assert.equal(status, 403, `${method} ${path}`)
      assert.match(json.detail, new RegExp(`needs the role ${needed}`))
    }
  })

  test('managers change products, owners everything', async () => {
    const made = await manager.post('/api/products', CAKE)
    assert.equal(made.status, 201, made.text)
    const change = { json: { price: 13 }, headers: { 'if-match': made.headers.etag } }
    assert.equal((await held.owner.request('PATCH', made.headers.location, change)).status, 200)
    assert.equal((await manager.request('PATCH', made.headers.location, change)).status, 412)
  })

  test('all of the staff see what customers do not', async () => {
    assert.equal(typeof (await counter.get('/api/products/1')).json.version, 'number')
    assert.equal((await held.shop.get('/api/products/1')).json.version, undefined)
  })

  test('all products, on sale or not, come a page at a time, with who changed them', async () => {
    const { headers, json } = await manager.post('/api/products', { ...CAKE, name: 'Retired cake', active: false })
    const all = []

    for (let after = 0; after !== null;) {
      const { products, next } = (await counter.get(`/api/staff/products?after=${after}`)).json
      all.push(...products)
      after = next
    }
    assert.deepEqual(all.at(-1), json)
    assert.match(json.changed_by, /^Person /)
    assert.ok(Math.abs(Date.parse(json.changed_at) - Date.now()) < 60_000)
    assert.deepEqual((await counter.get(headers.location)).json, json)
    assert.equal(all[0].changed_by, null)
    await sql(`INSERT INTO products (name, description, price_cents, category, active)
      ${embedded ? 'WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)' : ''}
      SELECT 'Many', '', 100, 'cake', ${embedded ? '0 FROM n' : 'false FROM generate_series(1, 200)'}`)
    const first = (await counter.get('/api/staff/products')).json
    assert.equal(first.products.length, 200)
    assert.equal(first.next, first.products[199].id)
    assert.equal((await counter.get('/api/staff/products?after=-1')).status, 400)
  })

  test('nobody else gets in', async () => {
    for (const [method, path] of [
      ...FOR_OWNERS,
      ['POST', '/api/staff/password'],
      ['GET', '/api/staff/session'],
      ['GET', '/api/staff/products']
    ])
      for (const cookie of ['', 'bakery_session=', `bakery_session=${'0'.repeat(64)}`, `other=${'0'.repeat(64)}`]) {
        const headers = { cookie, 'sec-fetch-site': 'same-origin' }
        const { status } = await held.shop.bakery.request(method, path, { headers })
        assert.equal(status, 401, `${method} ${path} with ${cookie}`)
      }
  })

  test('the admin token has the role owner, and no password', async () => {
    const headers = { authorization: `Bearer ${adminToken}` }
    const who = await held.shop.bakery.get('/api/staff/session', { headers })
    assert.deepEqual(who.json, { name: 'token', email: null, role: 'owner' })
    assert.equal((await held.shop.admin('GET', '/api/staff/accounts')).status, 200)
    const { status } = await held.shop.admin('POST', '/api/staff/password', { json: {} })
    assert.equal(status, 403)
    const locked = { BAKERY_ADMIN_TOKEN: undefined }
    await held.shop.meanwhile(locked, async (bakery) => {
      assert.equal((await bakery.admin('GET', '/api/staff/accounts')).status, 403)
      assert.equal((await bakery.admin('GET', '/api/staff/session')).status, 403)
      assert.equal((await bakery.admin('GET', '/api/staff/products')).status, 403)
      assert.equal((await signedIn(bakery)).bakery, bakery, 'people can sign in without a token')
    })
    if (embedded) {
      held.owner = await signedIn(held.shop.bakery)
    }
  })
})
