/* staff_pages.mjs -- the staff's pages of the shop that a test file holds: opened, and signed in. */
import { OWNER } from '../../system/lib/staff.mjs'
import { openPage } from './browser.mjs'
import { HANDS } from './hands.mjs'
import { Visit } from './visit.mjs'

/* The browser itself writes refusals down that the page handles. */
const REFUSED = /status of (401|409|412|413|415|422|429)/

export function staffPages(held, chromium) {
  async function open(t, { hands = HANDS.mouse, path = '/staff', shop = held.shop, ...options } = {}) {
    const page = await openPage(t, chromium.browser, shop.bakery, { expected: [REFUSED], ...options })

    await page.goto(path)
    return new Visit(page, { hands, shop })
  }

  async function signIn(visit, { email, password } = OWNER) {
    await visit.heading('Staff sign-in').waitFor()
    await visit.hands.write(visit.page.getByLabel('E-mail'), email)
    await visit.hands.write(visit.page.getByLabel('Password', { exact: true }), password)
    await visit.hands.press(visit.button('Sign in'))
  }

  async function openAs(t, person, options) {
    const visit = await open(t, options)

    await signIn(visit, person)
    await visit.page.getByRole('navigation', { name: 'Sections' }).waitFor()
    return visit
  }

  return { open, openAs, signIn }
}
