/* settings.test.mjs -- what the owner decides about the shop: who may, what is rejected, how soon everybody sees it, and
 * dates with other hours. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { promised, seen } from './lib/contract.mjs'
import { startProxy } from './lib/proxy.mjs'
import { addressOf, embedded, withAddress } from './lib/services.mjs'
import { openShop } from './lib/shop.mjs'
import { Browser, join, signedIn, useStaff } from './lib/staff.mjs'
import { inParallel, waitFor } from './lib/wait.mjs'

const held = useStaff({ replicas: 2 })
const PATH = '/api/staff/settings'
const DAY_MS = 86_400_000

const read = async (shop = held.shop) => (await shop.admin('GET', PATH)).json
const write = (more, options = {}, shop = held.shop) =>
  read(shop).then((settings) => shop.admin('PUT', PATH, { json: { ...settings, ...more }, ...options }))

/* "2026-11-28", so many days from the shop's own today. */
async function day(ahead, shop = held.shop) {
  const { today } = (await shop.get('/api/shop')).json

  return new Date(Date.parse(today.date) + ahead * DAY_MS).toISOString().slice(0, 10)
}

describe('the settings', () => {
  test('of a demo are those of Morrow', async () => {
    const { time_zone: zone, ...settings } = await read()
    const open = [['07:00', '18:00']]

    assert.ok(Intl.DateTimeFormat(undefined, { timeZone: zone }))
    assert.deepEqual(settings, {
      name: 'Morrow',
      address: '14 Weaver Street',
      phone: '01 555 0142',
      vat_number: null,
      currency: 'EUR',
      language: 'en',
      opening_hours: { mon: [], tue: open, wed: open, thu: open, fri: open, sat: open, sun: [] },
      slot_minutes: 15,
      slot_capacity: null,
      preparation_minutes: 30,
      cutoff: '14:00',
      days_ahead: 14,
      default_vat_permille: 0,
      keep_personal_data_days: 400
    })
  })

  test('are seen at once here, within a second elsewhere, and in the history', async () => {
    const [here, there] = held.shop.pair
    const changed = await write({ name: 'Mørk <& "Co"', phone: '', cutoff: '13:00' })

    assert.equal(changed.status, 200, changed.text)
    assert.equal(changed.json.name, 'Mørk <& "Co"')
    assert.equal((await here.get('/api/shop')).json.name, 'Mørk <& "Co"')
    assert.match((await here.get('/')).text, /<title>[^<]*Mørk &lt;&amp; &quot;Co&quot;/)
    await waitFor('the other process shows it', async () => (await there.get('/api/shop')).json.phone === '', {
      withinMs: 1500
    })
    assert.match((await there.get('/')).text, /Mørk/)
    const [entry] = (await held.owner.get('/api/staff/history')).json.entries
    assert.equal(entry.what, 'settings_changed')
    assert.deepEqual(entry.changes, {
      name: ['Morrow', 'Mørk <& "Co"'],
      phone: ['01 555 0142', ''],
      cutoff: ['14:00', '13:00']
    })
    assert.equal((await write({ name: 'Morrow', phone: '01 555 0142' })).status, 200)
  })

  test('of two owners at the same time: one 200, one 412', async () => {
    const { headers, json } = await held.shop.admin('GET', PATH)
    const answers = await inParallel(2, 2, (i) =>
      held.shop.pair[i].admin('PUT', PATH, {
        json: { ...json, days_ahead: 20 + i },
        headers: { 'if-match': headers.etag }
      })
    )

    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 412])
    const winner = answers.findIndex(({ status }) => status === 200)
    assert.equal((await read()).days_ahead, 20 + winner, 'the other one was not written')
    assert.equal((await write({}, { headers: { 'if-match': headers.etag } })).status, 412)
    assert.equal((await write({ days_ahead: 14 }, { headers: { 'if-match': '*' } })).status, 200)
  })

  test('that are invalid change nothing', async () => {
    const before = await held.shop.admin('GET', PATH)
    const week = before.json.opening_hours

    for (const [more, pointer] of [
      [{ name: ' ' }, '/name'],
      [{ name: undefined }, '/name'],
      [{ currency: 'Euro' }, '/currency'],
      [{ time_zone: 'Europe/Nowhere' }, '/time_zone'],
      [{ time_zone: '../../../etc/passwd' }, '/time_zone'],
      [{ language: 'fr' }, '/language'],
      [{ opening_hours: { ...week, mon: [['18:00', '07:00']] } }, '/opening_hours/mon'],
      [{ opening_hours: { ...week, feast: [] } }, '/opening_hours/feast'],
      [{ slot_minutes: 20 }, '/slot_minutes'],
      [{ cutoff: '25:00' }, '/cutoff'],
      [{ keep_personal_data_days: 0 }, '/keep_personal_data_days'],
      [{ colour: 'blue' }, '/colour']
    ]) {
      const { status, json } = await write(more)
      assert.equal(status, 422, pointer)
      assert.deepEqual(
        json.errors.map((error) => error.pointer),
        [pointer]
      )
    }
    const json = { 'content-type': 'application/json' }
    assert.equal((await held.shop.admin('PUT', PATH, { body: '{', headers: json })).status, 400)
    assert.equal((await held.shop.admin('PUT', PATH, { body: 'a=b' })).status, 415)
    assert.equal((await held.shop.admin('PUT', PATH, { body: ' '.repeat(70_000), headers: json })).status, 413)
    assert.equal((await held.shop.admin('GET', PATH)).headers.etag, before.headers.etag)
  })

  test('change the currency only while there are no orders', async (t) => {
    const shop = await openShop(t)

    assert.equal((await write({ currency: 'DKK' }, {}, shop)).status, 200)
    assert.equal((await shop.get('/api/shop')).json.currency, 'DKK')
    assert.equal((await shop.post(shop.orderBody())).status, 201)
    const refused = await write({ currency: 'SEK' }, {}, shop)
    assert.equal(refused.status, 422)
    assert.deepEqual(refused.json.errors, [{ pointer: '/currency', detail: 'cannot change, because there are orders' }])
    assert.equal((await write({ name: 'Brød' }, {}, shop)).status, 200)
  })

  test('of the environment are those of a new shop only', async (t) => {
    const first = { BAKERY_NAME: 'Østerbro', BAKERY_ADDRESS: 'Havnegade 1', BAKERY_CURRENCY: 'DKK' }
    const shop = await openShop(t, first)

    assert.equal((await read(shop)).name, 'Østerbro')
    assert.equal((await read(shop)).currency, 'DKK')
    assert.equal((await read(shop)).phone, '01 555 0142')
    await write({ name: 'Vesterbro' }, {}, shop)
    await shop.meanwhile({}, async (bakery) => {
      assert.equal((await bakery.get('/api/shop')).json.name, 'Vesterbro')
      assert.match(bakery.log, /BAKERY_NAME differs from the shop's settings, which count/)
      assert.doesNotMatch(bakery.log, /BAKERY_ADDRESS differs/)
    })
  })

  test('of a shop without a demo say no hours', async (t) => {
    const shop = await openShop(t, { BAKERY_SEED: 'none' })
    const { json } = await shop.get('/api/shop')

    assert.deepEqual([json.name, json.address, json.phone], ['Bakery', '', ''])
    assert.deepEqual([json.today.hours, json.open_until, json.next_opening], [[], null, null])
  })
})

describe('the time zone', () => {
  test('decides which date it is', async () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kolkata', 'UTC']) {
      assert.equal((await write({ time_zone: zone })).status, 200)
      const { today } = (await held.shop.get('/api/shop')).json
      const expected = new Date().toLocaleDateString('sv-SE', { timeZone: zone })
      assert.equal(today.date, expected, zone)
    }
  })
})

describe('a date', () => {
  const path = (date) => `/api/staff/calendar/${date}`
  const always = [['00:00', '24:00']]
  const week = Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((name) => [name, always]))

  test('is closed with a reason, opened at other hours, and usual again', async () => {
    await write({ opening_hours: week })
    const [today, tomorrow] = [await day(0), await day(1)]
    const closed = await held.shop.admin('PUT', path(today), { json: { closed: true, reason: 'Midsummer' } })

    assert.equal(closed.status, 200, closed.text)
    assert.deepEqual(closed.json, { date: today, closed: true, hours: [], reason: 'Midsummer' })
    const later = await held.shop.admin('PUT', path(tomorrow), { json: { hours: [['08:00', '12:00']] } })
    assert.deepEqual(later.json, { date: tomorrow, closed: false, hours: [['08:00', '12:00']], reason: null })
    const { json } = await held.shop.get('/api/shop')
    assert.deepEqual(json.today, { date: today, hours: [], reason: 'Midsummer' })
    assert.equal(json.open_until, null)
    assert.deepEqual(json.next_opening, { date: tomorrow, in_days: 1, at: '08:00' })
    assert.equal(json.other_hours.length, 2)
    const { days } = (await held.shop.admin('GET', '/api/staff/calendar')).json
    assert.deepEqual(
      days.map(({ date }) => date),
      [today, tomorrow]
    )
    assert.equal((await held.shop.admin('DELETE', path(today))).status, 204)
    assert.equal((await held.shop.admin('DELETE', path(today))).status, 404)
    assert.equal((await held.shop.get('/api/shop')).json.open_until, '24:00')
    assert.equal((await held.shop.admin('DELETE', path(tomorrow))).status, 204)
    const { entries } = (await held.owner.get('/api/staff/history')).json
    assert.deepEqual(
      entries.slice(0, 4).map(({ what, subject }) => [what, subject]),
      [
        ['day_removed', tomorrow],
        ['day_removed', today],
        ['day_changed', tomorrow],
        ['day_changed', today]
      ]
    )
  })

  test('that is invalid is rejected', async () => {
    const date = await day(3)
    const put = (json, at = date) => held.shop.admin('PUT', path(at), { json })

    for (const [json, pointer] of [
      [{}, '/hours'],
      [{ closed: false }, '/hours'],
      [{ closed: 'yes' }, '/closed'],
      [{ closed: true, hours: always }, '/closed'],
      [{ hours: [['12:00', '08:00']] }, '/hours'],
      [{ closed: true, reason: '' }, '/reason'],
      [{ closed: true, reason: 'x'.repeat(101) }, '/reason'],
      [{ closed: true, why: 'x' }, '/why'],
      [[], '']
    ]) {
      const answer = await put(json)
      assert.equal(answer.status, 422, JSON.stringify(json))
      assert.equal(answer.json.errors.at(-1).pointer, pointer)
    }
    for (const at of ['2026-6-1', '2026-02-30', 'tomorrow', '0'])
      for (const method of ['PUT', 'DELETE']) {
        const json = method === 'PUT' ? { closed: true } : undefined
        assert.equal((await held.shop.admin(method, path(at), { json })).status, 404, at)
      }
    assert.equal((await put({ closed: true, reason: 'x'.repeat(100) })).status, 200)
    assert.equal((await held.shop.admin('DELETE', path(date))).status, 204)
    for (const [ahead, status] of [
      [-1, 422],
      [0, 200],
      [730, 200],
      [731, 422]
    ]) {
      const at = await day(ahead)
      assert.equal((await put({ closed: true }, at)).status, status, at)
      if (status === 200) assert.equal((await held.shop.admin('DELETE', path(at))).status, 204)
      else assert.equal((await held.shop.admin('DELETE', path(at))).status, 422)
    }
    const json = { 'content-type': 'application/json' }
    assert.equal((await held.shop.admin('PUT', path(date), { body: '{', headers: json })).status, 400)
    assert.equal((await held.shop.admin('PUT', path(date), { body: 'a=b' })).status, 415)
    assert.equal((await held.shop.admin('PUT', path(date), { body: ' '.repeat(70_000), headers: json })).status, 413)
  })

  test('and the settings are for owners, from a page of this site', async () => {
    const manager = await signedIn(held.shop.bakery, await join(held.owner, 'manager'), '192.0.2.80')
    const stranger = new Browser(held.shop.bakery, '192.0.2.81')
    const settings = await read()
    const at = path(await day(5))

    for (const [method, target, json] of [
      ['GET', PATH],
      ['PUT', PATH, settings],
      ['GET', '/api/staff/calendar'],
      ['PUT', at, { closed: true }],
      ['DELETE', at]
    ]) {
      assert.equal((await stranger.request(method, target, { json })).status, 401, `${method} ${target}`)
      const refused = await manager.request(method, target, { json })
      assert.equal(refused.status, 403)
      assert.match(refused.json.detail, /role owner/)
      if (method === 'GET') continue
      const headers = { 'sec-fetch-site': 'cross-site' }
      assert.equal((await held.owner.request(method, target, { json, headers })).status, 403)
    }
    assert.equal((await held.owner.request('PUT', at, { json: { closed: true } })).status, 200)
    assert.equal((await held.owner.request('DELETE', at)).status, 204)
  })
})

/* A file on the same machine has no network to fail. */
const describeServers = embedded ? () => {} : describe

describeServers('the database', () => {
  test('is away: customers see what was known, and nothing can be changed', async (t) => {
    const proxy = await startProxy(addressOf(held.shop.database.url))
    t.after(() => proxy.close())
    const settings = {
      DATABASE_URL: withAddress(held.shop.database.url, proxy.port),
      REDIS_URL: undefined,
      BAKERY_REQUEST_TIMEOUT_MS: '500'
    }
    const date = await day(2)

    await held.shop.meanwhile(settings, async (bakery) => {
      const { name } = (await bakery.get('/api/shop')).json
      proxy.stall()
      await waitFor('the settings are old', async () => (await bakery.admin('GET', PATH)).status === 504)
      assert.equal((await bakery.admin('GET', '/api/staff/calendar')).status, 504)
      proxy.refuse()
      await waitFor('the outage is known', async () => (await bakery.admin('GET', PATH)).status === 503)
      assert.equal((await bakery.get('/api/shop')).json.name, name)
      assert.equal((await bakery.admin('GET', '/api/staff/calendar')).status, 503)
      assert.equal((await bakery.admin('PUT', PATH, { json: {} })).status, 503)
      const at = `/api/staff/calendar/${date}`
      assert.equal((await bakery.admin('PUT', at, { json: { closed: true } })).status, 503)
      assert.equal((await bakery.admin('DELETE', at)).status, 503)
      proxy.pass()
    })
  })
})

test('every documented answer was given', () => {
  const rare = embedded ? / (503|504)$/ : /^$/
  const missing = promised('settings').filter((one) => !seen.has(one) && !rare.test(one))

  assert.deepEqual(missing, [])
})
