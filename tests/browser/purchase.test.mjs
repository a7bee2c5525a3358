/* purchase.test.mjs -- a whole purchase by mouse, by touch, by keyboard and as a screen reader does it: from the menu to a
 * confirmed order that is listed under 'Your orders'. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useShop } from '../system/lib/shop.mjs'
import { WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { HANDS } from './lib/hands.mjs'
import { Visit } from './lib/visit.mjs'

const held = useShop({ BAKERY_PAYMENT_DELAY_MS: '500' })
const chromium = useBrowser()

async function purchase(visit) {
  const { page, hands } = visit

  await visit.toCheckout()
  await page.evaluate(() => (globalThis.sameDocument = true))
  await hands.press(visit.placeOrder)
  const id = await visit.arrive()

  await visit.heading('Paid and set aside').waitFor() // by itself; live.test.mjs sees it turn
  assert.match(await page.title(), /^Paid and set aside, /)
  assert.ok(await page.evaluate(() => globalThis.sameDocument), 'the page was not loaded again')
  await visit.hasOneOrder(id)
  return id
}

async function showsTheOrder(visit, id) {
  const ticket = visit.page.getByRole('complementary', { name: 'Your order' })
  const { status, total_amount, pickup_code } = await visit.shop.order(id)

  assert.deepEqual({ status, total_amount }, { status: 'completed', total_amount: 9.75 })
  await ticket.getByText('€9.75').waitFor()
  await ticket.getByText('Chocolate Croissant').waitFor()
  await ticket.getByText('Blueberry Muffin').waitFor()
  await visit.page.getByText(pickup_code, { exact: true }).waitFor()
}

async function standsUnderYourOrders(visit) {
  await visit.hands.press(visit.link('Your orders').first())
  await visit.heading('Your orders').waitFor()
  const entry = visit.page.getByRole('listitem').filter({ has: visit.link(/^Order of /) })

  await entry.getByText('€9.75').waitFor()
  await entry.getByText('Paid and set aside').waitFor()
  assert.equal(await entry.count(), 1)
}

for (const [width, viewport] of Object.entries(WIDTHS))
  for (const [name, hands] of Object.entries(HANDS))
    test(`a purchase by ${name}, on a ${width}`, async (t) => {
      const page = await openPage(t, chromium.browser, held.shop.bakery, { viewport, hasTouch: name === 'touch' })
      const visit = new Visit(page, { hands, shop: held.shop })

      const id = await purchase(visit)
      await showsTheOrder(visit, id)
      await standsUnderYourOrders(visit)
    })

test('a screen reader hears each change and the heading of each page', async (t) => {
  const page = await openPage(t, chromium.browser, held.shop.bakery, { viewport: WIDTHS.phone })
  const visit = new Visit(page, { hands: HANDS.reader, shop: held.shop })
  const isAtTheHeading = (heading) => heading.evaluate((element) => element === document.activeElement)

  await visit.openMenu()
  await visit.hands.press(visit.button('Add Chocolate Croissant'))
  await visit.told('1 Chocolate Croissant in the basket')
  await visit.hands.press(visit.button('One less Chocolate Croissant'))
  await visit.told('Chocolate Croissant removed from the basket')
  await visit.fillBasket()
  await visit.openBasket()
  assert.ok(await isAtTheHeading(visit.heading('Basket')))
  assert.match(await page.title(), /^Basket/)
  await visit.openCheckout()
  assert.ok(await isAtTheHeading(visit.heading('Checkout')))
})

test('the keyboard reaches everything on the menu, and the skip link works', async (t) => {
  const page = await openPage(t, chromium.browser, held.shop.bakery, { viewport: WIDTHS.desktop })
  const visit = new Visit(page, { hands: HANDS.keyboard, shop: held.shop })

  await visit.openMenu()
  await visit.hands.press(visit.link('Skip to content'))
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main')
  await visit.hands.write(page.getByRole('searchbox'), 'muffin')
  await page.getByText('1 of 14 products').first().waitFor()
  await page.keyboard.press('Escape')
  await visit.button('Add Oat Cookie').waitFor()
  await visit.hands.press(visit.button('Add Oat Cookie'))
  await page.keyboard.press('Space')
  await visit.told('2 Oat Cookie in the basket')
  await visit.hands.press(visit.button('One less Oat Cookie'))
  await page.keyboard.press('Enter')
  await visit.told('Oat Cookie removed from the basket')
})
