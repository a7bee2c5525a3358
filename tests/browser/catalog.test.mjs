/* catalog.test.mjs -- how staff arrange the menu: products and shelves go up and down, shelves get names, and many
 * products change at once by a spreadsheet. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, test } from 'node:test'
import { OWNER, join, useStaff } from '../system/lib/staff.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, useBrowser } from './lib/browser.mjs'
import { HANDS } from './lib/hands.mjs'
import { staffPages } from './lib/staff_pages.mjs'

const held = useStaff()
const chromium = useBrowser()
const { openAs } = staffPages(held, chromium)

const WAYS = [
  ['by touch on a phone', HANDS.touch, { viewport: PHONE, hasTouch: true }],
  ['by keyboard on a desktop', HANDS.keyboard, { viewport: DESKTOP }]
]

const onTheMenu = async (visit) => {
  await visit.page.goto('/')
  await visit.page.getByRole('heading', { level: 2 }).first().waitFor()
  return {
    shelves: await visit.page.locator('.shelf-section h2').allInnerTexts(),
    bread: await visit.page.locator('.shelf-section').filter({ hasText: 'Country Sourdough' }).locator('h3').allInnerTexts() // prettier-ignore
  }
}

const focused = (page) => page.evaluate(() => document.activeElement.getAttribute('aria-label'))

describe('the products of a shelf', () => {
  for (const [way, hands, options] of WAYS)
    test(`${way}: go up and down, and customers see it`, async (t) => {
      const visit = await openAs(t, OWNER, {
        hands,
        path: '/staff/products',
        ...options
      })
      const { page } = visit
      const before = (await onTheMenu(visit)).bread
      const [first, second] = before

      await page.goto('/staff/products')
      await visit.hands.press(visit.button('Change the order'))
      assert.ok(await visit.button(`Move ${first} up`).isDisabled())
      await visit.hands.press(visit.button(`Move ${second} up`))
      // It is the first now, so only this way is left.
      await waitFor('the other button has the focus', async () => (await focused(page)) === `Move ${second} down`)
      await page.getByText(`${second} is at place 1 of ${before.length}`).waitFor({ state: 'attached' })
      await waitFor('the server has the order', async () => (await onTheMenu(visit)).bread[0] === second)
      assert.deepEqual((await onTheMenu(visit)).bread, [second, first, ...before.slice(2)])
    })

  test('stay in their order, and say so, when the server does not take it', async (t) => {
    const visit = await openAs(t, OWNER, { path: '/staff/products' })
    const { page } = visit
    const names = () => page.locator('tbody').first().getByRole('link').allInnerTexts()

    await visit.button('Change the order').click()
    const before = await names()
    await page.route('**/place', (route) => route.fulfill({ status: 409, body: '{}' }))
    await visit.button(`Move ${before[1]} up`).click()
    await page.getByText('The order is not saved').waitFor()
    await waitFor('the old order is back', async () => JSON.stringify(await names()) === JSON.stringify(before))
  })

  test('that are sold out for today say so, unless it could not be saved', async (t) => {
    const visit = await openAs(t, OWNER, { path: '/staff/products' })
    const { page } = visit
    const soldOut = page.getByRole('switch', { name: 'Soft Pretzel: sold out today' })

    await page.route('**/sold-out', (route) => route.fulfill({ status: 409, body: '{}' }))
    await soldOut.click()
    await page.getByRole('alert').filter({ hasText: 'not saved' }).waitFor()
    assert.equal(await soldOut.isChecked(), false)
    await page.unroute('**/sold-out')
    await soldOut.click()
    await page
      .getByRole('row', { name: /Soft Pretzel/ })
      .getByText('sold out')
      .waitFor()
    await soldOut.click()
    await page
      .getByRole('row', { name: /Soft Pretzel/ })
      .getByText('on the shelf')
      .waitFor()
  })

  test('are moved by managers; the counter sees no such button', async (t) => {
    const visit = await openAs(t, await join(held.owner, 'counter'), {
      path: '/staff/products'
    })

    await visit.page.getByRole('table').waitFor()
    assert.equal(await visit.button('Change the order').count(), 0)
    assert.equal(await visit.link('Categories').count(), 0)
    await visit.page.goto('/staff/products/categories')
    await visit.page.getByRole('table').waitFor()
  })
})

describe('the shelves', () => {
  for (const [way, hands, options] of WAYS)
    test(`${way}: get a name and another place, and a new one is added`, async (t) => {
      const visit = await openAs(t, OWNER, {
        hands,
        path: '/staff/products/categories',
        ...options
      })
      const { page } = visit
      const name = `Gifts ${way}`

      await visit.heading('Categories').waitFor()
      await visit.hands.press(visit.button('Add a category'))
      await visit.hands.press(visit.button('Save the categories'))
      await page.getByRole('link', { name: /enter a name of at most 50 characters/ }).waitFor()
      await visit.hands.press(visit.button('Add a category')) // the field of the second one has the focus
      await visit.hands.press(visit.button('Remove 7'))
      await visit.hands.write(page.getByLabel('English, shelf 6'), name)
      await visit.hands.press(visit.button(`Move ${name} up`))
      await visit.hands.press(visit.button('Save the categories'))
      await page.getByText('No changes').waitFor()
      const stored = (await held.shop.get('/api/shop')).json.categories
      assert.deepEqual(stored[4], {
        key: name.toLowerCase(),
        names: { en: name }
      })
      await visit.hands.press(visit.button(`Remove ${name}`))
      await visit.hands.press(visit.button('Save the categories'))
      await page.getByText('No changes').waitFor()
      assert.equal((await held.shop.get('/api/shop')).json.categories.length, 5)
    })

  test('are seen by customers, in their language', async (t) => {
    const visit = await openAs(t, OWNER, {
      path: '/staff/products/categories'
    })
    const { page } = visit

    await page.getByLabel('English, shelf 1').fill('Loaves')
    await page.getByLabel('German, shelf 1').fill('Laibe')
    await visit.button('Move Loaves down').click()
    await visit.button('Save the categories').click()
    await page.getByText('No changes').waitFor()
    assert.deepEqual((await onTheMenu(visit)).shelves.slice(0, 2), ['Pastries', 'Loaves'])
    const german = await chromium.browser.newContext({
      baseURL: `http://127.0.0.1:${held.shop.bakery.port}`,
      locale: 'de'
    })
    const menu = await german.newPage()
    await menu.goto('/')
    await menu.getByRole('heading', { name: 'Laibe' }).waitFor()
    await german.close()
    await page.goto('/staff/history')
    await page.getByText('changed the categories').first().waitFor()
    await page.getByText(/Categories: bread \(Bread, Brot\).* → pastry .*bread \(Loaves, Laibe\)/).waitFor()
  })

  test('of two editors: the second is told, and takes the others', async (t) => {
    const [first, second] = [
      await openAs(t, OWNER, { path: '/staff/products/categories' }),
      await openAs(t, OWNER, { path: '/staff/products/categories' })
    ]
    for (const [visit, name] of [
      [first, 'Theirs'],
      [second, 'Mine']
    ])
      await visit.page.getByLabel('English, shelf 3').fill(name)
    await first.button('Save the categories').click()
    await first.page.getByText('No changes').waitFor()
    await second.button('Save the categories').click()
    await second.page
      .getByRole('heading', {
        name: 'Somebody else has changed the categories'
      })
      .waitFor()
    assert.equal(await second.page.getByLabel('English, shelf 3').inputValue(), 'Mine')
    await second.button('Take theirs').click()
    await second.page.getByText('No changes').waitFor()
    assert.equal(await second.page.getByLabel('English, shelf 3').inputValue(), 'Theirs')
  })
})

describe('a spreadsheet', () => {
  const csv = (text) => ({
    name: 'products.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(text)
  })

  async function openImport(t, options) {
    const visit = await openAs(t, OWNER, {
      path: '/staff/products/spreadsheet',
      ...options
    })

    await visit.heading('Products as a spreadsheet').waitFor()
    return visit
  }

  test('is downloaded, and imported again without a change', async (t) => {
    const { page } = await openImport(t)
    const download = page.waitForEvent('download')

    await page.getByRole('link', { name: 'Download all products' }).click()
    const file = await (await download).path()
    assert.match(readFileSync(file, 'utf8'), /"Chocolate Croissant"/)
    await page.locator('#import-file').setInputFiles(csv(readFileSync(file, 'utf8')))
    await page.getByText('0 new, 0 changed, 14 as they are').waitFor()
    assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0)
  })

  for (const [way, hands, options] of WAYS)
    test(`${way}: shows what would change, row by row, and then changes it`, async (t) => {
      const visit = await openImport(t, { hands, ...options })
      const { page } = visit
      const price = way.includes('touch') ? 3.1 : 3.2
      const text = (name) => `id;name;category;price\n2;Butter Croissant;pastry;${price}\n;${name};pastry;2,50\n`

      await page.locator('#import-file').setInputFiles(csv(text('')))
      await page.getByText(/^0 new, 1 changed, 0 as they are, 1 wrong/).waitFor()
      await page.getByText('name: must have 1 to 100 characters').waitFor()
      assert.equal(await page.getByRole('button', { name: /^Import/ }).count(), 0)
      await page.locator('#import-file').setInputFiles(csv(text(`Kouign-amann ${way}`)))
      await page.getByText(/^price: €\d\.\d\d → €3\.\d0$/).waitFor()
      await visit.hands.press(visit.button('Import 2 products'))
      await page.getByRole('main').getByText('2 products are imported').waitFor()
      const { json } = await held.shop.get('/api/products')
      assert.equal(json.find(({ id }) => id === 2).price, price)
      assert.ok(json.some(({ name }) => name === `Kouign-amann ${way}`))
    })

  test('is not imported when products have changed since, before another look', async (t) => {
    const visit = await openImport(t)
    const { page } = visit

    await page.locator('#import-file').setInputFiles(csv('id,price\n5,7.10\n'))
    await page.getByText(/^price: €6\.80 → €7\.10$/).waitFor()
    await held.shop.admin('PATCH', '/api/products/5', { json: { price: 6.9 } })
    await visit.button('Import 1 product').click()
    await page.getByText(/Nothing is imported yet/).waitFor()
    await visit.button('Look again').click()
    await page.getByText(/^price: €6\.90 → €7\.10$/).waitFor()
    await visit.button('Import 1 product').click()
    await page.getByRole('main').getByText('1 product is imported').waitFor()
  })

  test('that is none says why', async (t) => {
    const { page } = await openImport(t)

    await page.locator('#import-file').setInputFiles(csv('colour\nred\n'))
    await page.getByText('Row 1: column 1 has no known name').waitFor()
    await page.locator('#import-file').setInputFiles(csv('id\n'.padEnd(1_100_000, '1\n')))
    await page.getByText('The file is larger than 1 MB').waitFor()
  })
})
