/* live.test.mjs -- an order's page follows its order, also through lost connections and restarts of the server. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startProxy } from '../system/lib/proxy.mjs'
import { amqpUrl, embedded, withAddress } from '../system/lib/services.mjs'
import { openShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
import { writeOrder } from './lib/order_rows.mjs'
import { SEED_ITEMS, Visit } from './lib/visit.mjs'

const FAILED_REQUESTS = /^console: Failed to load resource/

const chromium = useBrowser()
let shop
let closeShop

/* Its orders are rows written by the tests, which break the invariants, so these are not checked. */
before(async () => {
  shop = await openShop({ after: (close) => (closeShop = close) }, { BAKERY_PAYMENT_DELAY_MS: '4000' })
})
after(() => closeShop?.())

async function visit(t, { bakery = shop.bakery, ...options } = {}) {
  const page = await openPage(t, chromium.browser, bakery, {
    viewport: PHONE,
    expected: [FAILED_REQUESTS],
    ...options
  })
  return new Visit(page, { shop })
}

/* The page of an order that is confirmed, once it is live. */
async function watch(guest, { status = 'completed', database = shop.database } = {}) {
  const id = await writeOrder(database, { status })

  await guest.page.goto(`/orders/${id}`)
  await guest.heading('Paid and set aside').waitFor()
  return id
}

const isLive = (guest) => guest.shown('Updates by itself.').waitFor()

const bakersSay = async (id, fulfilment, of = shop) =>
  of.database.query('UPDATE orders SET fulfilment = $2 WHERE number = $1', [await of.numberOf(id), fulfilment])

async function visitThrough(t) {
  const proxy = await startProxy({ host: '127.0.0.1', port: shop.bakery.port })

  t.after(() => proxy.close())
  return { proxy, guest: await visit(t, { bakery: proxy }) }
}

test('an order page updates by itself: text, live region and window title', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP })

  await guest.openMenu() // so that the order's page is there before the payment
  const { json } = await shop.post(shop.orderBody(SEED_ITEMS))
  await guest.page.goto(`/orders/${json.order_id}`)
  await guest.heading('We have your order').waitFor()
  await isLive(guest)
  await guest.page.evaluate(() => (globalThis.sameDocument = true))
  await waitFor('it is paid', async () => (await shop.order(json.order_id)).status === 'completed')
  await guest.heading('Paid and set aside').waitFor({ timeout: 1000 })
  await guest.told('Paid and set aside')
  assert.match(await guest.page.title(), /^Paid and set aside, /)
  assert.ok(await guest.page.evaluate(() => globalThis.sameDocument))
})

/* This process has no broker: whatever happens to the order, the other one does it. */
if (!embedded)
  test('a change made by another process is shown within a second', async (t) => {
    const broker = await startProxy({ host: '127.0.0.1', port: 1 })

    t.after(() => broker.close())
    broker.refuse()
    const here = await shop.start({ AMQP_URL: withAddress(amqpUrl, broker.port) })
    const guest = await visit(t, { bakery: here })

    await guest.openMenu()
    const { json } = await shop.post(shop.orderBody(SEED_ITEMS))
    await guest.page.goto(`/orders/${json.order_id}`)
    await guest.heading('We have your order').waitFor()
    await isLive(guest)
    await waitFor('it is paid', async () => (await shop.order(json.order_id)).status === 'completed')
    await guest.heading('Paid and set aside').waitFor({ timeout: 1000 })
    assert.doesNotMatch(here.log, /worker: .*completed/)
  })

test('after a lost stream the page reconnects and shows changes', async (t) => {
  const { proxy, guest } = await visitThrough(t)
  const id = await watch(guest)

  await isLive(guest)
  proxy.refuse()
  await guest.shown('Connection lost.').waitFor()
  await guest.shown(/Trying again in \d+ seconds?\./).waitFor()
  await bakersSay(id, 'ready')
  proxy.pass()
  await guest.heading('Ready to collect').waitFor()
  await guest.page.getByRole('alert').filter({ hasText: 'Ready to collect' }).waitFor()
  await isLive(guest)
  assert.equal(await guest.shown('Connection lost.').count(), 0)
})

test('a stream that reconnects at once is not reported as lost', async (t) => {
  const { proxy, guest } = await visitThrough(t)
  const id = await watch(guest)

  await isLive(guest)
  proxy.reset()
  await guest.shown('Connection lost.').waitFor()
  await bakersSay(id, 'baking')
  await guest.heading('In the oven').waitFor()
  await isLive(guest)
})

test('without a stream, Check now reads the order', async (t) => {
  const guest = await visit(t)

  await guest.page.route(/\/events$/, (route) => route.abort())
  const id = await watch(guest)
  await guest.shown('Connection lost.').waitFor()
  await bakersSay(id, 'baking')
  await guest.button('Check now').click()
  await guest.heading('In the oven').waitFor()
})

test('without a stream the page reads the order every 15 s', async (t) => {
  const guest = await visit(t)

  await guest.page.route(/\/events$/, (route) => route.fulfill({ status: 503 }))
  await guest.page.clock.install()
  const id = await watch(guest)
  await guest.shown('Connection lost.').waitFor()
  await bakersSay(id, 'baking')
  await guest.page.clock.runFor(14_000)
  await guest.heading('Paid and set aside').waitFor()
  await guest.page.clock.runFor(2000)
  await guest.heading('In the oven').waitFor()
})

test('the page says that it is offline until the connection is back', async (t) => {
  const guest = await visit(t)
  const context = guest.page.context()
  const id = await watch(guest)

  await isLive(guest)
  await context.setOffline(true)
  await guest.shown('You are offline. This page updates when you are back.').waitFor()
  await bakersSay(id, 'ready')
  await context.setOffline(false)
  await guest.heading('Ready to collect').waitFor()
  await isLive(guest)
})

test('the menu and the basket work offline and say so', async (t) => {
  const guest = await visit(t)
  const context = guest.page.context()
  const note = guest.shown('You’re offline')

  await guest.openMenu()
  await context.setOffline(true)
  await note.waitFor()
  await guest.shown(/^Showing the shelf as it was at \d+:\d\d\./).waitFor()
  await guest.fillBasket()
  await guest.openBasket()
  await guest.page.getByRole('complementary', { name: 'Your order' }).getByText('€9.75').waitFor()
  await context.setOffline(false)
  await note.waitFor({ state: 'detached' })
})

test('open order pages survive a restart of the server', async (t) => {
  const other = await openShop(t)
  const { port } = other.bakery
  const guest = await visit(t, { bakery: other.bakery })
  const id = await watch(guest, other)

  await isLive(guest)
  await other.stop()
  await guest.shown('Connection lost.').waitFor()
  await bakersSay(id, 'ready', other)
  await other.start({ BAKERY_LISTEN: `127.0.0.1:${port}` })
  await guest.heading('Ready to collect').waitFor()
  await isLive(guest)
})

/* With the shop's own page, but without its list. */
const withoutList = (page) =>
  page.route(/\/products\/1$/, async (route) => {
    const response = await route.fetch()
    const text = await response.text()
    await route.fulfill({ response, body: text.replace(/"products":\[.*\]/, '"products":null') })
  })

for (const [what, address, asked, trouble, found, prepare] of [
  ['a list', async () => '/products/1', /\/api\/products$/, 'The menu didn’t load', 'Chocolate Croissant', withoutList],
  [
    'an order',
    async () => `/orders/${await writeOrder(shop.database, { status: 'completed' })}`,
    /\/api\/orders\/\d+$/,
    'Your order didn’t load',
    'Paid and set aside'
  ]
])
  test(`${what} that failed to load can be loaded again, and the focus moves to the result`, async (t) => {
    const guest = await visit(t)

    await prepare?.(guest.page)
    await guest.page.route(asked, (route) => route.fulfill({ status: 503 }))
    await guest.page.goto(await address())
    await guest.heading(trouble).waitFor()
    await guest.page.unroute(asked)
    await guest.button('Try again').press('Enter')
    await guest.heading(found).waitFor()
    await waitFor('the title has the focus', () =>
      guest.heading(found).evaluate((heading) => heading === document.activeElement)
    )
  })

test('an order in a final state is no longer followed', async (t) => {
  const guest = await visit(t)
  const id = await writeOrder(shop.database, { status: 'failed', failure_reason: 'payment_declined' })
  const streams = []

  guest.page.on('request', (request) => {
    if (request.url().endsWith('/events')) streams.push(request.url())
  })
  await guest.page.goto(`/orders/${id}`)
  await guest.heading('Payment declined').waitFor()
  await guest.button('Order again').waitFor()
  assert.equal(await guest.shown('Updates by itself.').count(), 0)
  assert.deepEqual(streams, [])
})
