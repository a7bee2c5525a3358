/* stale.test.mjs -- the staff's pages while the database is down: what was read stays and is marked as old, signing in
 * and saving fail in words, and all of it works again by itself. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startProxy } from '../system/lib/proxy.mjs'
import { addressOf, databaseUrl, withAddress } from '../system/lib/services.mjs'
import { openShop } from '../system/lib/shop.mjs'
import { Browser, OWNER, signedIn, withOwner } from '../system/lib/staff.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { useBrowser } from './lib/browser.mjs'
import { staffPages } from './lib/staff_pages.mjs'

/* The browser says of each request that failed, that it did. */
const FAILED_REQUESTS = /^console: Failed to load resource/
/* Longer than the pages wait before they read a list again. */
const LATER_MS = 31_000

const chromium = useBrowser()

async function shopBehindProxy(t) {
  const proxy = await startProxy(addressOf(databaseUrl))
  const shop = await openShop(t, { replicas: 0, ...withOwner })

  t.after(() => proxy.close())
  shop.settings.DATABASE_URL = withAddress(shop.database.url, proxy.port)
  await shop.startReady()
  return { shop, proxy }
}

const bar = ({ page }) => page.getByRole('alert').filter({ hasText: 'Not live.' })

/* Time passes for the page until it has asked again. */
async function isMarked(visit) {
  await visit.page.clock.fastForward(LATER_MS)
  await waitFor('the page is marked as old', async () => {
    await visit.page.clock.runFor(1000)
    return bar(visit).isVisible()
  })
}

test('database down: sign-in and writes fail in words, the last lists stay and are marked as old', async (t) => {
  const { shop, proxy } = await shopBehindProxy(t)
  const { open, openAs, signIn } = staffPages({ shop }, chromium)
  const options = { shop, expected: [FAILED_REQUESTS] }
  const api = await signedIn(shop.bakery)
  const editor = await openAs(t, OWNER, {
    path: '/staff/products/1',
    ...options
  })
  const people = await openAs(t, OWNER, { path: '/staff/people', ...options })
  const guest = await open(t, options)
  const price = editor.page.getByLabel(/^Price/)

  await price.waitFor()
  await people.page.clock.install()
  await people.page.reload()
  await people.page.getByRole('heading', { name: 'owner', level: 2 }).waitFor()
  await guest.heading('Staff sign-in').waitFor()
  proxy.refuse()
  await waitFor('the server knows', async () => (await shop.bakery.get('/readyz')).status === 503)

  assert.equal((await new Browser(shop.bakery).signIn(OWNER)).status, 503)
  assert.equal((await api.request('PATCH', '/api/products/1', { json: { price: 4 } })).status, 503)
  const account = { email: 'ines@example.com', name: 'Ines Fahy', role: 'counter' }
  assert.equal((await api.post('/api/staff/accounts', account)).status, 503)

  await signIn(guest)
  await guest.link('Nobody can sign in at the moment.').waitFor()

  await price.fill('4.10')
  await editor.button('Save changes').click()
  await editor.link('The server does not answer, so this may not be saved.').waitFor()
  const known = bar(editor).getByText(/You see what was known at \d+:\d\d\./)
  await known.waitFor({ timeout: 15_000 })
  assert.equal(await price.inputValue(), '4.10', 'what was typed is still there')
  await editor.link('Butter Croissant').waitFor()

  await isMarked(people)
  await people.page.getByRole('heading', { name: 'owner', level: 2 }).waitFor()
  await people.link('Products').click()
  await people.page.getByText('The server can’t be reached.').waitFor() // it was never read here

  proxy.pass()
  await waitFor('the server is back', async () => (await shop.bakery.get('/readyz')).status === 200)
  await bar(editor).waitFor({ state: 'detached' })
  await editor.button('Save changes').click()
  await editor.page.getByText('No changes').waitFor()
  assert.equal((await shop.admin('GET', '/api/products/1')).json.price, 4.1)
  await guest.button('Sign in').click() // what was typed is still there
  await guest.heading('Products').waitFor()
  await waitFor('the other page shows the list, and nothing is marked', async () => {
    await people.page.clock.runFor(1000)
    return (await people.heading('Products').isVisible()) && !(await bar(people).isVisible())
  })
})
