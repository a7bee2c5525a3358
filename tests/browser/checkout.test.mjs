/* checkout.test.mjs -- errors in the form and changes of products during checkout: each is shown at its place, and one
 * tap repairs a changed line. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
import { Visit } from './lib/visit.mjs'

const held = useShop()
const chromium = useBrowser()

/* The browser says of each request that failed, that it did. */
const FAILED_REQUESTS = /^console: Failed to load resource/

async function visit(t, options) {
  const page = await openPage(t, chromium.browser, held.shop.bakery, { viewport: PHONE, ...options })
  return new Visit(page, { shop: held.shop })
}

const change = (id, json) => held.shop.admin('PATCH', `/api/products/${id}`, { json })

const posts = (page) => {
  const keys = []

  page.on('request', (request) => {
    if (request.method() === 'POST') keys.push(request.headers()['idempotency-key'])
  })
  return keys
}

const isFocused = (locator) =>
  waitFor(`${locator} has the focus`, () => locator.evaluate((e) => e === document.activeElement))

const described = (field) =>
  field.evaluate((element) =>
    element
      .getAttribute('aria-describedby')
      .split(' ')
      .map((id) => document.getElementById(id).textContent)
      .join(' ')
  )

const summaryOf = (guest) => guest.page.getByRole('group', { name: 'There is a problem' })

test('a field is checked when it loses the focus, and its error disappears once it is valid', async (t) => {
  const guest = await visit(t)
  const email = guest.field('E-mail')
  const error = guest.shown('Enter an e-mail address like name@example.com')

  await guest.openMenu()
  await guest.fillBasket()
  await guest.page.goto('/checkout')
  await email.focus()
  await guest.page.keyboard.type('nobody')
  assert.equal(await error.count(), 0)
  await guest.page.keyboard.press('Tab')
  await error.waitFor()
  assert.equal(await email.getAttribute('aria-invalid'), 'true')
  assert.match(await described(email), /Enter an e-mail address like/)
  await email.focus()
  await guest.page.keyboard.press('End')
  await guest.page.keyboard.type('@example.com')
  await error.waitFor({ state: 'detached' })
  await guest.page.reload()
  assert.equal(await email.inputValue(), 'nobody@example.com') // what was typed stays
})

test('after an empty form the summary takes the focus, and its links lead to the fields', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP })
  const keys = posts(guest.page)

  await guest.openMenu()
  await guest.fillBasket()
  await guest.page.goto('/checkout')
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  assert.match(await guest.page.title(), /^Error: Checkout/)
  await guest.link('Enter your e-mail address').click()
  await isFocused(guest.field('E-mail'))
  await guest.link('Enter a name to call out').click()
  await isFocused(guest.field('Name'))
  await guest.fillIn()
  await waitFor('the title is right again', async () => /^Checkout/.test(await guest.page.title()))
  assert.deepEqual(keys, [])
})

test('a note and a telephone number are optional, checked like the others, and sent', async (t) => {
  const guest = await visit(t, { timezoneId: 'Asia/Kolkata' })

  await guest.toCheckout()
  await guest.field(/^Telephone/).fill('1234')
  await guest.field(/^Note for the bakers/).fill('sliced,\nplease')
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  await guest.link(/^Enter a telephone number/).click()
  await isFocused(guest.field(/^Telephone/))
  await guest.field(/^Telephone/).fill('086 555 0199')
  await guest.page.reload()
  assert.equal(await guest.field(/^Note for the bakers/).inputValue(), 'sliced,\nplease')
  await guest.placeOrder.click()
  const id = await guest.arrive()
  await guest.shown('sliced, please').waitFor()
  // The device is in India. The time is the shop's.
  const { time_zone: timeZone } = (await held.shop.get('/api/shop')).json
  const clock = new Intl.DateTimeFormat('en-GB', { hour: 'numeric', minute: '2-digit', timeZone })
  const { created_at } = await held.shop.order(id)
  await guest.shown(new RegExp(`, ${clock.format(new Date(created_at)).replace(/^0/, '')}$`)).waitFor()
  const { phone } = await held.shop.database.one(
    `SELECT phone FROM orders WHERE number = ${await held.shop.numberOf(id)}`
  )
  assert.equal(phone, '086 555 0199')
})

test('an error from the server is shown at its field', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })
  const address = /^http:.*\/api\/orders$/

  await guest.toCheckout()
  await guest.page.route(address, (route) => {
    const order = route.request().postDataJSON()
    return route.continue({ postData: JSON.stringify({ ...order, customer_email: 'not what was typed' }) })
  })
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  assert.match(await guest.page.title(), /^Error: Checkout/)
  assert.equal(await guest.field('E-mail').getAttribute('aria-invalid'), 'true')
  assert.equal(await guest.field('Name').getAttribute('aria-invalid'), null)
  await guest.page.unroute(address)
  await guest.link(/^Enter an e-mail address like/).click()
  await isFocused(guest.field('E-mail'))
  await guest.field('E-mail').fill('another@example.com')
  await guest.placeOrder.click()
  await guest.hasOneOrder(await guest.arrive())
})

/* What happens to the Oat Cookie (1.90) of a basket that also holds two Chocolate Croissants (3.50) and a Blueberry
 * Muffin (2.75). */
const CHANGES = [
  [
    'costs more',
    { price: 2.1 },
    { price: 1.9 },
    /^Oat Cookie costs €2.10 now, not €1.90/,
    /^Agree, €2.10/,
    'Place order, €11.85'
  ],
  [
    'is sold out',
    { stock: 0 },
    { stock: null },
    /^Oat Cookie sold out while you were ordering/,
    /^Go on without it/,
    'Place order, €9.75'
  ],
  [
    'is withdrawn',
    { active: false },
    { active: true },
    /^Oat Cookie is no longer on sale/,
    /^Go on without it/,
    'Place order, €9.75'
  ]
]
const COOKIE = 13

for (const [what, changed, back, summary, repair, place] of CHANGES)
  test(`a product ${what} during checkout: shown, repaired in one tap, ordered`, async (t) => {
    const guest = await visit(t)

    t.after(() => change(COOKIE, back))
    await guest.openMenu()
    await guest.fillBasket()
    await guest.button('Add Oat Cookie').click()
    await guest
      .link(/basket.* 4 items/i)
      .filter({ visible: true })
      .first()
      .click()
    await guest.openCheckout()
    await guest.fillIn()
    await change(COOKIE, changed)
    await guest.placeOrder.click()
    await isFocused(summaryOf(guest))
    await guest.link(summary).click()
    await isFocused(guest.button(repair))
    assert.equal((await guest.orders()).length, 0)
    await guest.button(repair).click()
    await guest.button(place).click()
    const items = [
      { product_id: 1, quantity: 2 },
      { product_id: 3, quantity: 1 }
    ]
    const id = await guest.arrive(place.includes('11.85') ? [...items, { product_id: COOKIE, quantity: 1 }] : items)
    await guest.hasOneOrder(id)
    assert.equal((await held.shop.order(id)).total_amount, Number(place.match(/[\d.]+$/)[0]))
  })

test('the server refuses a product withdrawn at the last moment, and one tap repairs it', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP, expected: [FAILED_REQUESTS] })
  let first = true

  t.after(() => change(3, { active: true }))
  await guest.toCheckout()
  await guest.page.route(/\/api\/orders$/, async (route) => {
    if (first) await change(3, { active: false })
    first = false
    await route.continue()
  })
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  await guest.button(/^Go on without it/).click()
  await guest.button('Place order, €7.00').click()
  await guest.hasOneOrder(await guest.arrive([{ product_id: 1, quantity: 2 }]))
})

test('leaving the page while the order is being checked places no order', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })
  const keys = posts(guest.page)
  let goOn
  const wait = new Promise((resolve) => (goOn = resolve))

  await guest.toCheckout()
  await guest.page.route(/\/api\/products$/, async (route) => {
    await wait
    await route.continue()
  })
  const asked = guest.page.waitForRequest(/\/api\/products$/)
  const answered = guest.page.waitForResponse(/\/api\/products$/)
  await guest.placeOrder.click()
  await asked
  await guest.link('Change the basket').click()
  await guest.heading('Basket').waitFor()
  goOn()
  await (await answered).finished()
  await guest.link('Go to checkout').click()
  await guest.button('Place order, €9.75').waitFor()
  assert.deepEqual(keys, [])
})
