/* checkout.test.mjs -- what can go wrong between the button and the order: one order at most, the customer told of
 * what stands in the way, and one tap to put it right. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProxy } from '../system/lib/proxy.mjs'
import { openShop, useShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { Visit } from './lib/visit.mjs'

const held = useShop()
const chromium = useBrowser()

/* The browser says of each request that failed, that it did. */
const FAILED_REQUESTS = /^console: Failed to load resource/

async function visit(t, { bakery, shop = held.shop, expected = [], ...options } = {}) {
  const page = await openPage(t, chromium.browser, bakery ?? shop.bakery, { viewport: PHONE, expected, ...options })
  return new Visit(page, { shop })
}

/* A visit by way of a proxy. */
async function visitThrough(t, options) {
  const proxy = await startProxy({ host: '127.0.0.1', port: held.shop.bakery.port })

  t.after(() => proxy.close())
  return { proxy, guest: await visit(t, { bakery: proxy, expected: [FAILED_REQUESTS], ...options }) }
}

/* From an order on, nothing passes: it reaches the shop, and its answer stays in the proxy. */
function holdAnswer(proxy) {
  proxy.onBytes = (direction, bytes) => {
    if (direction === 'up' && bytes.includes('"customer_email"')) proxy.stall()
  }
}

const change = (id, json) => held.shop.admin('PATCH', `/api/products/${id}`, { json })

const posts = (page) => {
  const keys = []

  page.on('request', (request) => {
    if (request.method() === 'POST') keys.push(request.headers()['idempotency-key'])
  })
  return keys
}

const isFocused = (locator) => waitFor(`${locator} has the focus`, () => locator.evaluate((e) => e === document.activeElement))

const described = (field) =>
  field.evaluate((element) =>
    element
      .getAttribute('aria-describedby')
      .split(' ')
      .map((id) => document.getElementById(id).textContent)
      .join(' ')
  )

const summaryOf = (guest) => guest.page.getByRole('group', { name: 'There is a problem' })

for (const [width, viewport] of Object.entries(WIDTHS)) {
  test(`a double click orders once (${width})`, async (t) => {
    const guest = await visit(t, { viewport })

    await guest.toCheckout()
    await guest.placeOrder.dblclick()
    await guest.hasOneOrder(await guest.arrive())
  })

  test(`Enter pressed twice orders once (${width})`, async (t) => {
    const guest = await visit(t, { viewport })

    await guest.toCheckout()
    await guest.field('E-mail').focus()
    await guest.page.keyboard.press('Enter')
    await guest.page.keyboard.press('Enter')
    await guest.hasOneOrder(await guest.arrive())
  })
}

test('the shop is killed between an order and its answer, and comes back: one order', async (t) => {
  const shop = await openShop(t, { BAKERY_CRASH_AT: 'order_placed' })
  const { port } = shop.bakery
  const guest = await visit(t, { shop, expected: [FAILED_REQUESTS] })
  const keys = posts(guest.page)

  await guest.toCheckout()
  await guest.placeOrder.click()
  await shop.replicas[0].crashed()
  await guest.page.getByText('We do not know yet whether your order arrived').waitFor()
  assert.equal((await guest.orders()).length, 1)
  await shop.start({ BAKERY_CRASH_AT: undefined, BAKERY_LISTEN: `127.0.0.1:${port}` })
  await guest.hasOneOrder(await guest.arrive())
  assert.ok(keys.length >= 2)
  assert.equal(new Set(keys).size, 1)
  await shop.checkLater()
})

test('the answer is lost on its way: one order', async (t) => {
  const { proxy, guest } = await visitThrough(t, { viewport: DESKTOP })

  await guest.toCheckout()
  holdAnswer(proxy)
  await guest.placeOrder.click()
  await guest.isStored()
  proxy.refuse()
  await guest.page.getByText('We do not know yet whether your order arrived').waitFor()
  proxy.pass()
  await guest.hasOneOrder(await guest.arrive())
})

test('the page is closed before the answer came: another one finds out, and there is one order', async (t) => {
  const { proxy, guest } = await visitThrough(t)
  const context = guest.page.context()

  await guest.toCheckout()
  holdAnswer(proxy)
  await guest.placeOrder.click()
  await guest.isStored()
  proxy.refuse()
  await guest.page.getByText('We do not know yet whether your order arrived').waitFor()
  await guest.page.close()
  proxy.pass()
  guest.page = await context.newPage()
  await guest.page.goto('/orders')
  await guest.page.getByText('One order has had no answer yet.').waitFor()
  await guest.link('See what became of it').click()
  await guest.hasOneOrder(await guest.arrive())
  await guest.link(/^Basket$/).waitFor() // what was ordered is no longer in it
})

test('without a connection it waits for one: one order', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })

  await guest.toCheckout()
  await guest.page.context().setOffline(true)
  await guest.placeOrder.click()
  await guest.page.getByText('You are offline. We try again as soon as you are back.').waitFor()
  await guest.page.context().setOffline(false)
  await guest.hasOneOrder(await guest.arrive())
})

test('a shop that takes no more orders for now: it goes out by itself', async (t) => {
  await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (bakery) => {
    const guest = await visit(t, { bakery, expected: [FAILED_REQUESTS] })
    let crowded = true
    const crowd = async () => {
      while (crowded) await bakery.request('POST', '/api/orders', { json: {} })
    }

    await guest.toCheckout()
    await waitFor('the shop has had enough', async () => {
      const { status } = await bakery.request('POST', '/api/orders', { json: {} })
      return status === 429
    })
    const others = crowd()
    await guest.placeOrder.click()
    await guest.page.getByText('Many orders are coming from your connection').waitFor()
    crowded = false
    await others
    await guest.hasOneOrder(await guest.arrive())
    await guest.heading('Paid and set aside').waitFor()
    await guest.page.close() // its stream would keep the shop from closing
  })
})

test('fields are checked when they are left, not before, and cleared when they are right', async (t) => {
  const guest = await visit(t)
  const email = guest.field('E-mail')
  const error = guest.page.getByText('Enter an e-mail address like name@example.com')

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

test('an empty form: the summary takes the focus, and its links lead to the fields', async (t) => {
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

test('what the shop refuses is said at its field', async (t) => {
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

/* Two Chocolate Croissants at 3.50, a Blueberry Muffin at 2.75, an Oat Cookie at 1.90: by what happens to the cookie. */
const CHANGES = [
  ['costs more', { price: 2.1 }, { price: 1.9 }, /^Oat Cookie costs €2.10 now, not €1.90/, /^Agree, €2.10/, 'Place order, €11.85'],
  ['is sold out', { stock: 0 }, { stock: null }, /^Oat Cookie sold out while you were ordering/, /^Go on without it/, 'Place order, €9.75'],
  ['is withdrawn', { active: false }, { active: true }, /^Oat Cookie is no longer on sale/, /^Go on without it/, 'Place order, €9.75']
]
const COOKIE = 13

for (const [what, changed, back, summary, repair, place] of CHANGES)
  test(`a product ${what} while its customer checks out: told, put right in one tap, ordered`, async (t) => {
    const guest = await visit(t)

    t.after(() => change(COOKIE, back))
    await guest.openMenu()
    await guest.fillBasket()
    await guest.button('Add Oat Cookie').click()
    await guest.link(/basket.* 4 items/i).filter({ visible: true }).first().click()
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
    const items = [{ product_id: 1, quantity: 2 }, { product_id: 3, quantity: 1 }]
    const id = await guest.arrive(place.includes('11.85') ? [...items, { product_id: COOKIE, quantity: 1 }] : items)
    await guest.hasOneOrder(id)
    assert.equal((await held.shop.order(id)).total_amount, Number(place.match(/[\d.]+$/)[0]))
  })

test('a product is withdrawn in the last moment: the shop refuses, and it is put right in one tap', async (t) => {
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

test('a product sells out once it is ordered: the order says so, and can be placed without it', async (t) => {
  const guest = await visit(t)
  let first = true

  t.after(() => change(3, { stock: null }))
  await guest.toCheckout()
  await guest.page.route(/\/api\/orders$/, async (route) => {
    if (first) await change(3, { stock: 0 })
    first = false
    await route.continue()
  })
  await guest.placeOrder.click()
  await guest.arrive()
  await guest.heading('Sold out before us').waitFor()
  await guest.page.reload() // the list of before the order is a minute good
  await guest.page.getByText('Not on the shelf any more: Blueberry Muffin.').waitFor()
  await guest.button('Order without it').click()
  await guest.heading('Basket').waitFor()
  await guest.page.getByRole('complementary', { name: 'Your order' }).getByText('€7.00').waitFor()
})
