/* faults.test.mjs -- failures of the network and the server while an order is placed: there is one order at most,
 * and the page finds it. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProxy } from '../system/lib/proxy.mjs'
import { openShop, useShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
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

const posts = (page) => {
  const keys = []

  page.on('request', (request) => {
    if (request.method() === 'POST') keys.push(request.headers()['idempotency-key'])
  })
  return keys
}

/* Uses up the address's limit of orders: invalid ones count, too. One more a second is allowed; once that is taken,
 * none is left for the rest of the second. */
async function useUpOrders(bakery) {
  const push = async () => (await bakery.request('POST', '/api/orders', { json: {} })).status

  await waitFor('the shop has had enough', async () => (await push()) === 429)
  await waitFor('another of them had a turn', async () => (await push()) !== 429, { everyMs: 5 })
}

test('a double click orders once', async (t) => {
  const guest = await visit(t)

  await guest.toCheckout()
  await guest.placeOrder.dblclick()
  await guest.hasOneOrder(await guest.arrive())
})

test('Enter pressed twice orders once', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP })

  await guest.toCheckout()
  await guest.field('E-mail').focus()
  await guest.page.keyboard.press('Enter')
  await guest.page.keyboard.press('Enter')
  await guest.hasOneOrder(await guest.arrive())
})

test('the server is killed before it answers, and restarts: one order', async (t) => {
  const shop = await openShop(t, { BAKERY_CRASH_AT: 'order_placed' })
  const { port } = shop.bakery
  const guest = await visit(t, { shop, expected: [FAILED_REQUESTS] })
  const keys = posts(guest.page)

  await guest.toCheckout()
  await guest.placeOrder.click()
  await shop.replicas[0].crashed()
  await guest.shown('We do not know yet whether your order arrived').waitFor()
  assert.equal((await guest.orders()).length, 1)
  await shop.start({ BAKERY_CRASH_AT: undefined, BAKERY_LISTEN: `127.0.0.1:${port}` })
  await guest.hasOneOrder(await guest.arrive())
  assert.ok(keys.length >= 2)
  assert.equal(new Set(keys).size, 1)
  await shop.checkLater()
})

test('the response is lost: one order', async (t) => {
  const { proxy, guest } = await visitThrough(t, { viewport: DESKTOP })

  await guest.toCheckout()
  holdAnswer(proxy)
  await guest.placeOrder.click()
  await guest.isStored()
  proxy.refuse()
  await guest.shown('We do not know yet whether your order arrived').waitFor()
  proxy.pass()
  await guest.hasOneOrder(await guest.arrive())
})

test('the page is closed before the response: the next page retries, and there is one order', async (t) => {
  const { proxy, guest } = await visitThrough(t)
  const context = guest.page.context()

  await guest.toCheckout()
  holdAnswer(proxy)
  await guest.placeOrder.click()
  await guest.isStored()
  proxy.refuse()
  await guest.shown('We do not know yet whether your order arrived').waitFor()
  await guest.page.close()
  proxy.pass()
  guest.page = await context.newPage()
  await guest.page.goto('/orders')
  await guest.shown('One order has had no answer yet.').waitFor()
  await guest.link('See its status').click()
  await guest.hasOneOrder(await guest.arrive())
  await guest.link(/^Basket$/).waitFor() // what was ordered is no longer in it
})

test('an unanswered order is retried even if the basket is empty: one order', async (t) => {
  const { proxy, guest } = await visitThrough(t)

  await guest.toCheckout()
  holdAnswer(proxy)
  await guest.placeOrder.click()
  await guest.isStored()
  proxy.refuse()
  await guest.shown('We do not know yet whether your order arrived').waitFor()
  await guest.page.evaluate(() => localStorage.removeItem('bakery.basket'))
  proxy.pass()
  await guest.page.goto('/orders')
  await guest.link('See its status').click()
  await guest.hasOneOrder(await guest.arrive())
})

test('offline, the order waits for a connection: one order', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })

  await guest.toCheckout()
  await guest.page.context().setOffline(true)
  await guest.placeOrder.click()
  await guest.shown('You are offline. We try again as soon as you are back.').waitFor()
  await guest.page.context().setOffline(false)
  await guest.hasOneOrder(await guest.arrive())
})

test('a rate-limited order is sent again by itself', async (t) => {
  await held.shop.meanwhile({ BAKERY_RATE_LIMIT: 'on' }, async (bakery) => {
    const guest = await visit(t, { bakery, expected: [FAILED_REQUESTS] })
    let first = true

    await guest.toCheckout()
    await guest.page.route(/\/api\/orders$/, async (route) => {
      if (first) await useUpOrders(bakery)
      first = false
      await route.continue()
    })
    await guest.placeOrder.click()
    await guest.shown('Many orders are coming from your connection').waitFor()
    await guest.hasOneOrder(await guest.arrive())
    await guest.heading('Paid and set aside').waitFor()
    await guest.page.close() // its stream would keep the shop from closing
  })
})

test('an order for a product that sold out says so, and can be placed without it', async (t) => {
  const guest = await visit(t)
  let first = true

  t.after(() => held.shop.admin('PATCH', '/api/products/3', { json: { stock: null } }))
  await guest.toCheckout()
  await guest.page.route(/\/api\/orders$/, async (route) => {
    if (first) await held.shop.admin('PATCH', '/api/products/3', { json: { stock: 0 } })
    first = false
    await route.continue()
  })
  await guest.placeOrder.click()
  await guest.arrive()
  await guest.heading('We ran out').waitFor()
  await guest.page.reload() // the list of before the order is a minute good
  await guest.shown('Not available: Blueberry Muffin.').waitFor()
  await guest.button('Order without it').click()
  await guest.heading('Basket').waitFor()
  await guest.page.getByRole('complementary', { name: 'Your order' }).getByText('€7.00').waitFor()
})
