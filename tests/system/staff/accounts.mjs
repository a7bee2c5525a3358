/* accounts.mjs -- accounts, the links by which people choose a password, and the last and the first owner. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { command } from '../lib/bakery.mjs'
import { embedded } from '../lib/services.mjs'
import { openShop } from '../lib/shop.mjs'
import { Browser, OWNER, join, signedIn, token, withOwner } from '../lib/staff.mjs'
import { inParallel } from '../lib/wait.mjs'
import { held, sql } from './held.mjs'

describe('accounts', () => {
  const add = (json) => held.owner.post('/api/staff/accounts', json)

  test('are added, listed and changed', async () => {
    const person = { email: 'Ann.Smith@Example.com', name: 'Ann Smith', role: 'counter' }
    const { status, json } = await add(person)

    assert.equal(status, 201)
    const { link, ...account } = json
    assert.deepEqual(account, {
      id: account.id,
      email: 'ann.smith@example.com',
      name: 'Ann Smith',
      role: 'counter',
      active: true,
      joined: false
    })
    assert.equal((await add({ ...person, email: 'ANN.smith@example.com' })).status, 409)
    const change = { name: 'Ann Jones', role: 'manager' }
    const changed = await held.owner.request('PATCH', `/api/staff/accounts/${account.id}`, { json: change })
    assert.deepEqual(changed.json, { ...account, ...change })
    const { accounts } = (await held.owner.get('/api/staff/accounts')).json
    const listed = accounts.find(({ id }) => id === account.id)
    assert.equal(listed.name, 'Ann Jones')
    assert.ok(Date.parse(listed.link_expires_at) > Date.now() + 71 * 3600_000)
    assert.equal(listed.last_seen_at, null)
    assert.ok(accounts.find(({ email }) => email === OWNER.email).last_seen_at !== null)
  })

  test('bad input names the field', async () => {
    for (const [body, expected] of [
      [{}, ['/email', '/name', '/role']],
      [{ email: 'x', name: ' ', role: 'king' }, ['/email', '/name', '/role']],
      [{ email: 'x@example.com', name: 'n'.repeat(101), role: 'owner' }, ['/name']],
      [{ email: 'x@example.com', name: 'X', role: 'owner', password: 'x' }, ['/password']]
    ]) {
      const { status, json } = await add(body)
      assert.equal(status, 422)
      assert.deepEqual(json.errors.map(({ pointer }) => pointer).sort(), expected)
    }
    const patch = await held.owner.request('PATCH', '/api/staff/accounts/1', {
      json: { active: 1, role: null, email: 'x' }
    })
    assert.deepEqual(patch.json.errors.map(({ pointer }) => pointer).sort(), ['/active', '/email', '/role'])
    for (const id of ['0', '999999', 'x']) {
      assert.equal((await held.owner.request('PATCH', `/api/staff/accounts/${id}`, { json: {} })).status, 404)
      assert.equal((await held.owner.post(`/api/staff/accounts/${id}/link`)).status, 404)
    }
    for (const path of ['/api/staff/accounts', '/api/staff/session', '/api/staff/join', '/api/staff/password'])
      for (const [body, type, expected] of [
        ['{', 'application/json', 400],
        ['{}', 'text/plain', 415],
        ['x'.repeat(70_000), 'application/json', 413]
      ]) {
        const { status } = await held.owner.request('POST', path, { body, headers: { 'content-type': type } })
        assert.equal(status, expected, path)
      }
    for (const [body, type, expected] of [
      ['{', 'application/json', 400],
      ['{}', 'text/plain', 415],
      ['x'.repeat(70_000), 'application/json', 413]
    ]) {
      const options = { body, headers: { 'content-type': type } }
      assert.equal((await held.owner.request('PATCH', '/api/staff/accounts/1', options)).status, expected)
    }
  })

  test('a link works once, for 72 hours, and the newest only', async () => {
    const { json } = await add({ email: 'link@example.com', name: 'Link', role: 'counter' })
    const use = (link, password = 'a long enough password') =>
      new Browser(held.shop.bakery).post('/api/staff/join', { link: token(link), password })
    const { link } = (await held.owner.post(`/api/staff/accounts/${json.id}/link`)).json

    assert.equal((await use(json.link)).status, 404, 'an older one')
    for (const password of ['too short', 'p'.repeat(129), 'Qwertyuiop', '1234567890'])
      assert.deepEqual(
        (await use(link, password)).json.errors?.map(({ pointer }) => pointer),
        ['/password']
      )
    assert.equal((await new Browser(held.shop.bakery).post('/api/staff/join', {})).status, 422)
    const joining = new Browser(held.shop.bakery)
    const joined = await joining.post('/api/staff/join', { link: token(link), password: 'exactly 10' })
    assert.equal(joined.status, 204, joined.text)
    assert.equal(await joining.status(), 200, 'and signs in')
    assert.equal((await use(link)).status, 404, 'again')
    const late = (await held.owner.post(`/api/staff/accounts/${json.id}/link`)).json.link
    await sql(`UPDATE staff_links SET expires_at = ${embedded ? "'2026-01-01T00:00:00.000Z'" : 'now()'}`)
    assert.equal((await use(late)).status, 404, 'too late')
    await held.owner.request('PATCH', `/api/staff/accounts/${json.id}`, { json: { active: false } })
    assert.equal((await held.owner.post(`/api/staff/accounts/${json.id}/link`)).status, 404, 'inactive')
  })

  test('of many uses of a link at once, one succeeds', async () => {
    const { json } = await add({ email: 'race@example.com', name: 'Race', role: 'counter' })
    const link = token(json.link)
    const answers = await inParallel(6, 6, (i) =>
      new Browser(held.shop.pair[i % 2]).post('/api/staff/join', { link, password: `the password number ${i}` })
    )

    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 404, 404, 404, 404, 404])
  })

  test('there are at most 200', async () => {
    const { n } = await held.shop.database.one('SELECT count(*) AS n FROM staff_accounts')
    const rows = Array.from({ length: 199 - Number(n) }, (_, i) => `('full${i}@example.com', 'Full', 'counter')`)
    const person = (name) => ({ email: `${name}@example.com`, name, role: 'counter' })

    await sql(`INSERT INTO staff_accounts (email, name, role) VALUES ${rows.join()}`)
    assert.equal((await add(person('the-200th'))).status, 201)
    assert.equal((await add(person('the-201st'))).status, 409)
    assert.equal((await held.owner.get('/api/staff/accounts')).json.accounts.length, 200)
    await sql("DELETE FROM staff_accounts WHERE name = 'Full'")
  })

  test('the last owner stays', async () => {
    const { accounts } = (await held.owner.get('/api/staff/accounts')).json
    const first = accounts.find(({ email }) => email === OWNER.email)
    const patch = (id, json) => held.owner.request('PATCH', `/api/staff/accounts/${id}`, { json })

    await add({ email: 'invited@example.com', name: 'Invited owner', role: 'owner' }) // has no password yet
    for (const json of [{ role: 'manager' }, { active: false }]) {
      const { status, json: problem } = await patch(first.id, json)
      assert.equal(status, 409)
      assert.match(problem.detail, /last owner/)
    }
    const second = await join(held.owner, 'owner')
    const other = await signedIn(held.shop.pair[1], second)
    const [mine, theirs] = await Promise.all([
      patch(second.id, { role: 'counter' }),
      other.request('PATCH', `/api/staff/accounts/${first.id}`, { json: { role: 'counter' } })
    ])
    const lost = [mine, theirs].filter(({ status }) => status === 200)
    assert.equal(lost.length, 1, `${mine.status} and ${theirs.status}`)
    if (theirs.status === 200) await sql(`UPDATE staff_accounts SET role = 'owner' WHERE id = ${first.id}`)
    held.owner = await signedIn(held.shop.bakery)
  })
})

describe('the first owner', () => {
  test('is made while there is none, and never again', async (t) => {
    const shop = await openShop(t, withOwner)

    await signedIn(shop.bakery)
    await shop.stop()
    const again = await shop.startReady({ BAKERY_OWNER_EMAIL: 'other@example.com' })
    await signedIn(again)
    assert.equal((await new Browser(again).signIn({ ...OWNER, email: 'other@example.com' })).status, 401)
  })

  test('needs a password that is allowed', async () => {
    for (const BAKERY_OWNER_PASSWORD of ['short', 'qwertyuiop']) {
      const { code, stderr } = await command(['serve'], {
        BAKERY_OWNER_EMAIL: OWNER.email,
        BAKERY_OWNER_PASSWORD,
        DATABASE_URL: 'sqlite:/no/such/file'
      })
      assert.equal(code, 2)
      assert.match(stderr, /BAKERY_OWNER_PASSWORD/)
      assert.ok(!stderr.includes(BAKERY_OWNER_PASSWORD))
    }
  })
})
