/* axe.test.mjs -- every page and state, light and dark, at both widths: no violation of WCAG 2.2 AA or of axe's best
 * practices. With BAKERY_TEST_PICTURES=1, a picture of each is kept in build/dev/tests/pictures. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openShop } from '../system/lib/shop.mjs'
import { OWNER, join, signedIn, withOwner } from '../system/lib/staff.mjs'
import { violationsOf } from './lib/axe.mjs'
import { WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { writeOrder } from './lib/order_rows.mjs'
import { keepPicture } from './lib/pictures.mjs'
import { Visit } from './lib/visit.mjs'

const SOLD_OUT = 9 // Cinnamon Roll
const REPRICED = 3 // Blueberry Muffin

const ORDERS = {
  received: { status: 'pending' },
  confirmed: { status: 'completed' },
  baking: { status: 'completed', fulfilment: 'baking' },
  ready: { status: 'completed', fulfilment: 'ready' },
  collected: { status: 'completed', fulfilment: 'collected' },
  'out of stock': { status: 'failed', failure_reason: 'out_of_stock' },
  'payment declined': { status: 'failed', failure_reason: 'payment_declined' },
  'internal failure': { status: 'failed', failure_reason: 'internal' },
  cancelled: { status: 'cancelled' }
}

const chromium = useBrowser()
let shop
let closeShop

/* Its orders are rows written by the tests, which break the invariants, so these are not checked. */
before(async () => {
  shop = await openShop({ after: (close) => (closeShop = close) }, withOwner)
  await join(await signedIn(shop.bakery), 'counter', { name: 'Oluwaseun Adébáyọ̀-Featherstonehaugh' })
  await shop.admin('PATCH', `/api/products/${SOLD_OUT}`, { json: { stock: 0 } })
})
after(() => closeShop?.())

/* [what, address, what to do there]: each ends with the page as it is to be looked at. */
const empty = [
  ['menu', '/'],
  ['category', '/?category=pastry'],
  ['search', '/?q=choc'],
  ['nothing found', '/?q=nothing+like+it'],
  ['product', '/products/1'],
  ['product sold out', `/products/${SOLD_OUT}`],
  ['product unknown', '/products/4711'],
  ['basket empty', '/basket'],
  ['checkout empty', '/checkout'],
  ['your orders empty', '/orders'],
  ['order unknown', '/orders/4711'],
  ['nothing here', '/nowhere'],
  ...Object.entries(ORDERS).map(([state, order]) => [
    `order ${state}`,
    async () => `/orders/${await writeOrder(shop.database, order)}`
  ])
]

const full = [
  ['menu with basket', '/'],
  ['basket', '/basket'],
  ['basket with a line removed', '/basket', (visit) => visit.button('One less Blueberry Muffin').click()],
  ['checkout', '/checkout'],
  ['checkout with errors', '/checkout', (visit) => leaveItWrong(visit)]
]

const changed = [
  ['basket with changes', '/basket'],
  ['checkout with changes', '/checkout', (visit) => visit.placeOrder.click()]
]

/* Before and after signing in. */
const entrance = [
  ['staff sign-in', '/staff'],
  ['staff sign-in refused', '/staff', (visit) => signIn(visit, 'not the password')],
  ['staff join', `/staff/join#${'0'.repeat(64)}`, (visit) => visit.button('Save the password').click()]
]

const staff = [
  ['staff products', '/staff/products'],
  ['staff product', `/staff/products/${SOLD_OUT}`],
  ['staff product with errors', '/staff/products/new', (visit) => visit.button('Add the product').click()],
  ['staff product left', '/staff/products/1', (visit) => leaveUnsaved(visit)],
  ['staff products arranged', '/staff/products', (visit) => visit.button('Change the order').click()],
  ['staff categories', '/staff/products/categories', (visit) => visit.button('Add a category').click()],
  ['staff spreadsheet', '/staff/products/spreadsheet', (visit) => importWrong(visit)],
  ['staff shop', '/staff/shop'],
  ['staff shop with errors', '/staff/shop', (visit) => leaveShopWrong(visit)],
  ['staff welcome', '/staff/welcome'],
  ['staff people', '/staff/people', (visit) => visit.button(/^Make a link for Oluwaseun/).click()],
  ['staff person', '/staff/people', (visit) => visit.button('Add somebody').click()],
  ['staff history', '/staff/history'],
  ['staff password', '/staff/password', (visit) => visit.button('Save the password').click()],
  ['staff nothing here', '/staff/nowhere']
]

async function signIn(visit, password) {
  await visit.page.getByLabel('E-mail').fill(OWNER.email)
  await visit.page.getByLabel('Password', { exact: true }).fill(password)
  await visit.button('Sign in').click()
  await visit.page.getByText(/is wrong|Sign out/).waitFor()
}

async function leaveUnsaved(visit) {
  visit.page.once('dialog', (dialog) => dialog.accept()) // the browser's own question, for the next page
  await visit.page.getByLabel('Name', { exact: true }).fill('Not saved')
  await visit.link('People').click()
  await visit.page.getByRole('heading', { name: 'Leave without saving?' }).waitFor()
}

async function leaveShopWrong({ page }) {
  await page.getByLabel('Monday', { exact: true }).fill('never')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
}

async function importWrong({ page }) {
  const buffer = Buffer.from('id,name,price\n2,,3.10\n,Fougasse,4\n')
  await page.locator('#import-file').setInputFiles({ name: 'products.csv', mimeType: 'text/csv', buffer })
  await page.getByRole('heading', { name: 'What would change' }).waitFor()
}

async function leaveItWrong(visit) {
  await visit.field('E-mail').fill('nobody')
  await visit.placeOrder.click()
  await visit.page.getByRole('heading', { name: 'There is a problem' }).waitFor()
}

async function look(visit, width, [what, address, act]) {
  const { page } = visit

  await page.emulateMedia({ colorScheme: 'light' })
  await page.goto(typeof address === 'string' ? address : await address())
  await page.getByRole('heading', { level: 1 }).waitFor()
  await act?.(visit)
  for (const [colorScheme, rules] of [
    ['light', 'all'],
    ['dark', 'colours']
  ]) {
    await page.emulateMedia({ colorScheme })
    await keepPicture(page, `${what} ${width} ${colorScheme}`.replaceAll(' ', '-'))
    assert.deepEqual(await violationsOf(page, rules), [], colorScheme)
  }
}

async function placeAnOrder(visit) {
  await visit.fillIn()
  await visit.placeOrder.click()
  await visit.arrive()
}

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`on a ${width}`, async (t) => {
    const page = await openPage(t, chromium.browser, shop.bakery, {
      viewport,
      reducedMotion: 'reduce',
      expected: [/^console: Failed to load resource: .* 40[14] /]
    })
    const visit = new Visit(page, { shop })
    const lookAt = async (...views) => {
      for (const view of views) await t.test(view[0], () => look(visit, width, view))
    }
    const price = (euros) => shop.admin('PATCH', `/api/products/${REPRICED}`, { json: { price: euros } })

    await lookAt(...empty)
    await visit.openMenu()
    await visit.fillBasket()
    await lookAt(...full)
    await price(2.95)
    await lookAt(...changed)
    await price(2.75)
    await page.goto('/checkout')
    await placeAnOrder(visit)
    await lookAt(['your orders', '/orders'], ...entrance)
    await page.goto('/staff')
    await signIn(visit, OWNER.password)
    await lookAt(...staff)
  })
