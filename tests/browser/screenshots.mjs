/* screenshots.mjs -- see the script beside it. A Thursday in June, so that the pictures change only with the pages. */
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'
import { makeClock } from '../system/lib/clock.mjs'
import { openShop } from '../system/lib/shop.mjs'
import { CHROMIUM, DESKTOP, PHONE } from './lib/browser.mjs'
import { writeOrder } from './lib/order_rows.mjs'
import { Visit } from './lib/visit.mjs'

const FOLDER = new URL('../../docs/img/', import.meta.url)
const THURSDAY = new Date('2026-06-18T07:05:00Z')
const SIZE_MAX = 60 * 1024
/* Letters stand where the font has them, as on a screen, and not on whole pixels. */
const EVEN_LETTERS = '--font-render-hinting=none'

const closing = []
const t = { after: (close) => closing.unshift(close) }

async function open(browser, shop, options) {
  const context = await browser.newContext({
    baseURL: `http://127.0.0.1:${shop.bakery.port}`,
    locale: 'en-IE',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
    ...options
  })
  const page = await context.newPage()

  await page.clock.setFixedTime(THURSDAY)
  return new Visit(page, { shop })
}

/* Playwright writes PNG, which is four times the size. */
async function take({ page }, name) {
  const file = fileURLToPath(new URL(`shop-${name}.webp`, FOLDER))
  const debuggerOfPage = await page.context().newCDPSession(page)

  await page.evaluate(() => document.fonts.ready)
  await page.evaluate(() => document.activeElement.blur())
  await page.mouse.move(0, 0)
  const { data } = await debuggerOfPage.send('Page.captureScreenshot', { format: 'webp', quality: 80 })
  const picture = Buffer.from(data, 'base64')

  if (picture.length > SIZE_MAX) throw new Error(`${name} has ${picture.length} bytes, ${SIZE_MAX} are allowed`)
  await writeFile(file, picture)
  console.log(`${file} ${picture.length}`)
}

async function takeAll(browser, shop) {
  const guest = await open(browser, shop, { viewport: DESKTOP })

  await guest.openMenu()
  await guest.fillBasket()
  await guest.page.evaluate(() => scrollTo(0, 0))
  await take(guest, 'menu')
  await guest.page.goto('/checkout')
  await guest.fillIn({ customer_name: 'Niamh Okafor', customer_email: 'niamh@example.com' })
  await guest.page.keyboard.press('Tab')
  await guest.page.evaluate(() => scrollTo(0, 0))
  await take(guest, 'checkout')

  const phone = await open(browser, shop, { viewport: PHONE })
  await phone.openMenu()
  await phone.fillBasket()
  await phone.page.evaluate(() => scrollTo(0, 0))
  await take(phone, 'menu-phone')

  const dark = await open(browser, shop, { viewport: DESKTOP, colorScheme: 'dark' })
  const order = await writeOrder(shop.database, {
    status: 'completed',
    fulfilment: 'ready',
    at: THURSDAY.toISOString()
  })
  await shop.database.query("UPDATE orders SET pickup_date = '2026-06-18', pickup_minute = 435, pickup_until = 450")
  await shop.database.query(
    'UPDATE order_items SET allergens = (SELECT allergens FROM products WHERE id = order_items.product_id)'
  )
  await dark.page.goto(`/orders/${order}`)
  await dark.page.getByText('Updates by itself.').waitFor()
  await take(dark, 'order-ready-dark')
}

try {
  const shop = await openShop(t, { BAKERY_NAME: 'Morrow', ...makeClock(t, THURSDAY.toISOString()).settings })
  const browser = await chromium.launch({ ...CHROMIUM, args: [...CHROMIUM.args, EVEN_LETTERS] })

  t.after(() => browser.close())
  await takeAll(browser, shop)
} finally {
  for (const close of closing) await close()
}
