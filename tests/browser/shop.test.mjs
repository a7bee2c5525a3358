/* shop.test.mjs -- the owner's page of the shop: its settings, dates with other hours, a new shop's first steps, and what
 * customers see of them. */
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openShop } from '../system/lib/shop.mjs'
import { OWNER, signedIn, useStaff, withOwner } from '../system/lib/staff.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, openPage, useBrowser } from './lib/browser.mjs'
import { HANDS } from './lib/hands.mjs'
import { staffPages } from './lib/staff_pages.mjs'

const held = useStaff()
const chromium = useBrowser()
const { openAs } = staffPages(held, chromium)

const WAYS = [
  ['by touch on a phone', HANDS.touch, { viewport: PHONE, hasTouch: true }],
  ['by keyboard on a desktop', HANDS.keyboard, { viewport: DESKTOP }]
]
const ALWAYS = [['00:00', '24:00']]
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']

const settings = async (shop = held.shop) => (await shop.admin('GET', '/api/staff/settings')).json
const noChanges = (visit) => visit.page.getByText('No changes').waitFor()

async function openPageOfShop(t, options) {
  const visit = await openAs(t, OWNER, { path: '/staff/shop', ...options })

  await visit.page.getByLabel('Name', { exact: true }).waitFor()
  return visit
}

describe('the settings', () => {
  test('are changed, and customers see them', async (t) => {
    const visit = await openPageOfShop(t)
    const { page } = visit

    await page.getByLabel('Name', { exact: true }).fill('Morrow & Daughters')
    await page.getByLabel('Monday', { exact: true }).fill('7-12, 13-18')
    await page.getByText('Unsaved: Name, Monday').waitFor()
    await visit.button('Save changes').click()
    await noChanges(visit)
    assert.equal(await page.getByLabel('Monday', { exact: true }).inputValue(), '7:00–12:00, 13:00–18:00')
    assert.deepEqual((await settings()).opening_hours.mon, [
      ['07:00', '12:00'],
      ['13:00', '18:00']
    ])
    await page.goto('/')
    await page.getByText('Mon 7:00–12:00, 13:00–18:00; Tue–Sat 7:00–18:00').first().waitFor()
    assert.match(await page.title(), /Morrow & Daughters/)
    await page.goto('/staff/history')
    await page.getByText('changed the settings of the shop').waitFor()
    await page.getByText('Name: Morrow → Morrow & Daughters').waitFor()
    await page
      .getByText('Opening hours: Tue–Sat 7:00–18:00 → Mon 7:00–12:00, 13:00–18:00; Tue–Sat 7:00–18:00')
      .waitFor()
  })

  test('that are wrong are named, and nothing is lost', async (t) => {
    const visit = await openPageOfShop(t)
    const { page } = visit

    await page.getByLabel('Name', { exact: true }).fill(' ')
    await page.getByLabel('Tuesday', { exact: true }).fill('18-7')
    await page.getByLabel('Currency').fill('euro')
    await visit.button('Save changes').click()
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    for (const line of [/^Enter a name/, /^Tuesday: Enter hours/, /^Enter the three letters/])
      await page.getByRole('link', { name: line }).waitFor()
    assert.equal(await page.getByLabel('Tuesday', { exact: true }).inputValue(), '18-7')
    await visit.button('Discard').click()
    await noChanges(visit)
  })

  test('of two owners: the second is told, and chooses', async (t) => {
    const [first, second] = [await openPageOfShop(t), await openPageOfShop(t)]
    const phone = (visit) => visit.page.getByLabel('Telephone')

    await phone(first).fill('111')
    await first.button('Save changes').click()
    await noChanges(first)
    await phone(second).fill('222')
    await second.button('Save changes').click()
    await second.page.getByRole('heading', { name: 'Somebody else has changed the settings' }).waitFor()
    assert.equal((await settings()).phone, '111')
    await second.button('Save mine').click()
    await noChanges(second)
    assert.equal((await settings()).phone, '222')

    await phone(first).fill('333')
    await first.button('Save changes').click()
    await first.button('Take theirs').click()
    await waitFor('theirs are shown', async () => (await phone(first).inputValue()) === '222')
    assert.equal((await settings()).phone, '222')
  })

  test('keep the currency once there are orders', async (t) => {
    const shop = await openShop(t, withOwner)

    await signedIn(shop.bakery)
    assert.equal((await shop.post(shop.orderBody())).status, 201)
    const visit = await openPageOfShop(t, { shop })
    await visit.page.getByLabel('Currency').fill('DKK')
    await visit.button('Save changes').click()
    await visit.page.getByText('The currency cannot change any more, because there are orders').first().waitFor()
  })
})

describe('a date', () => {
  test('is closed with a reason that customers see, and opened again', async (t) => {
    const hours = { opening_hours: Object.fromEntries(DAYS.map((name) => [name, ALWAYS])) }

    await held.shop.withSettings(hours, async () => {
      const visit = await openPageOfShop(t)
      const { page } = visit
      const { today } = (await held.shop.get('/api/shop')).json
      await visit.button('Save the date').click()
      await page.getByRole('link', { name: /^Choose a date from today/ }).waitFor()
      await page.getByLabel('Date', { exact: true }).fill(today.date)
      await page.getByLabel('Reason').fill('Midsummer')
      await visit.button('Save the date').click()
      await page.getByText(/closed, Midsummer/).waitFor()
      const guest = await openPage(t, chromium.browser, held.shop.bakery)
      await guest.goto('/')
      await guest.getByText('Closed today (Midsummer), open tomorrow from 0:00').waitFor()
      await visit.button(/^Remove /).click()
      await waitFor('the list is empty', async () => (await page.getByText(/closed, Midsummer/).count()) === 0)
      await guest.reload()
      await guest.getByText('Open until 24:00').waitFor()
    })
  })

  test('is the same in a browser on the other side of the world', async (t) => {
    for (const timezoneId of ['America/Los_Angeles', 'Pacific/Kiritimati']) {
      const guest = await openPage(t, chromium.browser, held.shop.bakery, { timezoneId })
      const { today } = (await held.shop.get('/api/shop')).json
      const weekday = new Date(`${today.date}T00:00Z`).toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' })

      await guest.goto('/')
      await guest.getByRole('heading', { name: `${weekday}’s shelf` }).waitFor()
    }
  })
})

describe('a new shop', () => {
  for (const [way, hands, options] of WAYS)
    test(`${way}: name, hours and the first product in under two minutes`, async (t) => {
      const shop = await openShop(t, { ...withOwner, BAKERY_SEED: 'none' })
      await signedIn(shop.bakery)
      const begun = Date.now()
      const visit = await openAs(t, OWNER, { hands, shop, ...options })
      const { page } = visit

      await visit.heading('Welcome to your shop').waitFor()
      await page.getByLabel('Name', { exact: true }).fill('')
      await visit.hands.write(page.getByLabel('Name', { exact: true }), 'Brød')
      await visit.hands.write(page.getByLabel('Tuesday', { exact: true }), '7-18')
      for (const day of ['Wednesday', 'Thursday', 'Friday'])
        await visit.hands.press(visit.button(`As the day before, for ${day}`))
      await visit.hands.press(visit.button('Save and add the first product'))
      await visit.heading('New product').waitFor()
      await visit.hands.write(page.getByLabel('Name', { exact: true }), 'Rye loaf')
      await visit.hands.write(page.getByLabel(/^Price/), '4,80')
      await visit.hands.press(visit.button('No to all others'))
      await visit.hands.press(visit.button('Add the product'))
      await visit.heading('Rye loaf').waitFor()
      assert.ok(Date.now() - begun < 120_000)
      await page.goto('/')
      await visit.shown('Rye loaf').first().waitFor()
      await page.getByText('Tue–Fri 7:00–18:00').first().waitFor()
      assert.match(await page.title(), /Brød/)
      await page.goto('/staff')
      await visit.heading('Products').waitFor()
    })
})
