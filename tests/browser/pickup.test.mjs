/* pickup.test.mjs -- the day and time of an order, from the menu to the order's page: in words that are the shop's
 * wherever the browser is, kept and repaired when they are lost, and given back when the order is cancelled. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { makeClock } from '../system/lib/clock.mjs'
import { openShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { violationsOf } from './lib/axe.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
import { keepPicture } from './lib/pictures.mjs'
import { Visit } from './lib/visit.mjs'

const chromium = useBrowser()
const closing = []
const onClose = { after: (close) => closing.unshift(close) }
let shop
let closed // a shop without opening hours

/* Thursday, 13:00 in Dublin: an hour before the cut-off. */
const NOON = '2026-06-18T12:00:00Z'
const DAY = [['07:00', '18:00']]
const WEEK = { mon: [], tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: DAY, sun: [] }
const RULES = {
  time_zone: 'Europe/Dublin',
  opening_hours: WEEK,
  slot_minutes: 15,
  slot_capacity: 1,
  preparation_minutes: 30,
  cutoff: '14:00',
  days_ahead: 14
}
const NO_HOURS = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const MUFFIN = 3
const TART = 11
const FAILED_REQUESTS = /^console: Failed to load resource/

async function setUp(settings) {
  const opened = await openShop(onClose, makeClock(onClose, NOON).settings)
  const path = '/api/staff/settings'
  const { json } = await opened.admin('GET', path)
  const { status, text } = await opened.admin('PUT', path, { json: { ...json, ...settings } })

  assert.equal(status, 200, text)
  return opened
}

before(async () => {
  shop = await setUp(RULES)
})
after(async () => {
  for (const close of closing) await close()
})

async function visit(t, { at = shop, ...options } = {}) {
  const page = await openPage(t, chromium.browser, at.bakery, { viewport: PHONE, reducedMotion: 'reduce', ...options })

  await page.clock.setFixedTime(new Date(NOON))
  return new Visit(page, { shop: at })
}

const add = async (guest, ...names) => {
  for (const name of names) await guest.button(`Add ${name}`).click()
}

const radio = (guest, name) => guest.page.getByRole('radio', { name })
const choose = (guest, name) => radio(guest, name).check({ force: true }) // its label is what can be seen of it
const isChosen = (guest, name) => waitFor(`${name} is chosen`, () => radio(guest, name).isChecked())
const summaryOf = (guest) => guest.page.getByRole('group', { name: 'There is a problem' })

const isFocused = (locator) =>
  waitFor(`${locator} has the focus`, () => locator.evaluate((e) => e === document.activeElement))

async function looksRight({ page }, name) {
  await keepPicture(page, `pickup ${name}`.replaceAll(' ', '-'))
  assert.deepEqual(await violationsOf(page, 'all'), [], name)
  await page.emulateMedia({ colorScheme: 'dark' })
  assert.deepEqual(await violationsOf(page, 'colours'), [], `${name}, dark`)
  await page.emulateMedia({ colorScheme: 'light' })
}

/* What was sent to place orders. */
function watchOrders({ page }) {
  const sent = []

  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/api/orders'))
      sent.push({ key: request.headers()['idempotency-key'], pickup: request.postDataJSON().pickup })
  })
  return sent
}

async function toCheckout(guest, ...names) {
  await guest.openMenu()
  await add(guest, ...names)
  await guest.page.goto('/checkout')
  await guest.fillIn()
}

const take = (date, time) => shop.post(shop.orderBody(undefined, { pickup: { date, time } }))

for (const [timezoneId, width, viewport] of [
  ['America/Los_Angeles', 'phone', PHONE],
  ['Pacific/Auckland', 'desktop', DESKTOP]
])
  test(`with a ${width} in ${timezoneId}, days and times are the shop's`, async (t) => {
    const guest = await visit(t, { viewport, timezoneId })
    const time = width === 'phone' ? '9:00' : '9:15'
    const until = width === 'phone' ? '9:15' : '9:30'

    await guest.openMenu()
    await guest.shown(/^today, 13:\d\d$/).waitFor()
    await guest.shown('Order by 14:00 for Friday').waitFor()
    await guest.shown('in 1 hour').waitFor()
    await guest.shown('2 days’ notice').waitFor()
    await looksRight(guest, `menu ${width}`)
    await add(guest, 'Blueberry Muffin', 'Summer Berry Tart')
    await guest.page.goto('/basket')
    await guest.shown('because Summer Berry Tart needs 2 days’ notice').waitFor()
    await guest.shown('Saturday 20 June, 7:00').waitFor()
    await looksRight(guest, `basket ${width}`)
    await guest.openCheckout()
    await isChosen(guest, 'Saturday 20 June')
    assert.equal(await radio(guest, 'today, Thursday 18 June, too early').isDisabled(), true)
    assert.equal(await radio(guest, 'Sunday 21 June, closed').isDisabled(), true)
    await choose(guest, time)
    await guest.fillIn()
    await looksRight(guest, `checkout ${width}`)
    await guest.shown(`Saturday 20 June, ${time}`).waitFor()
    await guest.placeOrder.click()
    const id = await guest.arrive([
      { product_id: MUFFIN, quantity: 1 },
      { product_id: TART, quantity: 1 }
    ])
    const { pickup } = await shop.order(id)
    assert.deepEqual([pickup.date, pickup.time], ['2026-06-20', `0${time}`])
    await guest.heading('Paid and set aside').waitFor()
    await guest.shown(`Saturday 20 June, ${time}–${until}`).first().waitFor()
    await guest.shown(/^You can cancel it until Thursday 18 June, 14:00/).waitFor()
    const calendar = await guest.link('Add to calendar').getAttribute('href')
    assert.match((await shop.get(calendar)).text, /BEGIN:VEVENT/)
    await looksRight(guest, `order ${width}`)
    await guest.page.goto('/orders')
    await guest.shown(`Collect Saturday 20 June, ${time}`).waitFor()
  })

test('the choice stays while other fields are filled in and after a reload, but not for the next order', async (t) => {
  const guest = await visit(t)

  await toCheckout(guest, 'Blueberry Muffin')
  await choose(guest, 'Friday 19 June')
  await choose(guest, '10:15')
  await guest.page.reload()
  await isChosen(guest, 'Friday 19 June')
  await isChosen(guest, '10:15')
  await guest.placeOrder.click()
  const id = await guest.arrive([{ product_id: MUFFIN, quantity: 1 }])
  assert.equal((await shop.order(id)).pickup.time, '10:15')
  await toCheckout(guest, 'Blueberry Muffin')
  await isChosen(guest, /^today/)
})

test('a time that fills up during checkout is said in place, and one tap takes the next', async (t) => {
  const guest = await visit(t)
  const sent = watchOrders(guest)

  await toCheckout(guest, 'Blueberry Muffin', 'Baguette')
  await choose(guest, 'Tuesday 23 June')
  await choose(guest, '8:00')
  assert.equal((await take('2026-06-23', '08:00')).status, 201)
  await waitFor('the server says so', async () => {
    const { days } = (await shop.get('/api/pickup')).json
    return days.find(({ date }) => date === '2026-06-23').slots.find(({ time }) => time === '08:00').state === 'full'
  })
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  assert.deepEqual(sent, [])
  await guest.link(/^8:00 on Tuesday 23 June filled up while you were ordering/).click()
  const repair = guest.button(/^Take 8:15/)
  await isFocused(repair)
  await looksRight(guest, 'checkout lost')
  await repair.click()
  await guest.shown('Tuesday 23 June, 8:15').waitFor()
  await isFocused(guest.placeOrder)
  assert.equal(await guest.field('Name').inputValue(), guest.guest.customer_name)
  await guest.placeOrder.click()
  const id = await guest.arrive([
    { product_id: MUFFIN, quantity: 1 },
    { product_id: 6, quantity: 1 }
  ])
  await guest
    .shown(/^Tuesday 23 June, 8:15/)
    .first()
    .waitFor()
  const { pickup } = await shop.order(id)
  assert.deepEqual(sent[0].pickup, { date: pickup.date, time: pickup.time })
  await guest.hasOneOrder(id)
})

test('a time that is taken at the last moment is refused, and the repair is a new attempt', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP, expected: [FAILED_REQUESTS] })
  const sent = watchOrders(guest)
  let first = true

  await toCheckout(guest, 'Blueberry Muffin')
  await choose(guest, 'Wednesday 24 June')
  await choose(guest, '8:00')
  await guest.page.route(/\/api\/orders$/, async (route) => {
    if (first) await take('2026-06-24', '08:00')
    first = false
    await route.continue()
  })
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  assert.match(await guest.page.title(), /^Error: Checkout/)
  await guest.link(/^8:00 on Wednesday 24 June filled up/).click()
  await radio(guest, '9:00').focus()
  await guest.page.keyboard.press('Space') // another choice is a repair, too
  await summaryOf(guest).waitFor({ state: 'detached' })
  await isFocused(radio(guest, '9:00'))
  await guest.placeOrder.click()
  const id = await guest.arrive([{ product_id: MUFFIN, quantity: 1 }])
  await guest.hasOneOrder(id)
  const { pickup } = await shop.order(id)
  assert.equal(sent.length, 2)
  assert.notEqual(sent[0].key, sent[1].key)
  assert.deepEqual(sent[1].pickup, { date: pickup.date, time: pickup.time })
})

test('what is sold out today is ordered for tomorrow', async (t) => {
  const guest = await visit(t)
  const soldOut = (sold_out_on) => shop.admin('PATCH', `/api/products/${MUFFIN}`, { json: { sold_out_on } })

  assert.equal((await soldOut('2026-06-18')).status, 200)
  t.after(() => soldOut(null))
  await guest.openMenu()
  await guest.shown('Sold out today').waitFor()
  await looksRight(guest, 'menu sold out')
  await guest.link('Blueberry Muffin').click()
  await guest.shown(/^You can have it tomorrow, Friday 19 June, /).waitFor()
  await looksRight(guest, 'product sold out')
  await guest.button(/^Order for tomorrow/).click()
  await guest.page.goto('/basket')
  await guest.shown('because Blueberry Muffin is sold out today').waitFor()
  await guest.openCheckout()
  assert.equal(await radio(guest, 'today, Thursday 18 June, sold out').isDisabled(), true)
  await isChosen(guest, 'Friday 19 June')
})

test('an order is cancelled after a question, once, however often the button is pressed', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP })
  const posts = []

  await toCheckout(guest, 'Blueberry Muffin')
  await choose(guest, 'Thursday 25 June')
  await guest.placeOrder.click()
  const id = await guest.arrive([{ product_id: MUFFIN, quantity: 1 }])
  await guest.heading('Paid and set aside').waitFor()
  guest.page.on('request', (request) => {
    if (request.url().endsWith('/cancel')) posts.push(request.url())
  })
  await guest.button('Cancel this order').click()
  await isFocused(guest.button('Keep the order'))
  await looksRight(guest, 'order cancel')
  await guest.page.keyboard.press('Escape')
  await isFocused(guest.button('Cancel this order'))
  await guest.page.keyboard.press('Enter')
  await guest.button('Cancel the order').dblclick()
  await guest.heading('Cancelled').waitFor()
  await guest.shown(/Anything you paid is returned to you/).waitFor()
  await looksRight(guest, 'order cancelled')
  assert.equal(posts.length, 1)
  assert.equal((await shop.order(id)).status, 'cancelled')
  await guest.button('Order again').click()
  await guest.heading('Basket').waitFor()
  await guest.openCheckout()
  await isChosen(guest, /^today/)
})

test('an order that cannot be cancelled any more says why', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })

  await toCheckout(guest, 'Blueberry Muffin')
  await choose(guest, 'Friday 26 June')
  await guest.placeOrder.click()
  await guest.arrive([{ product_id: MUFFIN, quantity: 1 }])
  await guest.button('Cancel this order').click()
  await guest.page.route(/\/cancel$/, (route) =>
    route.fulfill({ status: 409, json: { detail: 'the order is already being baked: call the bakery' } })
  )
  await guest.button('Cancel the order').click()
  await guest.page.getByText('The order is already being baked: call the bakery.').waitFor()
  await guest.button('Close').click()
  await guest.heading('Paid and set aside').waitFor()
})

test('the times that cannot be read are asked for again, and no order goes out without them', async (t) => {
  const guest = await visit(t, { expected: [FAILED_REQUESTS] })
  const sent = watchOrders(guest)
  let fails = true

  await guest.openMenu()
  await add(guest, 'Blueberry Muffin')
  await guest.page.route(/\/api\/pickup/, (route) => (fails ? route.fulfill({ status: 503 }) : route.continue()))
  await guest.page.goto('/checkout')
  await guest.shown('The times to collect did not load. Try again').waitFor()
  await guest.fillIn()
  await guest.placeOrder.click()
  await isFocused(summaryOf(guest))
  assert.deepEqual(sent, [])
  await guest.page.locator('#pickup:not([aria-disabled])').waitFor() // after the retries
  fails = false
  await guest.button('Try again').click()
  await isChosen(guest, /^today/)
  await isFocused(guest.page.getByRole('heading', { name: 'When will you collect?' }))
})

test('a message of the browser tells once that an order is ready', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP, expected: [FAILED_REQUESTS] })

  await guest.page.addInitScript(() => {
    globalThis.messages = []
    globalThis.Notification = class {
      static requestPermission = async () => 'granted'
      constructor(title, { body }) {
        globalThis.messages.push(`${title}. ${body}`)
      }
    }
  })
  await toCheckout(guest, 'Blueberry Muffin')
  await choose(guest, 'Saturday 27 June')
  await guest.placeOrder.click()
  const id = await guest.arrive([{ product_id: MUFFIN, quantity: 1 }])
  await guest.heading('Paid and set aside').waitFor()
  await guest.button('Tell me when it is ready').click()
  await guest.shown(/^We tell you when it is ready/).waitFor()
  const { pickup_code, ...order } = await shop.order(id)
  const ready = { ...order, pickup_code, fulfilment: 'ready', updated_at: '2026-06-18T23:00:00Z' }
  await guest.page.route(new RegExp(`/api/orders/${id}$`), (route) => route.fulfill({ json: ready }))
  await guest.page.route(/\/events$/, (route) => route.abort())
  await guest.page.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' })
    document.dispatchEvent(new Event('visibilitychange'))
  })
  await guest.page.context().setOffline(true)
  await guest.page.context().setOffline(false)
  await guest.heading('Ready to collect').waitFor({ timeout: 25_000 })
  assert.deepEqual(await guest.page.evaluate(() => globalThis.messages), [
    `Ready to collect. Pickup code ${pickup_code}`
  ])
})

test('a shop without opening hours says nothing of times, and takes orders without', async (t) => {
  closed ??= await setUp({ ...RULES, opening_hours: NO_HOURS })
  const guest = await visit(t, { at: closed })
  const sent = watchOrders(guest)

  await guest.openMenu()
  assert.equal(await guest.shown('Earliest pickup').count(), 0)
  assert.equal(await guest.shown('2 days’ notice').count(), 0)
  await add(guest, 'Summer Berry Tart')
  await guest.page.goto('/basket')
  await guest.openCheckout()
  assert.equal(await guest.shown('When will you collect?').count(), 0)
  await guest.fillIn()
  await guest.placeOrder.click()
  const id = await guest.arrive([{ product_id: TART, quantity: 1 }])
  assert.equal((await closed.order(id)).pickup, null)
  assert.deepEqual(
    sent.map(({ pickup }) => pickup),
    [undefined]
  )
  assert.equal(await guest.link('Add to calendar').count(), 0)
})

test('20 browsers want the last two times of a day: the others see the next one in place, and keep their baskets', async (t) => {
  const guests = await Promise.all(Array.from({ length: 20 }, () => visit(t, { expected: [FAILED_REQUESTS] })))
  const { days } = (await shop.get('/api/pickup')).json
  const { slots } = days.find(({ date }) => date === '2026-06-30')
  const left = slots.slice(-2).map(({ time }) => time)

  for (const { time } of slots.slice(0, -2)) assert.equal((await take('2026-06-30', time)).status, 201)
  await Promise.all(
    guests.map(async (guest, i) => {
      await toCheckout(guest, 'Blueberry Muffin', 'Baguette')
      await choose(guest, /^Tuesday 30 June/)
      await choose(guest, left[i % 2])
    })
  )
  await Promise.all(guests.map((guest) => guest.placeOrder.click()))
  const ends = await Promise.all(
    guests.map(async (guest) => {
      await guest.heading('Paid and set aside').or(summaryOf(guest)).waitFor({ timeout: 30_000 })
      return (await summaryOf(guest).isVisible()) ? 'refused' : 'placed'
    })
  )
  assert.equal(ends.filter((end) => end === 'placed').length, 2)
  for (const [i, guest] of guests.entries()) {
    if (ends[i] === 'placed') continue
    // the last time of the day may still have been free when the first was refused
    await guest.button(/^Take (17:45 instead|Wednesday 1 July, 7:00)$/).waitFor()
    await guest.shown('Baguette').waitFor()
    assert.equal(await guest.field('Name').inputValue(), guest.guest.customer_name)
  }
})
