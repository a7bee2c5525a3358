/* history.mjs -- who changed what. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { join, signedIn } from '../lib/staff.mjs'
import { CAKE, held } from './held.mjs'

describe('the history', () => {
  test('says who changed what, the newest first, a page at a time', async () => {
    const manager = await signedIn(held.shop.bakery, await join(held.owner, 'manager', { name: 'Mia "M" Ång' }))
    const { headers, json } = await manager.post('/api/products', { ...CAKE, name: 'History cake' })
    await manager.request('PATCH', headers.location, { json: { price: 13, name: 'Historic cake' } })
    await manager.request('PATCH', headers.location, { json: {} }) // changes nothing
    await held.shop.admin('DELETE', headers.location)
    const { entries } = (await held.owner.get('/api/staff/history')).json
    const told = entries
      .filter(({ subject_id, what }) => subject_id === json.id && what.startsWith('product'))
      .map(({ who, what, subject, changes }) => ({ who, what, subject, changes }))

    assert.deepEqual(told, [
      { who: 'token', what: 'product_changed', subject: 'Historic cake', changes: { active: [true, false] } },
      {
        who: 'Mia "M" Ång',
        what: 'product_changed',
        subject: 'Historic cake',
        changes: { name: ['History cake', 'Historic cake'], price: [12.5, 13] }
      },
      { who: 'Mia "M" Ång', what: 'product_added', subject: 'History cake', changes: {} }
    ])
    const kinds = new Set(entries.map(({ what }) => what))
    for (const what of ['signed_in', 'account_added', 'account_changed', 'link_made', 'password_changed'])
      assert.ok(kinds.has(what) || entries.length === 50, what)
    let page = (await held.owner.get('/api/staff/history')).json
    let count = 0
    for (let before = Infinity; ; page = (await held.owner.get(`/api/staff/history?before=${page.next}`)).json) {
      for (const { id } of page.entries) {
        assert.ok(id < before)
        before = id
        count++
      }
      if (page.next === null) break
    }
    const rows = await held.shop.database.one('SELECT count(*) AS n FROM history')
    assert.equal(count, Number(rows.n))
    for (const before of ['x', '-1', '1.5'])
      assert.equal((await held.owner.get(`/api/staff/history?before=${before}`)).status, 400)
  })
})
