/* staff.mjs -- the bakery's people in tests: the owner that the settings make, others who join by a link, and browsers
 * that are signed in. */
import assert from 'node:assert/strict'
import { useShop } from './shop.mjs'
import { waitFor } from './wait.mjs'

export const OWNER = { email: 'owner@example.com', password: 'a long password of the owner' }

/* For openShop() and useShop(). The proxy in front of the server is the test, so each person may have an address. */
export const withOwner = {
  BAKERY_OWNER_EMAIL: OWNER.email,
  BAKERY_OWNER_PASSWORD: OWNER.password,
  BAKERY_TRUSTED_PROXIES: '127.0.0.1'
}

/* A browser: it keeps the cookie, and says that its requests come from the shop's own pages. */
export class Browser {
  constructor(bakery, address = '192.0.2.1') {
    this.bakery = bakery
    this.headers = { 'x-forwarded-for': address, 'sec-fetch-site': 'same-origin' }
  }

  /* The same browser at another replica. */
  at(bakery) {
    return Object.assign(new Browser(bakery), { headers: this.headers })
  }

  async request(method, path, { headers, ...options } = {}) {
    const answer = await this.bakery.request(method, path, { ...options, headers: { ...this.headers, ...headers } })
    const [cookie] = answer.headers['set-cookie'] ?? []

    if (cookie) this.headers = { ...this.headers, cookie: cookie.split(';')[0] }
    return answer
  }

  get(path, options) {
    return this.request('GET', path, options)
  }

  post(path, json, options) {
    return this.request('POST', path, { json, ...options })
  }

  signIn({ email, password }, more = {}) {
    return this.post('/api/staff/session', { email, password, ...more })
  }

  async status() {
    return (await this.get('/api/staff/session')).status
  }
}

export async function signedIn(bakery, person = OWNER, address = undefined) {
  const browser = new Browser(bakery, address)

  await waitFor('the account can sign in', async () => {
    const { status, text } = await browser.signIn(person)
    if (status !== 204) throw new Error(text)
    return true
  })
  return browser
}

/* One shop for all tests of a file, `held.shop`, and its owner, who is signed in: `held.owner`. */
export function useStaff(settings) {
  return useShop({ ...withOwner, ...settings }, async (held) => {
    held.owner = await signedIn(held.shop.bakery)
  })
}

let people = 0

/* Somebody who has joined, and their account: {id, email, password, role}. */
export async function join(owner, role, more = {}) {
  const email = `person${++people}@example.com`
  const password = `the password of person ${people}`
  const added = await owner.post('/api/staff/accounts', { email, name: `Person ${people}`, role, ...more })

  assert.equal(added.status, 201, added.text)
  const joined = await new Browser(owner.bakery).post('/api/staff/join', { link: token(added.json.link), password })
  assert.equal(joined.status, 204, joined.text)
  return { id: added.json.id, email, password, role }
}

/* What the page sends of a link. */
export function token(link) {
  return link.split('#')[1]
}

/* Fails if the log of a process shows an e-mail, a password, a token or a hash. */
export function noSecretIn(shop) {
  for (const { log } of shop.replicas) {
    assert.doesNotMatch(log, /@example\.com|password of|the owner"|argon2/)
    assert.doesNotMatch(log, /[0-9a-f]{64}/)
  }
}
