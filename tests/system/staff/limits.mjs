/* limits.mjs -- limits on failed and on too many attempts to sign in. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { embedded } from '../lib/services.mjs'
import { Browser, OWNER, join, signedIn, token } from '../lib/staff.mjs'
import { inParallel } from '../lib/wait.mjs'
import { WRONG, held, sql } from './held.mjs'

describe('limits', () => {
  test('the sixth failure for an account from an address waits; from another address the owner gets in', async () => {
    const person = await join(held.owner, 'counter')
    const thief = new Browser(held.shop.bakery, '192.0.2.66')

    for (let i = 0; i < 5; i++) assert.equal((await thief.signIn({ ...person, password: WRONG })).status, 401, `${i}`)
    const { status, headers } = await thief.signIn(person)
    assert.equal(status, 429)
    const wait = Number(headers['retry-after'])
    assert.ok(wait > 840 && wait <= 900, `${wait} s`)
    assert.equal((await new Browser(held.shop.bakery, '192.0.2.67').signIn(person)).status, 204)

    const earlier = embedded ? "strftime('%Y-%m-%dT%H:%M:%fZ', since, '-15 minutes')" : "since - interval '15 minutes'"
    await sql(`UPDATE sign_in_failures SET since = ${earlier}`)
    assert.equal((await thief.signIn(person)).status, 204, 'after 15 minutes')
  })

  test('attempts at the same moment count, too', async () => {
    const person = await join(held.owner, 'counter')
    const answers = await inParallel(12, 12, () =>
      new Browser(held.shop.bakery, '192.0.2.68').signIn({ ...person, password: WRONG })
    )

    assert.equal(answers.filter(({ status }) => status === 401).length, 5)
    assert.equal(answers.filter(({ status }) => status === 429).length, 7)
  })

  test('a right password forgives the failures before it', async () => {
    const person = await join(held.owner, 'counter')
    const browser = new Browser(held.shop.bakery, '192.0.2.69')

    for (let round = 0; round < 2; round++) {
      for (let i = 0; i < 4; i++) assert.equal((await browser.signIn({ ...person, password: WRONG })).status, 401)
      assert.equal((await browser.signIn(person)).status, 204)
    }
  })

  test('100 failures in an hour for an account from all addresses: it waits, but its sessions work', async () => {
    const person = await join(held.owner, 'counter')
    const inside = await signedIn(held.shop.bakery, person)
    const from = (i) => new Browser(held.shop.bakery, `198.51.100.${i}`)

    await inParallel(100, 4, async (i) => {
      const { status } = await from(i).signIn({ ...person, password: WRONG })
      assert.equal(status, 401, `${i}`)
    })
    const { status, headers } = await from(200).signIn(person)
    assert.equal(status, 429)
    assert.ok(Number(headers['retry-after']) > 3000 && Number(headers['retry-after']) <= 3600)
    assert.equal(await inside.status(), 200)
    const { json } = await held.owner.post(`/api/staff/accounts/${person.id}/link`)
    const joining = await from(201).post('/api/staff/join', { link: token(json.link), password: 'yet another one' })
    assert.equal(joining.status, 204, 'links work')
  })

  test('too many attempts from one address wait', async () => {
    await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (limited) => {
      const browser = new Browser(limited, '192.0.2.70')
      const attempts = [
        () => browser.signIn({ email: 'x@example.com', password: 'short' }),
        () => browser.post('/api/staff/join', { link: 'x', password: 'a long enough password' })
      ]

      for (const attempt of attempts) {
        let tries = 0
        while ((await attempt()).status !== 429) assert.ok(++tries < 40)
      }
      const member = new Browser(limited, '192.0.2.71')
      assert.equal((await member.signIn(OWNER)).status, 204)
      const change = { current: WRONG, password: 'a long enough password' }
      for (let tries = 0; (await member.post('/api/staff/password', change)).status !== 429; tries++)
        assert.ok(tries < 40)
    })
    if (embedded) held.owner = await signedIn(held.shop.bakery)
  })
})
