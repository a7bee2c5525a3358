/* staff.test.mjs -- the staff's pages, by touch on a phone and by keyboard alone on a desktop: signing in, a new product
 * that customers see, two editors of one product, changes that are not lost, people and roles. */
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { png } from '../system/lib/pictures.mjs'
import { OWNER, join, useStaff } from '../system/lib/staff.mjs'
import { waitFor } from '../system/lib/wait.mjs'
import { DESKTOP, PHONE, useBrowser } from './lib/browser.mjs'
import { tabTo } from './lib/focus.mjs'
import { HANDS } from './lib/hands.mjs'
import { staffPages } from './lib/staff_pages.mjs'

const held = useStaff()
const chromium = useBrowser()
const { open, openAs, signIn } = staffPages(held, chromium)

const WAYS = [
  ['by touch on a phone', HANDS.touch, { viewport: PHONE, hasTouch: true }],
  ['by keyboard on a desktop', HANDS.keyboard, { viewport: DESKTOP }]
]

/* For one allergen; a radio button is chosen with the arrows. */
async function answer(visit, allergen, words) {
  const group = visit.page.getByRole('group', { name: allergen, exact: true })

  if (visit.page.viewportSize().width === PHONE.width) {
    await group.getByText(words, { exact: true }).tap()
    return
  }
  await tabTo(visit.page, group.getByRole('radio', { name: 'No' }))
  for (let i = 0; i < 3 && !(await group.getByRole('radio', { name: words, exact: true }).isChecked()); i++)
    await visit.page.keyboard.press('ArrowLeft')
  assert.ok(await group.getByRole('radio', { name: words, exact: true }).isChecked())
}

const photoFile = (name) => fileURLToPath(new URL(`../system/photos/${name}`, import.meta.url))

/* On a phone the button is touched; with the keys it is the file input that has the focus. */
async function choosePhoto(visit, files) {
  const { page } = visit
  const isPhone = page.viewportSize().width === PHONE.width
  const asked = page.waitForEvent('filechooser')

  if (isPhone) await page.getByText('Choose a photo').tap()
  else await visit.hands.press(page.locator('#photo'))
  await (await asked).setFiles(files)
}

for (const [way, hands, options] of WAYS)
  test(`${way}: sign in, add a product, and see it on the menu with its photo`, async (t) => {
    const visit = await open(t, { hands, ...options })
    const { page } = visit
    const name = `Marmorkuchen ${way}`

    await signIn(visit, { ...OWNER, password: 'not the password' })
    await page.getByText('E-mail or password is wrong.').waitFor()
    assert.match(await page.title(), /^Error: /)
    await signIn(visit)
    await visit.heading('Products').waitFor()
    await visit.hands.press(visit.link('New product'))
    await visit.heading('New product').waitFor()
    await visit.hands.press(visit.button('Add the product'))
    await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
    await visit.hands.write(page.getByLabel('Name', { exact: true }), name)
    await visit.hands.write(page.getByLabel(/^Price/), '4,80')
    await visit.hands.write(page.getByLabel(/^Description/), 'Chocolate and vanilla')
    await visit.hands.press(visit.button('Add the product'))
    await page.getByRole('link', { name: /^Answer all allergens/ }).waitFor()
    await visit.hands.press(visit.button('No to all others'))
    await answer(visit, 'milk', 'Contains')
    await answer(visit, 'almonds', 'May contain')
    await choosePhoto(visit, photoFile('phone.jpg'))
    const part = page.getByLabel('Part that is shown, from top to bottom')
    await part.waitFor()
    await visit.hands.press(visit.button('Add the product'))
    await visit.heading(name).waitFor()
    await page.getByText('No changes').waitFor()
    await page.goto('/')
    await visit.shown(name).first().waitFor()
    const item = page.getByRole('listitem').filter({ hasText: name })
    await item.scrollIntoViewIfNeeded()
    await waitFor('the photo is shown', () =>
      item.locator('img').evaluate((img) => img.complete && img.naturalWidth > 0)
    )
    assert.match(await item.locator('img').getAttribute('src'), /^\/photos\/[0-9a-f]{32}-480\.webp$/)
    assert.match(await item.innerText(), /Contains milk\. May contain almonds\./)
    const { json } = await held.shop.get('/api/products')
    const added = json.find((product) => product.name === name)
    assert.deepEqual([added.price, added.description, added.category], [4.8, 'Chocolate and vanilla', 'bread'])
  })

const photoOf = async (id) => (await held.shop.admin('GET', `/api/products/${id}`)).json.photo

test('a photo is chosen, moved, replaced and removed', async (t) => {
  const visit = await openAs(t, OWNER, { path: '/staff/products/7' })
  const { page } = visit
  const preview = page.getByRole('complementary').locator('img')
  const save = async () => {
    await visit.button('Save changes').click()
    await page.getByText('No changes').waitFor()
  }

  await page.locator('#photo').setInputFiles(photoFile('phone.jpg'))
  await page.getByText('Unsaved: photo').waitFor()
  const part = page.getByLabel('Part that is shown, from top to bottom')
  await part.fill('0')
  assert.equal(await preview.evaluate((img) => img.style.objectPosition), '50% 0%')
  await save()
  const top = await photoOf(7)
  assert.match(await preview.getAttribute('src'), /^\/photos\//)

  await page.locator('#photo').setInputFiles(photoFile('phone.jpg'))
  await part.fill('100')
  await save()
  const bottom = await photoOf(7)
  assert.notEqual(top, bottom)

  await page.locator('#photo').setInputFiles({ name: 'wide.png', mimeType: 'image/png', buffer: png(1000, 500) })
  await page.getByLabel('Part that is shown, from left to right').waitFor()
  await visit.button('Discard').click()
  await page.getByText('No changes').waitFor()
  assert.equal(await photoOf(7), bottom)
  await visit.button('Remove the photo').click()
  await page.getByText('Unsaved: photo').waitFor()
  await save()
  assert.equal(await photoOf(7), null)
  await page.goto('/staff/history')
  await page.getByText('photo: a photo → empty').first().waitFor()
})

test('a file that is no use is refused in words, and nothing is lost', async (t) => {
  const visit = await openAs(t, OWNER, { path: '/staff/products/8' })
  const { page } = visit
  const choose = (name, buffer) => page.locator('#photo').setInputFiles({ name, mimeType: 'image/jpeg', buffer })

  await choose('photo.jpg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'))
  await page.getByText('Choose a photo that is a JPEG, PNG or WebP file').waitFor()
  await choose('photo.jpg', Buffer.alloc(12_000_001))
  await page.getByText('Choose a photo of at most 12 MB').waitFor()
  assert.equal(await page.getByText('No changes').count(), 1)

  /* The browser shows it, and the server does not take it; the price is saved all the same. */
  await page.locator('#photo').setInputFiles(photoFile('cmyk.jpg'))
  await page.getByLabel(/^Price/).fill('7.77')
  await visit.button('Save changes').click()
  await page.getByRole('link', { name: /^Choose another photo: a still JPEG/ }).waitFor()
  await page.getByText('Unsaved: photo').waitFor()
  assert.equal((await held.shop.admin('GET', '/api/products/8')).json.price, 7.77)
  await page.locator('#photo').setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: png(480, 360) })
  await visit.button('Save changes').click()
  await page.getByText('No changes').waitFor()
  assert.match(await photoOf(8), /-480\.webp$/)
})

test('two editors choose a photo: the second sees both', async (t) => {
  const visit = await openAs(t, OWNER, { path: '/staff/products/9' })
  const { page } = visit

  await page.locator('#photo').setInputFiles(photoFile('phone.jpg'))
  await page.getByText('Unsaved: photo').waitFor()
  await held.shop.admin('PUT', '/api/products/9/photo', { body: png(480, 360) })
  const theirs = await photoOf(9)
  await visit.button('Save changes').click()
  await page.getByRole('heading', { name: /changed this now/ }).waitFor()
  const row = page.getByRole('row').filter({ hasText: 'photo' })
  assert.equal(await row.locator('img').count(), 2)
  assert.equal(await photoOf(9), theirs)
  await visit.button('Save mine').click()
  await page.getByText('No changes').waitFor()
  assert.notEqual(await photoOf(9), theirs)
})

test('two editors of one product: the second sees both versions, and chooses', async (t) => {
  const mia = await join(held.owner, 'manager', { name: 'Mia Vogel' })
  const [first, second, third] = [
    await openAs(t, mia, { path: '/staff/products/2' }),
    await openAs(t, OWNER, { path: '/staff/products/2' }),
    await openAs(t, OWNER, { path: '/staff/products/2' })
  ]
  const price = (visit) => visit.page.getByLabel(/^Price/)

  for (const visit of [first, second, third]) await price(visit).waitFor()
  await price(first).fill('3.10')
  await first.page.getByLabel(/^Description/).fill('Described by Mia')
  await first.button('Save changes').click()
  await first.page.getByText('No changes').waitFor()

  await price(second).fill('3.20')
  await second.button('Save changes').click()
  await second.page.getByRole('heading', { name: 'Mia Vogel changed this now' }).waitFor()
  const rows = second.page.getByRole('row')
  assert.match(await rows.filter({ hasText: /^price/ }).innerText(), /3\.10\s+3\.20/)
  await second.button('Save mine').click()
  await second.page.getByText('No changes').waitFor()
  const saved = (await held.shop.admin('GET', '/api/products/2')).json
  assert.deepEqual([saved.price, saved.description], [3.2, 'Described by Mia'], 'what only Mia changed stays')

  await price(third).fill('9.99')
  await third.button('Save changes').click()
  await third.button('Take theirs').click()
  await waitFor('theirs is shown', async () => (await price(third).inputValue()) === '3.20')
  assert.equal((await held.shop.admin('GET', '/api/products/2')).json.price, 3.2)
})

test('changes are not lost: leaving asks, and a reload or a new sign-in keeps them', async (t) => {
  const visit = await openAs(t, OWNER, { path: '/staff/products/5' })
  const { page } = visit
  const name = page.getByLabel('Name', { exact: true })

  await name.fill('Changed and not saved')
  await page.getByText('Unsaved: name').waitFor()
  await visit.link('People').click()
  await page.getByRole('heading', { name: 'Leave without saving?' }).waitFor()
  await visit.button('Keep editing').click()
  assert.equal(await name.inputValue(), 'Changed and not saved')

  page.on('dialog', (dialog) => dialog.accept()) // the browser's own question
  await page.reload()
  await page.getByText('Unsaved: name').waitFor()
  assert.equal(await name.inputValue(), 'Changed and not saved')

  await page.context().clearCookies()
  await visit.button('Save changes').click()
  await signIn(visit)
  await page.getByText('Unsaved: name').waitFor()
  await visit.button('Save changes').click()
  await visit.heading('Changed and not saved').waitFor()

  await name.fill('Never saved')
  await visit.link('People').click()
  await visit.button('Leave without saving').click()
  await visit.heading('People').waitFor()
})

for (const [way, hands, options] of WAYS)
  test(`${way}: somebody at the counter says that a product is sold out today`, async (t) => {
    const counter = await join(held.owner, 'counter')
    const visit = await openAs(t, counter, { hands, ...options })
    const { page } = visit
    const isOn = () => page.getByRole('switch', { name: 'Oat Cookie: sold out today' }).isChecked()
    const available = async () =>
      (await held.shop.get('/api/products')).json.find(({ name }) => name === 'Oat Cookie').available

    await visit.heading('Products').waitFor()
    await visit.hands.press(page.getByRole('switch', { name: 'Oat Cookie: sold out today' }))
    await waitFor('it is sold out', async () => (await isOn()) && !(await available()))
    const guest = await open(t, { path: '/?category=biscuit' })
    await guest.page.getByRole('listitem').filter({ hasText: 'Oat Cookie' }).getByText('Sold out').waitFor()
    await visit.hands.press(page.getByRole('switch', { name: 'Oat Cookie: sold out today' }))
    await waitFor('it is back', async () => !(await isOn()) && (await available()))
  })

test('pages hide what a role may not do', async (t) => {
  const counter = await openAs(t, await join(held.owner, 'counter'))
  const manager = await openAs(t, await join(held.owner, 'manager'))

  await counter.heading('Products').waitFor()
  assert.equal(await counter.link('New product').count(), 0)
  assert.equal(await counter.link('Butter Croissant').count(), 0)
  await manager.link('New product').waitFor()
  for (const visit of [counter, manager]) {
    assert.equal(await visit.link('People').count(), 0)
    await visit.page.goto('/staff/history')
    await visit.heading('There’s nothing here').waitFor()
  }
})

test('an owner adds somebody, who joins by the link; the last owner stays', async (t) => {
  const visit = await openAs(t, OWNER, { path: '/staff/people' })
  const { page } = visit

  await visit.button('Add somebody').click()
  await visit.button('Save').click()
  await page.getByRole('link', { name: /Enter a name/ }).waitFor()
  await page.getByLabel('Name', { exact: true }).fill('Aoife Brennan')
  await page.getByLabel('E-mail', { exact: true }).fill('aoife@example.com')
  await page.getByLabel(/^Manager/).check()
  await visit.button('Save').click()
  const link = await page.getByLabel(/^Send this link to Aoife/).inputValue()

  const joining = await open(t, { path: new URL(link).pathname + new URL(link).hash })
  await joining.heading('Choose your password').waitFor()
  const password = joining.page.getByLabel('New password')
  await password.fill('qwertyuiop')
  await joining.button('Save the password').click()
  await joining.page.getByRole('link', { name: /too common/ }).waitFor()
  await password.fill('bread and butter')
  await joining.button('Save the password').click()
  await joining.heading('Products').waitFor()
  await joining.button('Sign out').click()
  await signIn(joining, { email: 'aoife@example.com', password: 'bread and butter' })
  await joining.heading('Products').waitFor()

  await visit.button('Change owner').click()
  await page.getByLabel(/^Counter/).check()
  await visit.button('Save').click()
  await page.getByText('This is the last owner.').waitFor()
  await visit.button('Cancel').click()
  await visit.link('History').click()
  await page.getByText('Aoife Brennan').first().waitFor()
  await page.getByText('Role: Manager').first().waitFor()
})

test('one’s own password', async (t) => {
  const person = await join(held.owner, 'counter', { name: 'Own Password' })
  const visit = await openAs(t, person, { path: '/staff/password' })
  const { page } = visit

  await page.getByLabel('Current password').fill('not the password')
  await page.getByLabel('New password').fill('a new password')
  await visit.button('Save the password').click()
  await page.getByRole('link', { name: 'The current password is wrong' }).waitFor()
  await page.getByLabel('Current password').fill(person.password)
  await visit.button('Save the password').click()
  await page.getByText('Your password is changed.').waitFor()
})
