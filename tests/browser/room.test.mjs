/* room.test.mjs -- what does not fit: a long name of the shop, long words in a product's name, many products; and an
 * order that asked for more than there was. */
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { openShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { overhang } from './lib/legible.mjs'
import { keepPicture } from './lib/pictures.mjs'
import { Visit } from './lib/visit.mjs'

const LONG_SHOP = 'Bäckerei-Konditorei Obermüller & Söhne am alten Marktplatz'
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaftskapitänsfrühstück'
const chromium = useBrowser()
let shop
let closeShop

before(async () => {
  const settings = { BAKERY_NAME: LONG_SHOP }

  shop = await openShop({ after: (close) => (closeShop = close) }, settings)
})
after(() => closeShop?.())

async function visit(t, options = {}) {
  return new Visit(
    await openPage(t, chromium.browser, shop.bakery, {
      viewport: DESKTOP,
      ...options
    }),
    { shop }
  )
}

const box = (locator) => locator.evaluate((element) => element.getBoundingClientRect().toJSON())

async function addProduct(product) {
  const { status, json } = await shop.admin('POST', '/api/products', {
    json: { price: 3.5, ...product }
  })

  assert.equal(status, 201)
  return json
}

const retire = (t, products) =>
  t.after(() => Promise.all(products.map(({ id }) => shop.admin('DELETE', `/api/products/${id}`))))

for (const [width, viewport] of Object.entries(WIDTHS))
  for (const javaScriptEnabled of [true, false])
    test(`a long shop name fits into the header (${width}, scripts: ${javaScriptEnabled})`, async (t) => {
      const guest = await visit(t, { viewport, javaScriptEnabled })

      await guest.page.goto('/')
      if (javaScriptEnabled) await guest.page.locator('.basket-link').waitFor()
      const name = guest.page.locator('.wordmark')
      assert.deepEqual(await guest.page.evaluate(overhang), [])
      const header = await box(guest.page.locator('.header'))
      assert.ok(header.height <= 110, `the header is ${header.height} px high`)
      assert.equal(await name.getAttribute('title'), LONG_SHOP)
      if (javaScriptEnabled) {
        const basket = await box(guest.page.locator('.basket-link'))
        assert.ok(basket.left >= (await box(name)).right && basket.right <= viewport.width, 'the basket is in view')
      }
      await keepPicture(guest.page, `long-shop-name-${width}-${javaScriptEnabled}`)
    })

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`a long word in a product name breaks wherever it is shown (${width})`, async (t) => {
    const guest = await visit(t, { viewport })
    const product = await addProduct({
      name: LONG_WORD,
      category: 'pastry',
      stock: 1
    })

    retire(t, [product])
    await guest.page.goto(`/?q=${LONG_WORD.slice(0, 10)}`)
    await guest.page.locator('.item-name').first().waitFor()
    const item = await box(guest.page.locator('.item').first())
    const link = await box(guest.page.locator('.item-name a').first())
    assert.ok(link.right <= item.right + 1, `the name ends at ${link.right}, its place at ${item.right}`)
    assert.deepEqual(await guest.page.evaluate(overhang), [])
    await keepPicture(guest.page, `long-word-shelf-${width}`)
    await guest.page.getByRole('button', { name: `Add ${LONG_WORD}` }).click()
    for (const address of [`/products/${product.id}`, '/basket', '/checkout']) {
      await guest.page.goto(address)
      await guest.page.getByRole('heading', { level: 1 }).waitFor()
      await guest.page.getByText(LONG_WORD).first().waitFor()
      assert.deepEqual(await guest.page.evaluate(overhang), [], address)
      await keepPicture(guest.page, `long-word${address.replaceAll(/\W+/g, '-')}-${width}`)
    }
  })

describe('80 products', () => {
  let products

  before(async () => {
    products = []
    for (let i = 0; i < 66; i++)
      products.push(
        await addProduct({
          name: `${['Rye loaf', 'Plum slice', 'Seeded roll'][i % 3]} ${i}`,
          description: 'Baked in the morning; with a crust that sings while it cools',
          category: ['bread', 'cake', 'pastry', 'biscuit'][i % 4]
        })
      )
  })
  after(() => Promise.all(products.map(({ id }) => shop.admin('DELETE', `/api/products/${id}`))))

  test('the search and the categories stay in view', async (t) => {
    const guest = await visit(t)

    await guest.openMenu()
    await guest.page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2))
    await waitFor('the page is scrolled', () => guest.page.evaluate(() => scrollY > 1000))
    for (const part of ['.search', '.categories']) {
      const { top, bottom } = await box(guest.page.locator(part))
      assert.ok(top >= 0 && bottom <= DESKTOP.height, `${part} is at ${top} to ${bottom}`)
    }
    await keepPicture(guest.page, '80-products-scrolled')
  })

  for (const [width, viewport] of Object.entries(WIDTHS))
    test(`shelves off the screen are not laid out, and are found all the same (${width})`, async (t) => {
      const guest = await visit(t, { viewport })
      const last = products.filter(({ category }) => category === 'biscuit').at(-1)
      const isLaidOut = () =>
        guest.page
          .locator('.shelf-section')
          .last()
          .evaluate((section) =>
            section.firstElementChild.checkVisibility({
              contentVisibilityAuto: true
            })
          )

      await guest.openMenu()
      assert.equal(await guest.page.locator('.item').count(), 80)
      assert.equal(await isLaidOut(), false)
      assert.equal(await guest.page.evaluate((name) => window.find(name), last.name), true)
      await guest.page.getByRole('searchbox', { name: 'Search the menu' }).fill(last.name)
      await guest.page.getByRole('heading', { level: 3, name: last.name }).waitFor()
    })

  test('all of them are printed', async (t) => {
    const guest = await visit(t)

    await guest.openMenu()
    await guest.page.emulateMedia({ media: 'print' })
    const hidden = await guest.page
      .locator('.item')
      .evaluateAll((items) => items.filter((item) => !item.checkVisibility({ contentVisibilityAuto: true })).length)
    assert.equal(hidden, 0)
  })
})

test('an order that asked for too much says what is left, and can be repeated with that', async (t) => {
  const guest = await visit(t)
  const short = await addProduct({
    name: 'Poppy Wreath',
    category: 'pastry',
    stock: 2
  })
  const gone = await addProduct({
    name: 'Almond Horn',
    category: 'pastry',
    stock: 0
  })

  retire(t, [short, gone])
  const { json } = await shop.post(
    shop.orderBody([
      { product_id: short.id, quantity: 5 },
      { product_id: gone.id, quantity: 1 },
      { product_id: 1, quantity: 1 }
    ])
  )
  await guest.page.goto(`/orders/${json.order_id}`)
  await guest.page.getByText('Only 2 left').waitFor()
  await guest.page.getByText('Sold out', { exact: true }).waitFor()
  await guest.page.getByText('Only this many are left: 2 Poppy Wreath.').waitFor()
  await keepPicture(guest.page, 'order-short')
  await guest.button('Order what is left').click()
  await guest.heading('Basket').waitFor()
  assert.deepEqual(
    JSON.parse(await guest.page.evaluate(() => localStorage.getItem('bakery.basket'))).map(({ id, quantity }) => [
      id,
      quantity
    ]),
    [
      [short.id, 2],
      [1, 1]
    ]
  )
})
