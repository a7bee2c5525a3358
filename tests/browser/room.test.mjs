/* room.test.mjs -- long names of the shop, long words in names of products, many products; and an order that asked for
 * more than there was. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { illegible, overhang } from './lib/legible.mjs'
import { keepPicture } from './lib/pictures.mjs'
import { Visit } from './lib/visit.mjs'

const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsfrühstück'
const SHOP_NAMES = {
  'long name': 'Bäckerei-Konditorei Obermüller & Söhne am alten Marktplatz',
  'long word': 'Donaudampfschifffahrtsgesellschaftskapitänsfrühstücksbäckerei'.slice(0, 60)
}
const LONG_ADDRESS =
  'In the old market hall behind the town church, entrance from the street of the millers, Oberhausen'
const chromium = useBrowser()
let shop
let closeShop

before(async () => {
  shop = await openShop({ after: (close) => (closeShop = close) }, { BAKERY_RATE_LIMIT: 'off' })
})
after(() => closeShop?.())

async function visit(t, { bakery = shop.bakery, ...options } = {}) {
  return new Visit(await openPage(t, chromium.browser, bakery, { viewport: DESKTOP, ...options }), { shop })
}

const box = (locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON())

async function addProduct(product) {
  const { status, json } = await shop.admin('POST', '/api/products', { json: { price: 3.5, ...product } })

  assert.equal(status, 201)
  return json
}

const retire = (products) => Promise.all(products.map(({ id }) => shop.admin('DELETE', `/api/products/${id}`)))

/* ---- the shop's name ---- */

async function headerFits({ page }, name, { width }) {
  const wordmark = page.locator('.wordmark')
  const header = await box(page.locator('.header'))

  assert.deepEqual(await page.evaluate(overhang), [])
  assert.ok(header.height <= 105, `the header is ${header.height} px high`)
  assert.equal(await wordmark.getAttribute('title'), name)
  for (const part of await page.locator('.header-row > *, .basket-link, .basket-link svg').all()) {
    if (!(await part.isVisible())) continue
    const { left, right, top, bottom } = await box(part)
    assert.ok(left >= 0 && right <= width && top >= 0 && bottom <= header.height, await part.textContent())
  }
}

for (const [kind, name] of Object.entries(SHOP_NAMES))
  test(`a shop name that is a ${kind} fits in the header of every page`, (t) =>
    shop.withSettings({ name, address: LONG_ADDRESS }, async () => {
      for (const [width, viewport] of Object.entries(WIDTHS)) {
        const picture = (guest, what) => keepPicture(guest.page, `shop-${kind}-${what}-${width}`.replaceAll(' ', '-'))
        const plain = await visit(t, { viewport, javaScriptEnabled: false })
        const guest = await visit(t, { viewport, colorScheme: 'dark', expected: [/ 404 /] })

        await plain.page.goto('/')
        await headerFits(plain, name, viewport)
        await picture(plain, 'plain')
        await guest.openMenu()
        await guest.fillBasket()
        for (const address of ['/', '/products/1', '/basket', '/checkout', '/orders', '/orders/1', '/nowhere']) {
          await guest.page.goto(address)
          await guest.page.getByRole('heading', { level: 1 }).waitFor()
          assert.ok(await guest.page.locator('.basket-link svg').isVisible(), address)
          await headerFits(guest, name, viewport)
        }
        await picture(guest, 'scripts')
      }
    }))

/* ---- a product's name ---- */

/* Elements that show `word` but do not ask for hyphens; runs in the page. Headless Chromium has no dictionaries, so it
 * shows no hyphens itself. */
function unhyphenated(word) {
  return [...document.querySelectorAll('#root *')]
    .filter((element) => [...element.childNodes].some((node) => node.nodeType === 3 && node.data.includes(word)))
    .filter((element) => element.checkVisibility() && !element.closest('.visually-hidden, noscript'))
    .filter((element) => getComputedStyle(element).hyphens !== 'auto')
    .map((element) => `${element.tagName}.${element.className}`)
}

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`a long word in a product name breaks wherever it is shown (${width})`, async (t) => {
    const guest = await visit(t, { viewport, locale: 'de-DE' })
    const long = await addProduct({ name: LONG_WORD, category: 'cake', stock: 1 })
    const { json } = await shop.post(shop.orderBody([{ product_id: long.id, quantity: 2 }]))

    t.after(() => retire([long]))
    await guest.page.goto('/?category=cake')
    await guest.button(`${LONG_WORD} in den Korb`).click()
    await guest.page.evaluate(
      (id) => localStorage.setItem('bakery.orders', JSON.stringify([{ id, placedAt: Date.now(), totalCents: 700 }])),
      json.order_id
    )
    for (const address of [
      '/',
      '/?q=Donau',
      `/products/${long.id}`,
      '/products/3', // as a neighbour
      '/basket',
      '/checkout',
      '/orders',
      `/orders/${json.order_id}`
    ]) {
      await guest.page.goto(address)
      await guest.page.getByRole('heading', { level: 1 }).waitFor()
      await guest.page.getByRole('main').getByText(LONG_WORD).first().waitFor()
      await keepPicture(guest.page, `long-word${address.replaceAll(/\W+/g, '-')}-${width}`)
      assert.deepEqual(await guest.page.evaluate(overhang), [], address)
      assert.deepEqual(await guest.page.evaluate(illegible, 10), [], address)
      assert.deepEqual(await guest.page.evaluate(unhyphenated, LONG_WORD), [], address)
    }
    const plain = await visit(t, { viewport, javaScriptEnabled: false })
    await plain.page.goto('/')
    await plain.page.locator('.plain-shelf li').filter({ hasText: LONG_WORD }).waitFor()
    assert.deepEqual(await plain.page.evaluate(overhang), [])
    await guest.page.goto('/basket')
    await guest.button(`Eins weniger: ${LONG_WORD}`).click() // the line that was removed
    await guest.button('Zurücklegen').waitFor()
    assert.deepEqual(await guest.page.evaluate(overhang), [])
  })

/* ---- many products ---- */

describe('80 products', () => {
  const CATEGORIES = ['bread', 'cake', 'pastry', 'biscuit']
  let products

  before(async () => {
    products = []
    for (let i = 0; i < 66; i++)
      products.push(
        await addProduct({
          name: `${['Rye loaf', 'Plum slice', 'Seeded roll'][i % 3]} ${i}`,
          description: 'Baked in the morning; with a crust that sings while it cools',
          category: CATEGORIES[i % 4]
        })
      )
  })
  after(() => retire(products))

  const isInView = (guest, part, { height }) =>
    waitFor(`${part} is in view`, async () => {
      const { top, bottom } = await box(guest.page.locator(part))
      if (top < 0 || bottom > height) throw new Error(`it is at ${top} to ${bottom}`)
      return true
    })

  const scrollToMiddle = (guest) => guest.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2))

  test('the categories stay in view, and the search beside them', async (t) => {
    for (const [viewport, parts] of [
      [DESKTOP, ['.search', '.categories']],
      [PHONE, ['.categories']]
    ]) {
      const guest = await visit(t, { viewport })

      await guest.openMenu()
      await scrollToMiddle(guest)
      for (const part of parts) await isInView(guest, part, viewport)
    }
  })

  test('a category link leads to the start of its shelf', async (t) => {
    for (const viewport of [DESKTOP, PHONE]) {
      const guest = await visit(t, { viewport })

      await guest.openMenu()
      await scrollToMiddle(guest)
      await guest.page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: 'Biscuits' }).click()
      await guest.page.getByRole('heading', { name: 'Bread', level: 2 }).waitFor({ state: 'detached' })
      await isInView(guest, '.shelf-section h2', viewport)
      await isInView(guest, '.item:first-child .item-name', viewport)
      await guest.page.goBack()
      await guest.page.getByRole('heading', { name: 'Bread', level: 2 }).waitFor()
      await waitFor('the page is where it was', () => guest.page.evaluate(() => scrollY > 1000))
    }
  })

  test('search results are in view even if the page was scrolled down', async (t) => {
    const guest = await visit(t)

    await guest.openMenu()
    await scrollToMiddle(guest)
    await guest.page.getByRole('searchbox', { name: 'Search the menu' }).fill('cappuccino')
    await guest.shown('1 of 80 products').waitFor()
    await isInView(guest, '.item-name', DESKTOP)
  })

  test('the column beside the shelves scrolls when it is higher than the window', async (t) => {
    const viewport = { width: 1280, height: 300 }
    const guest = await visit(t, { viewport })
    const last = guest.page.getByRole('navigation', { name: 'Categories' }).getByRole('link').last()

    await guest.openMenu()
    await scrollToMiddle(guest)
    await isInView(guest, '.search', viewport)
    assert.ok((await box(last)).bottom > viewport.height)
    await last.focus()
    await isInView(guest, '.categories li:last-child', viewport)
  })

  for (const [width, viewport] of Object.entries(WIDTHS))
    test(`shelves off screen cost no layout, and both searches find their products (${width})`, async (t) => {
      const guest = await visit(t, { viewport })
      const last = products.filter(({ category }) => category === 'biscuit').at(-1)
      const heading = guest.page.locator('.shelf-section h2').last()
      const isLaidOut = () => heading.evaluate((element) => element.checkVisibility({ contentVisibilityAuto: true }))
      const height = () => guest.page.evaluate(() => document.documentElement.scrollHeight)

      await guest.openMenu()
      await keepPicture(guest.page, `80-products-${width}`)
      await guest.openMenu()
      assert.equal(await guest.page.locator('.item').count(), 80)
      assert.equal(await isLaidOut(), false)
      const guessed = await height()
      assert.equal(await guest.page.evaluate((name) => window.find(name), last.name), true)
      await isInView(guest, `.item:has(a[href="/products/${last.id}"]) h3`, viewport)
      const known = await height()
      assert.ok(Math.abs(known / guessed - 1) < 0.15, `guessed ${guessed} px, and it is ${known} px`)
      await guest.page.getByRole('searchbox', { name: 'Search the menu' }).fill(last.name)
      await guest.page.getByRole('heading', { level: 3, name: last.name }).waitFor()
    })

  test('all products are printed', async (t) => {
    const guest = await visit(t)

    await guest.openMenu()
    await guest.page.emulateMedia({ media: 'print' })
    const hidden = await guest.page
      .locator('.item')
      .evaluateAll((items) => items.filter((item) => !item.checkVisibility({ contentVisibilityAuto: true })).length)
    assert.equal(hidden, 0)
  })
})

/* ---- an order that was short ---- */

const basketOf = ({ page }) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('bakery.basket')).map(({ id, quantity }) => [id, quantity]))

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`an order that asked for too much says what is left and can reorder that (${width})`, async (t) => {
    const guest = await visit(t, { viewport, colorScheme: width === 'phone' ? 'dark' : 'light' })
    const short = await addProduct({ name: 'Poppy Wreath', category: 'pastry', stock: 2 })
    const gone = await addProduct({ name: 'Almond Horn', category: 'pastry', stock: 0 })

    t.after(() => retire([short, gone]))
    const { json } = await shop.post(
      shop.orderBody([
        { product_id: short.id, quantity: 5 },
        { product_id: gone.id, quantity: 1 },
        { product_id: 1, quantity: 1 }
      ])
    )
    const { failure_reason, items } = await shop.ended(json.order_id)
    assert.equal(failure_reason, 'out_of_stock')
    assert.deepEqual(
      items.map(({ left }) => left),
      [2, 0, undefined]
    )
    await guest.openMenu()
    await guest.button('Add Poppy Wreath').click() // one is in the basket already
    await guest.page.goto(`/orders/${json.order_id}`)
    const line = (name) => guest.page.locator('.order-line').filter({ hasText: name })
    await line('Poppy Wreath').getByText('Only 2 left').waitFor()
    await line('Almond Horn').getByText('Sold out').waitFor()
    await keepPicture(guest.page, `order-short-${width}`)
    await guest.button('Order what is left').click()
    await guest.heading('Basket').waitFor()
    await guest.shown('Only this many are left: 2 Poppy Wreath.').waitFor()
    await guest.shown('Not available: Almond Horn.').waitFor()
    await keepPicture(guest.page, `order-short-basket-${width}`)
    assert.deepEqual(await basketOf(guest), [
      [short.id, 2],
      [1, 1]
    ])
  })
