/* smoke.test.mjs -- the shop opens at both widths and without scripts, and without the errors that lib/browser.mjs
 * records. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { useShop } from '../system/lib/shop.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'

const shop = useShop()
const chromium = useBrowser()

for (const [name, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP }))
  test(`the shop opens on a ${name}`, async (t) => {
    const page = await openPage(t, chromium.browser, shop.shop.bakery, { viewport })

    await page.goto('/')
    assert.match(await page.title(), /Morrow/)
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByText('Chocolate Croissant').first().waitFor()
  })

test('the shelf is readable without scripts', async (t) => {
  const page = await openPage(t, chromium.browser, shop.shop.bakery, { viewport: PHONE, javaScriptEnabled: false })

  await page.goto('/')
  const items = page.locator('.plain-shelf li')
  assert.equal(await items.count(), 14)
  assert.match(await items.first().innerText(), /Chocolate Croissant[^]*3\.50 EUR/)
  assert.ok(await items.first().isVisible())
})

test('without scripts, unset shop details leave no empty paragraph', async (t) => {
  const never = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }

  await shop.shop.withSettings({ address: '', phone: '', opening_hours: never }, async () => {
    const page = await openPage(t, chromium.browser, shop.shop.bakery, { javaScriptEnabled: false })

    await page.goto('/')
    const paragraphs = await page.getByRole('paragraph').allTextContents()
    assert.ok(paragraphs.length > 14)
    assert.deepEqual(
      paragraphs.filter((text) => text.trim() === ''),
      []
    )
  })
})

test('policy violations and requests to other origins fail a test', async (t) => {
  const page = await openPage(t, chromium.browser, shop.shop.bakery, {
    expected: [/^console: policy: img-src/, /^console: .*Content Security Policy/, /^request to another origin/]
  })
  const violation = page.waitForEvent('console', (message) => message.text().startsWith('policy: img-src'))

  await page.goto('/')
  await page.evaluate(() => {
    document.body.append(Object.assign(new Image(), { src: 'http://localhost:1/pixel.png' }))
  })
  await violation
})
