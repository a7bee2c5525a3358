/* limits.mjs -- limits on failed and on too many attempts to sign in, and 200 attempts at once. */
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, test } from 'node:test'
import { embedded } from '../lib/services.mjs'
import { Browser, OWNER, join, signedIn, token } from '../lib/staff.mjs'
import { inParallel, soon } from '../lib/wait.mjs'
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

describe('200 sign-ins at once', () => {
  const residentKb = async (pid) => Number((await readFile(`/proc/${pid}/status`, 'utf8')).match(/VmHWM:\s+(\d+)/)[1])
  let round = 0

  /* What they get, and how long customers waited for the product list meanwhile. */
  async function flood(bakery) {
    const waits = []
    let running = true

    round++
    const attempts = inParallel(200, 200, (i) =>
      new Browser(bakery, `203.0.113.${i}`).signIn({ email: `flood${round}-${i}@example.com`, password: WRONG })
    )
    attempts.finally(() => (running = false))
    while (running) waits.push((await bakery.get('/api/products')).ms)
    const statuses = (await attempts).map(({ status }) => status)
    return { statuses, p99: waits.toSorted((a, b) => a - b)[Math.ceil(waits.length * 0.99) - 1] }
  }

  test('customers do not wait, memory stays, and those who find no room get 503', async () => {
    const { bakery } = held.shop

    await soon(
      'p99 of the product list',
      20,
      async () => {
        await sql('DELETE FROM sign_in_failures')
        const before = await residentKb(bakery.pid)
        const { statuses, p99 } = await flood(bakery)
        assert.ok((await residentKb(bakery.pid)) - before < 60 * 1024)
        const checked = statuses.filter((status) => status === 401).length
        if (checked < 34) return Infinity // on a busy machine, some wait for longer than their limit
        assert.equal(statuses.filter((status) => status === 503).length, 200 - checked)
        const { n } = await held.shop.database.one('SELECT count(*) AS n FROM sign_in_failures WHERE failures > 0')
        assert.equal(Number(n), 2 * checked, 'a 503 is no failure')
        return p99
      },
      { tries: 6 }
    )
  })
})
