/* engines.test.mjs -- a whole purchase with its day and time in Chromium, Firefox and WebKit, in browsers whose time zone
 * is not the shop's. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { WIDTHS } from './lib/browser.mjs'
import { useChromium, useFirefox } from './lib/engines.mjs'
import { SEED_ITEMS } from './lib/visit.mjs'
import { Walk } from './lib/walk.mjs'
import { useWebKit } from './lib/webkit.mjs'

const SHOP_ZONE = 'Europe/Dublin'
const ZONES = ['America/Los_Angeles', 'Pacific/Auckland'] // 8 hours behind the shop, and 11 to 13 ahead of it

const held = useShop()
const engines = { Chromium: useChromium(), Firefox: useFirefox(), WebKit: useWebKit() }

/* ---- the words that the pages must use ---- */

/* "Friday 19 June", "7:05" */
function inWords(at, timeZone) {
  const options = { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' }
  const format = new Intl.DateTimeFormat('en-GB', { ...options, hourCycle: 'h23', timeZone })
  const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))

  return { date: `${parts.weekday} ${parts.day} ${parts.month}`, clock: `${Number(parts.hour)}:${parts.minute}` }
}

const dateInWords = (date) => inWords(new Date(`${date}T00:00Z`), 'UTC').date

const clockInWords = (time) => time.replace(/^0/, '')

/* ---- the purchase ---- */

async function fillBasket(walk) {
  await walk.page.goto('/')
  await walk.sees('heading', /shelf$/)
  await walk.press('button', 'Add Chocolate Croissant')
  await walk.press('button', 'One more Chocolate Croissant')
  await walk.press('button', 'Add Blueberry Muffin')
  await walk.press('link', /basket.* 3 items/i)
  await walk.sees('heading', 'Basket')
}

/* Chooses the last time of the second open day, which is not what the page proposes. Returns null if this server has no
 * times to choose from. */
async function choosePickup(walk) {
  const { status, json } = await held.shop.get('/api/pickup?items=1:2,3:1')
  if (status === 404) return null

  const open = json.days.filter(({ state }) => state === 'open')
  const { date, slots } = open[1]
  const slot = slots.findLast(({ state }) => state === 'free')
  await walk.press('radio', new RegExp(`^(Today, )?${dateInWords(date)}`))
  await walk.sees('group', `Time on ${dateInWords(date)}`)
  await walk.press('radio', new RegExp(`^${clockInWords(slot.time)}(–|$)`))
  return { date, ...slot }
}

async function placeOrder(walk, guest) {
  await walk.press('link', 'Go to checkout')
  await walk.sees('heading', 'Checkout')
  const pickup = await choosePickup(walk)

  await walk.write('Name', guest.customer_name)
  await walk.write('E-mail', guest.customer_email)
  assert.equal(await walk.isWiderThanTheWindow(), false)
  held.shop.keyedNames.add(guest.customer_name)
  await walk.press('button', /^Place order, €9\.75/)
  return pickup
}

async function arrive(walk, guest) {
  const id = await waitFor('the page of the order', async () => {
    const path = await walk.page.evaluate(() => location.pathname)
    return path.match(/^\/orders\/(\d+)$/)?.[1]
  })

  held.shop.promise(Number(id), guest)
  await walk.sees('heading', 'Paid and set aside')
  return Number(id)
}

/* The times on the page are those of the server, in the shop's zone. */
async function showsTimesOfTheShop(walk, order, pickup) {
  const { date, clock } = inWords(Date.parse(order.created_at), SHOP_ZONE)

  const ordered = (await walk.fact('Ordered')).replace(/^(\w+day),/, '$1') // the comma is that of an older ICU
  assert.equal(ordered, `${date}, ${clock}`)
  if (pickup === null) return
  const { time, until } = order.pickup
  assert.deepEqual(order.pickup, { date: pickup.date, time: pickup.time, until: pickup.until })
  const collect = `${dateInWords(pickup.date)}, ${clockInWords(time)}–${clockInWords(until)}`
  assert.equal((await walk.fact('Collect')).slice(0, collect.length), collect) // a link to the calendar follows
}

async function purchase(walk) {
  const guest = held.shop.orderBody(SEED_ITEMS)

  await fillBasket(walk)
  const pickup = await placeOrder(walk, guest)
  const order = await held.shop.order(await arrive(walk, guest))

  assert.equal(order.customer_name, guest.customer_name)
  assert.equal(order.status, 'completed')
  await showsTimesOfTheShop(walk, order, pickup)
  assert.equal(await walk.isWiderThanTheWindow(), false)
}

for (const [engine, open] of Object.entries(engines))
  for (const zone of ZONES)
    for (const [width, viewport] of Object.entries(WIDTHS))
      test(`a purchase in ${engine}, on a ${width} in ${zone}`, async (t) => {
        const page = await open(t, { bakery: held.shop.bakery, zone, viewport })
        const walk = new Walk(page)

        await purchase(walk)
        const inThePage = () => [innerWidth, Intl.DateTimeFormat().resolvedOptions().timeZone]
        assert.deepEqual(await page.evaluate(inThePage), [viewport.width, zone])
      })
