/* forgery.mjs -- requests that another site makes with a cookie of the staff. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Browser, OWNER } from '../lib/staff.mjs'
import { held } from './held.mjs'

describe('a request with a cookie that changes something', () => {
  const statusWith = async (headers) => {
    const { cookie } = held.owner.headers
    const answer = await held.shop.bakery.request('POST', '/api/products', {
      json: {},
      headers: { cookie, host: 'shop.example', ...headers }
    })
    return answer.status
  }
  const PASSED = 422 // the empty product is refused later

  for (const [what, headers, expected] of [
    ['says nothing of its site', {}, 403],
    ['comes from another site', { 'sec-fetch-site': 'cross-site' }, 403],
    ['comes from another host of the site', { 'sec-fetch-site': 'same-site' }, 403],
    ['was typed in', { 'sec-fetch-site': 'none' }, 403],
    [
      'comes from another site, and has our Origin',
      { 'sec-fetch-site': 'cross-site', origin: 'http://shop.example' },
      403
    ],
    ['has another Origin', { origin: 'https://evil.example' }, 403],
    ['has no Origin', { origin: 'null' }, 403],
    ['has another port', { origin: 'http://shop.example:81' }, 403],
    ['comes from our page', { 'sec-fetch-site': 'same-origin' }, PASSED],
    ['has our Origin', { origin: 'http://shop.example' }, PASSED],
    ['has our Origin behind a proxy with HTTPS', { origin: 'https://SHOP.example' }, PASSED]
  ])
    test(what, async () => assert.equal(await statusWith(headers), expected))

  test('a form of another site changes nothing', async () => {
    const { cookie } = held.owner.headers
    const before = (await held.shop.get('/api/products')).json.length

    for (const [path, method] of [
      ['/api/products', 'POST'],
      ['/api/staff/accounts', 'POST']
    ]) {
      const { status } = await held.shop.bakery.request(method, path, {
        body: 'name=Cake&price=1&category=cake',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded', origin: 'https://evil.example' }
      })
      assert.equal(status, 403)
    }
    assert.equal((await held.shop.get('/api/products')).json.length, before)
  })

  test('another site cannot sign people in or out, or use a link', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' }
    const browser = new Browser(held.shop.bakery)

    assert.equal((await browser.post('/api/staff/session', OWNER, { headers })).status, 403)
    assert.equal((await browser.post('/api/staff/join', {}, { headers })).status, 403)
    assert.equal((await held.owner.request('DELETE', '/api/staff/session', { headers })).status, 403)
    assert.equal(await held.owner.status(), 200)
  })

  test('reading needs no proof', async () => {
    const { cookie } = held.owner.headers
    assert.equal((await held.shop.bakery.get('/api/staff/session', { headers: { cookie } })).status, 200)
  })
})
