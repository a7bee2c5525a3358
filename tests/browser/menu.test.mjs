/* menu.test.mjs -- navigation: search, categories, direct links, the history, missing pages; and the customer's
 * settings: language, colours, reduced motion, text size, print. */
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { openShop } from '../system/lib/shop.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, WIDTHS, openPage, useBrowser } from './lib/browser.mjs'
import { tabTo } from './lib/focus.mjs'
import { faint, illegible, overhang } from './lib/legible.mjs'
import { writeOrder } from './lib/order_rows.mjs'
import { keepPicture } from './lib/pictures.mjs'
import { Visit } from './lib/visit.mjs'

const chromium = useBrowser()
/* For who has told the browser that letters are too small. */
const enlarging = useBrowser('--blink-settings=defaultFontSize=32')
let shop
let closeShop

/* Its orders are rows written by the tests, which break the invariants, so these are not checked. */
before(async () => {
  shop = await openShop({ after: (close) => (closeShop = close) })
})
after(() => closeShop?.())

async function visit(t, { browser = chromium.browser, ...options } = {}) {
  const page = await openPage(t, browser, shop.bakery, { viewport: DESKTOP, ...options })
  return new Visit(page, { shop })
}

const names = (guest) => guest.page.getByRole('heading', { level: 3 }).allInnerTexts()

const shows = (guest, expected) =>
  waitFor(`the shelf holds ${expected}`, async () => {
    const found = await names(guest)
    if (found.join() !== expected.join()) throw new Error(found.join())
    return true
  })

const showsAll = (guest) => waitFor('the shelf holds all', async () => (await names(guest)).length === 14)

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`allergens can be left out, and are in the URL (${width})`, async (t) => {
    const guest = await visit(t, { viewport })

    await guest.openMenu()
    await showsAll(guest)
    if (width === 'phone') await guest.page.getByText('Leave out allergens').click()
    await guest.page.getByRole('checkbox', { name: /^milk/ }).check()
    await guest.page.getByRole('checkbox', { name: /^sesame/ }).check()
    await shows(guest, ['Country Sourdough', 'Baguette', 'Rosemary Focaccia'])
    await guest.told('3 of 14 products')
    await guest.link('Cakes and tarts').click()
    await guest.page.getByRole('heading', { name: /^Nothing is left/ }).waitFor()
    await guest.page.reload()
    await guest.link('Leave out nothing').click()
    await shows(guest, ['Blueberry Muffin', 'Baked Cheesecake', 'Summer Berry Tart'])
  })

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`the search filters while you type and is part of the URL (${width})`, async (t) => {
    const guest = await visit(t, { viewport })
    const search = guest.page.getByRole('searchbox', { name: 'Search the menu' })

    await guest.openMenu()
    await showsAll(guest)
    await search.pressSequentially('éclAIR') // without regard to case and accents
    await shows(guest, ['Chocolate Éclair'])
    assert.equal(new URL(guest.page.url()).searchParams.get('q'), 'éclAIR')
    await guest.told('1 of 14 products')
    assert.deepEqual(await guest.page.locator('mark').allInnerTexts(), ['Éclair'])
    await guest.button('Remove “éclAIR”').click()
    assert.equal(await search.inputValue(), '')
    await showsAll(guest)

    await search.pressSequentially('butter layers') // words of name and description, in any order
    await shows(guest, ['Butter Croissant'])
    await guest.page.reload()
    await shows(guest, ['Butter Croissant'])
    await search.fill('no such thing')
    await guest.page.getByRole('heading', { name: 'Nothing on the shelf matches “no such thing”' }).waitFor()
    await guest.link('Clear the search').click()
    await showsAll(guest)
  })

test('categories are links, and Back returns to the previous one', async (t) => {
  const guest = await visit(t)
  const categories = guest.page.getByRole('navigation', { name: 'Categories' })
  const cakes = ['Blueberry Muffin', 'Baked Cheesecake', 'Summer Berry Tart']

  await guest.openMenu()
  await categories.getByRole('link', { name: 'Cakes and tarts' }).click()
  await shows(guest, cakes)
  assert.equal(
    await categories
      .locator('[aria-current]')
      .innerText()
      .then((text) => text.split('\n')[0]),
    'Cakes and tarts'
  )
  await guest.link('Baked Cheesecake').click()
  await guest.heading('Baked Cheesecake').waitFor()
  await guest.page.goBack()
  await shows(guest, cakes)
  await guest.page.goBack()
  await waitFor('the whole menu is back', async () => (await names(guest)).length === 14)
  await guest.page.goForward()
  await shows(guest, cakes)
  await guest.page.goto('/?category=soup')
  await guest.shown('There are 14 products elsewhere.').waitFor()
})

test('Back restores the scroll position of the menu', async (t) => {
  const guest = await visit(t, { viewport: PHONE })

  await guest.openMenu()
  await guest.link('Cappuccino').click()
  await guest.heading('Cappuccino').waitFor()
  assert.equal(await guest.page.evaluate(() => scrollY), 0)
  await guest.page.goBack()
  await guest.heading(/shelf$/).waitFor()
  await waitFor('the Cappuccino is in view again', () =>
    guest.link('Cappuccino').evaluate((link) => {
      const { top, bottom } = link.getBoundingClientRect()
      return top >= 0 && bottom <= innerHeight
    })
  )
})

test('each page has its own URL, heading and title', async (t) => {
  const guest = await visit(t, { expected: [/^console: Failed to load resource: .* 404 /] })
  const pages = [
    ['/products/1', 'Chocolate Croissant', /^Chocolate Croissant · Morrow$/],
    ['/products/4711', 'That’s not on our shelf', /Morrow$/],
    ['/products/x', 'That’s not on our shelf', /Morrow$/],
    ['/?category=drink', /shelf$/, /^Drinks · Morrow$/],
    ['/basket', 'Basket', /^Basket · Morrow$/],
    ['/checkout', 'Checkout', /^Checkout · Morrow$/],
    ['/orders', 'Your orders', /^Your orders · Morrow$/],
    ['/orders/4711', 'We can’t find that order', /Morrow$/],
    ['/no/such/page', 'There’s nothing here', /Morrow$/]
  ]

  for (const [address, heading, title] of pages) {
    await guest.page.goto(address)
    await guest.heading(heading).waitFor()
    assert.match(await guest.page.title(), title)
  }
  for (const address of ['/', '/products/1', '/products/4711', '/basket', '/checkout', '/orders', '/no/such/page']) {
    const { text } = await shop.get(address) // as search engines see it
    await guest.page.goto(address)
    await guest.page.getByRole('heading', { level: 1 }).waitFor()
    assert.equal(text.match(/<title>(.*)<\/title>/)[1], await guest.page.title())
  }
  await guest.page.getByRole('main').getByRole('link', { name: 'Menu' }).click() // the way on
  await guest.heading(/shelf$/).waitFor()
})

/* A few words of each page, in the other language. */
const GERMAN = /Korb|Bestellung|Regal|Frisch|Deine|Such |Kasse|Summe|Sprache|Bäckerei/
const ENGLISH = /Basket|order|shelf|Search|Your|Checkout|Total|Language|Bakery|Colours/

test('the language switches to German and back to English', async (t) => {
  const guest = await visit(t)
  const language = async (name, lang) => {
    await guest.page.getByText(name, { exact: true }).click()
    await waitFor(`the page is in ${lang}`, () =>
      guest.page.evaluate((code) => document.documentElement.lang === code, lang)
    )
  }
  /* What the bakers have written, in the catalogue and the settings, stays as it is. */
  const words = () =>
    guest.page.evaluate(() => {
      const text = document.body.cloneNode(true)
      for (const theirs of text.querySelectorAll('h3, .item-text, noscript, script, [lang], .facts, .product-text'))
        theirs.remove()
      return text.textContent
    })
  const speaks = async (own, other) => {
    assert.match(await words(), own)
    assert.doesNotMatch(await words(), other)
  }

  await guest.openMenu()
  await speaks(ENGLISH, GERMAN)
  await language('Deutsch', 'de')
  await guest.heading(/^Frisch am /).waitFor()
  await speaks(GERMAN, ENGLISH)
  await guest.button('Chocolate Croissant in den Korb').click()
  await guest.page.getByText('3,50 €').first().waitFor()
  for (const [address, heading] of [
    ['/basket', 'Korb'],
    ['/checkout', 'Kasse'],
    ['/orders', 'Deine Bestellungen']
  ]) {
    await guest.page.goto(address)
    await guest.heading(heading).waitFor()
    assert.equal(await guest.page.evaluate(() => document.documentElement.lang), 'de')
    await speaks(GERMAN, ENGLISH)
  }
  await guest.page.goto(`/orders/${await writeOrder(shop.database, { status: 'completed' })}`)
  await guest.button('Link kopieren').waitFor()
  await language('English', 'en')
  await guest.heading('Paid and set aside').waitFor()
  await guest.button('Copy link').waitFor()
  await speaks(ENGLISH, GERMAN)
})

test('a German browser gets the German page', async (t) => {
  const guest = await visit(t, { locale: 'de-AT' })

  await guest.page.goto('/')
  await guest.heading(/^Frisch am /).waitFor()
})

test('the colours follow the device or the stored choice', async (t) => {
  const guest = await visit(t, { colorScheme: 'dark' })
  const background = () => guest.page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
  const choose = (name) => guest.page.getByText(name, { exact: true }).click()
  const dark = 'rgb(15, 19, 48)'
  const light = 'rgb(244, 245, 240)'

  await guest.openMenu()
  assert.equal(await background(), dark)
  await choose('Light')
  assert.equal(await background(), light)
  await guest.page.reload()
  await guest.heading(/shelf$/).waitFor()
  assert.equal(await background(), light)
  await choose('Dark')
  await guest.page.emulateMedia({ colorScheme: 'light' })
  assert.equal(await background(), dark)
  await choose('As device')
  assert.equal(await background(), light)
})

test('with reduced motion there are no transitions', async (t) => {
  const guest = await visit(t, { reducedMotion: 'reduce' })
  const longest = () =>
    guest.page.evaluate(() => {
      const seconds = [...document.querySelectorAll('body *')].flatMap((element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element)
        return `${transitionDuration},${animationDuration}`.split(',').map(parseFloat)
      })
      return Math.max(...seconds)
    })
  const order = await writeOrder(shop.database, { status: 'completed', fulfilment: 'ready' })

  await guest.openMenu()
  await guest.fillBasket()
  assert.ok((await longest()) <= 0.01)
  await guest.page.goto(`/orders/${order}`)
  await guest.heading('Ready to collect').waitFor()
  assert.ok((await longest()) <= 0.01)
})

/* 1280 px at 400 % are 320 px of four device pixels each, and a quarter of the height. */
for (const [what, viewport, deviceScaleFactor] of [
  ['320 px', { width: 320, height: 640 }, 1],
  ['400 %', { width: 320, height: 200 }, 4]
])
  test(`no page scrolls sideways at ${what}`, async (t) => {
    const guest = await visit(t, { viewport, deviceScaleFactor, expected: [/ 404 /] })
    const order = await writeOrder(shop.database, { status: 'completed', fulfilment: 'ready', code: 'MMMM' })
    const another = await writeOrder(shop.database, { status: 'completed', code: 'HMHH' })

    await guest.openMenu()
    await guest.button('Add Chocolate Croissant').click()
    for (const address of [
      '/',
      '/?q=choc',
      '/?q=nothing',
      '/products/11',
      '/basket',
      '/checkout',
      '/orders',
      `/orders/${order}`,
      `/orders/${another}`,
      '/nowhere'
    ]) {
      await guest.page.goto(address)
      await guest.page.getByRole('heading', { level: 1 }).waitFor()
      if (address === '/checkout') await guest.placeOrder.click() // with its errors
      if (viewport.height > 200) await keepPicture(guest.page, `320px${address.replaceAll(/\W+/g, '-')}`)
      assert.deepEqual(await guest.page.evaluate(overhang), [], address)
    }
  })

const SOLD_OUT = 9 // Cinnamon Roll

async function sellOut(t) {
  t.after(() => shop.admin('PATCH', `/api/products/${SOLD_OUT}`, { json: { stock: null } }))
  await shop.admin('PATCH', `/api/products/${SOLD_OUT}`, { json: { stock: 0 } })
}

for (const [width, viewport] of Object.entries(WIDTHS))
  test(`text of twice the size is complete and legible (${width})`, async (t) => {
    const guest = await visit(t, { viewport, browser: enlarging.browser })
    const order = await writeOrder(shop.database, { status: 'completed', fulfilment: 'ready', code: 'WMWM' })

    await sellOut(t)
    await guest.openMenu()
    await guest.fillBasket()
    for (const address of ['/', '/?q=nothing', '/products/11', '/basket', '/checkout', `/orders/${order}`]) {
      await guest.page.goto(address)
      await guest.page.getByRole('heading', { level: 1 }).waitFor()
      if (address === '/checkout') await guest.placeOrder.click() // with its errors
      await keepPicture(guest.page, `200-percent-${width}${address.replaceAll(/\W+/g, '-')}`)
      assert.deepEqual(await guest.page.evaluate(overhang), [], address)
      assert.deepEqual(await guest.page.evaluate(illegible, 28), [], address)
    }
  })

/* Where the system gives the colours, no state may hang on one of ours. */
for (const colorScheme of ['light', 'dark'])
  test(`forced colours on a ${colorScheme} system: every state is distinguishable`, async (t) => {
    const guest = await visit(t, { viewport: PHONE, forcedColors: 'active', colorScheme })
    const order = await writeOrder(shop.database, { status: 'completed', fulfilment: 'ready' })
    const shows = async (...marks) => assert.deepEqual(await guest.page.evaluate(faint, marks), [])
    const colour = (selector, property) =>
      guest.page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element)[name], property)

    await sellOut(t)
    await guest.openMenu()
    await guest.fillBasket()
    await shows(
      ['.item', null, 'borderBottomColor'],
      ['.button, .stepper, .input, .basket-link', null, 'borderTopColor'],
      ['.basket-bar', null, 'borderTopColor'],
      ['.categories [aria-current]', null, 'borderBottomColor'],
      ['.choice :checked + span', null, 'backgroundColor'],
      ['.item-off .sold-out', null, 'color'],
      ['.item-off .drawing', null, 'stroke']
    )
    assert.notEqual(
      await colour('.categories [aria-current]', 'borderBottomColor'),
      await colour('.categories a:not([aria-current])', 'borderBottomColor')
    )
    await tabTo(guest.page, guest.link('Butter Croissant')) // it sees the focus at every stop
    await guest.page.goto('/products/1')
    await guest.button('One less').waitFor()
    assert.notEqual(
      await colour('.stepper-button[aria-disabled]', 'color'),
      await colour('.stepper-button:not([aria-disabled])', 'color')
    )
    await guest.page.goto(`/orders/${order}`)
    await guest.heading('Ready to collect').waitFor()
    await shows(['.track-done', '::before', 'backgroundColor'], ['.order-shelf > *', '::after', 'backgroundColor'])
  })

test('a printed order shows only the order', async (t) => {
  const guest = await visit(t)
  const order = await writeOrder(shop.database, { status: 'completed' })

  await guest.page.goto(`/orders/${order}`)
  await guest.heading('Paid and set aside').waitFor()
  await guest.page.emulateMedia({ media: 'print' })
  await keepPicture(guest.page, 'order-on-paper')
  for (const text of ['K7QF', 'Chocolate Croissant', '€9.75', '14 Weaver Street'])
    assert.ok(await guest.page.getByText(text).filter({ visible: true }).first().isVisible(), text)
  for (const role of ['navigation', 'button', 'radio'])
    assert.equal(await guest.page.getByRole(role).filter({ visible: true }).count(), 0, role)
})
