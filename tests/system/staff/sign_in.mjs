/* sign_in.mjs -- signing in and out, and what tells an attacker nothing. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Browser, OWNER, join, signedIn } from '../lib/staff.mjs'
import { soon, waitFor } from '../lib/wait.mjs'
import { WRONG, held, sql } from './held.mjs'

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)]

describe('signing in', () => {
  test('gives a cookie that no script can read, and tells who is signed in', async () => {
    const browser = new Browser(held.shop.bakery)
    const answer = await browser.signIn(OWNER)

    assert.equal(answer.status, 204)
    assert.match(answer.headers['set-cookie'][0], /^bakery_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict$/)
    const { json } = await browser.get('/api/staff/session')
    assert.deepEqual(json, { name: 'owner', email: OWNER.email, role: 'owner' })
    assert.equal((await browser.signIn({ ...OWNER, email: 'Owner@Example.COM' })).status, 204, 'in any case')
  })

  test('is kept for 30 days if asked, and with HTTPS bound to the host', async () => {
    const browser = new Browser(held.shop.bakery)
    const kept = await browser.signIn(OWNER, { keep: true })
    assert.match(kept.headers['set-cookie'][0], /; Max-Age=2592000$/)

    browser.headers = { ...browser.headers, 'x-forwarded-proto': 'https' }
    assert.equal(await browser.status(), 401, 'the cookie of HTTP is not taken over HTTPS')
    const secure = await browser.signIn(OWNER)
    assert.match(
      secure.headers['set-cookie'][0],
      /^__Host-bakery_session=[0-9a-f]{64}; Path=\/; HttpOnly; SameSite=Strict; Secure$/
    )
    assert.equal(await browser.status(), 200)
  })

  test('signing out ends the session, and clears the cookie', async () => {
    const browser = await signedIn(held.shop.bakery)
    const { cookie } = browser.headers
    const answer = await browser.request('DELETE', '/api/staff/session')

    assert.equal(answer.status, 204)
    assert.match(answer.headers['set-cookie'][0], /^bakery_session=; .*Max-Age=0$/)
    assert.equal((await browser.get('/api/staff/session', { headers: { cookie } })).status, 401)
    assert.equal((await browser.request('DELETE', '/api/staff/session')).status, 204, 'again')
  })

  test('one answer for a wrong password, an unknown e-mail and an inactive account', async () => {
    const gone = await join(held.owner, 'counter')
    await held.owner.request('PATCH', `/api/staff/accounts/${gone.id}`, { json: { active: false } })
    const invited = await held.owner.post('/api/staff/accounts', {
      email: 'new@example.com',
      name: 'N',
      role: 'counter'
    })
    assert.equal(invited.status, 201)
    const bodies = new Set()

    for (const person of [
      { ...OWNER, password: WRONG },
      { email: 'nobody@example.com', password: WRONG },
      gone,
      { email: 'new@example.com', password: WRONG }
    ]) {
      const { status, json } = await new Browser(held.shop.bakery, '192.0.2.9').signIn(person)
      assert.equal(status, 401)
      bodies.add(JSON.stringify(json))
    }
    assert.equal(bodies.size, 1)
  })

  test('one duration for a wrong password and an unknown e-mail', async () => {
    const rounds = 41

    await soon(
      'the medians differ by 10 %',
      10,
      async () => {
        const taken = { known: [], unknown: [] }

        await sql('DELETE FROM sign_in_failures')
        for (let i = 0; i < rounds; i++)
          for (const [kind, email] of [
            ['known', OWNER.email],
            ['unknown', `nobody${i}@example.com`]
          ])
            taken[kind].push((await new Browser(held.shop.bakery, `10.1.0.${i}`).signIn({ email, password: WRONG })).ms)
        return Math.abs(1 - median(taken.known) / median(taken.unknown)) * 100
      },
      { tries: 6 }
    )
  })

  test('bad input names the field', async () => {
    const cases = [
      [{}, ['/email', '/password']],
      [[], ['']],
      [{ email: 'x', password: WRONG }, ['/email']],
      [{ email: OWNER.email, password: 7 }, ['/password']],
      [{ email: OWNER.email, password: 'p'.repeat(129) }, ['/password']],
      [{ email: OWNER.email, password: 'a\0b' }, ['/password']],
      [{ ...OWNER, keep: 'yes' }, ['/keep']],
      [{ ...OWNER, more: 1 }, ['/more']]
    ]

    for (const [body, expected] of cases) {
      const { status, json } = await new Browser(held.shop.bakery).post('/api/staff/session', body)
      assert.equal(status, 422, JSON.stringify(body))
      assert.deepEqual(json.errors.map(({ pointer }) => pointer).sort(), expected)
    }
  })

  test('a 21st session of an account ends the one not used for longest', async () => {
    const person = await join(held.owner, 'counter')
    const browsers = []

    await sql('DELETE FROM sign_in_failures')
    for (let i = 0; i < 20; i++) browsers.push(await signedIn(held.shop.bakery, person, `10.2.0.${i}`))
    await sql(`DELETE FROM staff_sessions WHERE account_id = ${person.id} AND token_hash NOT IN (
      SELECT token_hash FROM staff_sessions WHERE account_id = ${person.id} ORDER BY used_at DESC LIMIT 20)`)
    assert.equal(await browsers[0].status(), 200, 'the 20th')
    const [oldest] = browsers.splice(0, 1)
    for (const browser of browsers) assert.equal(await browser.status(), 200)
    await sql(`UPDATE staff_sessions SET used_at = created_at WHERE account_id = ${person.id}`)
    await signedIn(held.shop.bakery, person, '10.2.0.99')
    await waitFor('the oldest ends', async () => (await oldest.status()) === 401)
    for (const browser of browsers) assert.equal(await browser.status(), 200)
  })
})
