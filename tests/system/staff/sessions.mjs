/* sessions.mjs -- when sessions end, on every replica, and that an outage of the database does not end them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { startProxy } from '../lib/proxy.mjs'
import { addressOf, embedded, withAddress } from '../lib/services.mjs'
import { Browser, OWNER, join, signedIn, token } from '../lib/staff.mjs'
import { soon, waitFor } from '../lib/wait.mjs'
import { CAKE, WRONG, held, sql } from './held.mjs'

/* "Refused everywhere within 1 s"; the rest is for a slow machine under a sanitizer. */
const ENDED_MS = 1000
const SLACK_MS = 500

describe('a session ends on every replica at once', () => {
  /* Another session of a person, used at both replicas, ends within a second of `action`. */
  async function ends(action, role = 'counter') {
    await soon('the session is refused', ENDED_MS + SLACK_MS, async () => {
      const person = await join(held.owner, role)
      const browser = await signedIn(held.shop.bakery, person)
      const others = held.shop.pair.map((bakery) => browser.at(bakery))

      for (const other of others) assert.equal(await other.status(), 200)
      await action(person, await signedIn(held.shop.bakery, person), browser)
      const done = performance.now()
      for (const other of others) await waitFor('401', async () => (await other.status()) === 401)
      return performance.now() - done
    })
  }

  test('when the password is changed, but for the session that changed it', () =>
    ends(async (person, changer) => {
      const change = { current: person.password, password: 'an altogether new one' }
      const wrong = await changer.post('/api/staff/password', { ...change, current: WRONG })
      assert.equal(wrong.status, 401)
      const common = await changer.post('/api/staff/password', { ...change, password: 'qwertyuiop' })
      assert.equal(common.status, 422)
      assert.equal((await changer.post('/api/staff/password', change)).status, 204)
      assert.equal(await changer.status(), 200)
      assert.equal((await new Browser(held.shop.bakery, '192.0.2.5').signIn(person)).status, 401)
    }))

  test('when a link sets the password', () =>
    ends(async (person) => {
      const { link } = (await held.owner.post(`/api/staff/accounts/${person.id}/link`)).json
      const joined = new Browser(held.shop.bakery)
      assert.equal(
        (await joined.post('/api/staff/join', { link: token(link), password: 'forgot the old one' })).status,
        204
      )
    }))

  for (const json of [{ active: false }, { role: 'manager' }])
    test(`when the account gets ${JSON.stringify(json)}`, () =>
      ends(async (person) => {
        assert.equal((await held.owner.request('PATCH', `/api/staff/accounts/${person.id}`, { json })).status, 200)
      }))

  test('when its owner signs out', () =>
    ends(async (person, other, browser) => {
      const { cookie } = browser.headers
      await browser.at(held.shop.bakery).request('DELETE', '/api/staff/session', { headers: { cookie } })
    }))

  test('another name ends none', async () => {
    const person = await join(held.owner, 'counter')
    const browser = await signedIn(held.shop.bakery, person)

    await held.owner.request('PATCH', `/api/staff/accounts/${person.id}`, { json: { name: 'Renamed' } })
    assert.equal(await browser.status(), 200)
  })

  test('after 12 idle hours, 30 kept idle days, and 30 days at most', async () => {
    const person = await join(held.owner, 'counter')
    const age = async (column, amount) => {
      await sql(
        embedded
          ? `UPDATE staff_sessions SET ${column} = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-${amount}')
             WHERE account_id = ${person.id}`
          : `UPDATE staff_sessions SET ${column} = now() - interval '${amount}' WHERE account_id = ${person.id}`
      )
      await sql('UPDATE staff SET version = version + 1') // so that no process trusts what it knows
    }
    const lives = async (browser, expected) => {
      await waitFor(`${expected}`, async () => (await browser.status()) === expected, { withinMs: 3000 })
    }
    const begin = async (more) => {
      const browser = new Browser(held.shop.bakery)
      assert.equal((await browser.signIn(person, more)).status, 204)
      assert.equal(await browser.status(), 200)
      return browser
    }

    const short = await begin()
    await age('used_at', '43000 seconds')
    await lives(short, 200)
    await age('used_at', '43201 seconds')
    await lives(short, 401)
    await sql(`DELETE FROM staff_sessions WHERE account_id = ${person.id}`)
    const kept = await begin({ keep: true })
    await age('used_at', '43201 seconds')
    await lives(kept, 200)
    await age('created_at', '2591900 seconds')
    await lives(kept, 200)
    await age('created_at', '2592001 seconds')
    await lives(kept, 401)
  })
})

if (!embedded)
  test('while the database is away, nobody signs in, and sessions that are known stay', async (t) => {
    const proxy = await startProxy(addressOf(held.shop.database.url))
    const bakery = await held.shop.startReady({ DATABASE_URL: withAddress(held.shop.database.url, proxy.port) })
    const browser = await signedIn(bakery)

    t.after(() => proxy.close())
    assert.equal(await browser.status(), 200)
    await proxy.refuse()
    const link = '0'.repeat(64)
    const attempts = [
      () => new Browser(bakery).signIn(OWNER),
      () => new Browser(bakery).post('/api/staff/join', { link, password: 'a long enough password' }),
      () => browser.post('/api/staff/password', { current: OWNER.password, password: 'a long enough password' }),
      () => browser.get('/api/staff/accounts'),
      () => browser.get('/api/staff/products'),
      () => browser.post('/api/staff/accounts', { email: 'x@example.com', name: 'X', role: 'owner' }),
      () => browser.request('PATCH', '/api/staff/accounts/1', { json: {} }),
      () => browser.post('/api/staff/accounts/1/link'),
      () => browser.get('/api/staff/history'),
      () => browser.post('/api/products', CAKE),
      () => browser.request('DELETE', '/api/staff/session'),
      () => browser.get('/api/staff/session', { headers: { cookie: `bakery_session=${link}` } })
    ]
    for (const attempt of attempts)
      await waitFor(`${attempt} is 503`, async () => (await attempt()).status === 503, { withinMs: 5000 })
    assert.equal(await browser.status(), 200)
  })
