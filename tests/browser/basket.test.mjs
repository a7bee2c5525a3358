/* basket.test.mjs -- the basket is stored on the device, and shows which of its products have changed since. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
import { Visit } from './lib/visit.mjs'

const held = useShop()
const chromium = useBrowser()

async function visit(t, options) {
  const page = await openPage(t, chromium.browser, held.shop.bakery, { viewport: PHONE, ...options })
  return new Visit(page, { shop: held.shop })
}

const basketLink = (visit, items) => visit.link(new RegExp(`^Basket.* ${items}`))

const change = (id, json) => held.shop.admin('PATCH', `/api/products/${id}`, { json })

test('the basket survives a reload and a visit to another page', async (t) => {
  const guest = await visit(t)

  await guest.openMenu()
  await guest.fillBasket()
  await guest.page.reload()
  await basketLink(guest, '3 items').waitFor()
  await guest.page.goto('about:blank')
  await guest.page.goto('/basket')
  await guest.page
    .getByRole('group', { name: 'How many: Chocolate Croissant' })
    .getByText('2', { exact: true })
    .waitFor()
  await guest.page.getByRole('complementary', { name: 'Your order' }).getByText('€9.75').waitFor()
})

test('all tabs share one basket', async (t) => {
  const guest = await visit(t)
  const other = new Visit(await guest.page.context().newPage(), { shop: held.shop })

  await guest.openMenu()
  await other.openMenu()
  await guest.fillBasket()
  await basketLink(other, '3 items').waitFor()
  await other.hands.press(other.button('One less Chocolate Croissant'))
  await basketLink(guest, '2 items').waitFor()
})

const NAMES = ['bakery.basket', 'bakery.orders', 'bakery.attempt', 'bakery.theme', 'bakery.language']
const RUBBISH = [
  '{',
  '"text"',
  '{"length": 3}',
  'null',
  '[null, 7, [], {}]',
  '[{"id": -1, "quantity": 1, "name": "x", "cents": 1}]',
  '[{"id": 1, "quantity": 1e9, "name": "x", "cents": 100}]',
  '[{"id": 1, "quantity": 1, "name": {"toString": 1}, "cents": "free"}]'
]

test('invalid stored data is read as an empty basket, which works', async (t) => {
  const guest = await visit(t)

  await guest.page.goto('/basket')
  for (const rubbish of RUBBISH) {
    await guest.page.evaluate(
      ([names, text]) => {
        for (const name of names) localStorage.setItem(name, text)
        sessionStorage.setItem('bakery.checkout', text)
      },
      [NAMES, rubbish]
    )
    await guest.page.goto('/orders')
    await guest.shown('No order has been placed on this device yet.').waitFor()
    await guest.page.goto('/basket')
    await guest.shown('Nothing in it yet.').waitFor()
  }
  await guest.openMenu()
  await guest.fillBasket()
  await guest.openBasket()
  await guest.openCheckout()
  assert.equal(await guest.field('Name').inputValue(), '')
})

test('without storage the basket lasts as long as the page', async (t) => {
  const guest = await visit(t)

  await guest.page.addInitScript(() => {
    for (const name of ['getItem', 'setItem', 'removeItem'])
      Storage.prototype[name] = () => {
        throw new DOMException('off', 'SecurityError')
      }
  })
  await guest.openMenu()
  await guest.fillBasket()
  await guest.openBasket()
  await guest.page.getByRole('complementary', { name: 'Your order' }).getByText('€9.75').waitFor()
})

test('a removed line can be put back in its place', async (t) => {
  const guest = await visit(t, { viewport: DESKTOP })
  const lines = guest.page.getByRole('main').getByRole('heading', { level: 2 }).getByRole('link')

  await guest.openMenu()
  await guest.fillBasket()
  await guest.openBasket()
  await guest.button('One less Chocolate Croissant').click()
  await guest.button('One less Chocolate Croissant').click()
  await guest.told('Chocolate Croissant removed')
  assert.deepEqual(await lines.allInnerTexts(), ['Blueberry Muffin'])
  await waitFor('the way back has the focus', () =>
    guest.button('Put it back').evaluate((element) => element === document.activeElement)
  )
  await guest.page.keyboard.press('Enter')
  await guest.page.getByRole('link', { name: 'Chocolate Croissant' }).waitFor()
  assert.deepEqual(await lines.allInnerTexts(), ['Chocolate Croissant', 'Blueberry Muffin'])
  await basketLink(guest, '2 items').waitFor()
})

test('new prices are accepted line by line, and the focus stays on the line', async (t) => {
  const guest = await visit(t)

  t.after(() => change(3, { price: 2.75 }))
  await guest.openMenu()
  await guest.fillBasket()
  await change(3, { price: 3 })
  await guest.page.goto('/basket')
  await guest.button('Keep it at €3.00').press('Enter')
  await guest.shown('Was €2.75, now €3.00 each').waitFor({ state: 'detached' })
  assert.ok(await guest.link('Blueberry Muffin').evaluate((link) => link === document.activeElement))
})

test('the basket shows changes, and one tap accepts all of them', async (t) => {
  const guest = await visit(t)
  const total = guest.page.getByRole('complementary', { name: 'Your order' })

  await guest.openMenu()
  await guest.fillBasket()
  await guest.button('Add Oat Cookie').click()
  await guest.button('Add Soft Pretzel').click()
  await change(3, { price: 3 })
  await change(13, { active: false })
  await change(8, { stock: 0 })
  try {
    await guest.page.goto('/basket')
    await guest.shown('3 things have changed since you chose').waitFor()
    await guest.shown('Was €2.75, now €3.00 each').waitFor()
    await guest.shown('No longer on sale').waitFor()
    await guest.shown('Sold out').waitFor()
    await total.getByText('€10.00').waitFor()
    await guest.button('Go to checkout').click() // it leads to what is in the way, not on
    assert.match(guest.page.url(), /\/basket$/)
    await guest.button('Accept all changes, €10.00').click()
    await guest.told('The basket is up to date, €10.00')
    await guest.openCheckout()
    await guest.button('Place order, €10.00').waitFor()
  } finally {
    await change(3, { price: 2.75 })
    await change(13, { active: true })
    await change(8, { stock: null })
  }
})
