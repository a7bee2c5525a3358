/* visit.mjs -- the steps of a customer, which find elements only by role and name; and queries for what the
 * database contains afterwards. */
import assert from 'node:assert/strict'
import { waitFor } from '../../system/lib/wait.mjs'
import { HANDS } from './hands.mjs'

/* The order of the seed: two Chocolate Croissants and a Blueberry Muffin. */
export const SEED_ITEMS = [
  { product_id: 1, quantity: 2 },
  { product_id: 3, quantity: 1 }
]

export class Visit {
  constructor(page, { hands = HANDS.mouse, shop } = {}) {
    this.page = page
    this.hands = hands(page)
    this.shop = shop
    this.guest = shop?.orderBody(SEED_ITEMS)
  }

  button(name) {
    return this.page.getByRole('button', { name })
  }

  link(name) {
    return this.page.getByRole('link', { name })
  }

  heading(name) {
    return this.page.getByRole('heading', { name, level: 1 })
  }

  field(name) {
    return this.page.getByRole('textbox', { name })
  }

  /* What the page shows; what it tells to screen readers alone stands outside of main. */
  shown(words) {
    return this.page.getByRole('main').getByText(words)
  }

  /* What a screen reader is told. */
  async told(words) {
    await this.page.getByRole('status').filter({ hasText: words }).first().waitFor()
  }

  async openMenu() {
    await this.page.goto('/')
    await this.heading(/shelf$/).waitFor()
  }

  async fillBasket() {
    await this.hands.press(this.button('Add Chocolate Croissant'))
    await this.hands.press(this.button('One more Chocolate Croissant'))
    await this.hands.press(this.button('Add Blueberry Muffin'))
  }

  async openBasket() {
    await this.hands.press(
      this.link(/basket.* 3 items/i)
        .filter({ visible: true })
        .first()
    )
    await this.heading('Basket').waitFor()
  }

  async openCheckout() {
    await this.hands.press(this.link('Go to checkout'))
    await this.heading('Checkout').waitFor()
  }

  async fillIn({ customer_name, customer_email } = this.guest) {
    await this.hands.write(this.field('Name'), customer_name)
    await this.hands.write(this.field('E-mail'), customer_email)
  }

  /* The menu, the basket and the filled-in checkout. */
  async toCheckout() {
    await this.openMenu()
    await this.fillBasket()
    await this.openBasket()
    await this.openCheckout()
    await this.fillIn()
    this.shop.keyedNames.add(this.guest.customer_name)
  }

  get placeOrder() {
    return this.button(/^Place order, /)
  }

  /* The order's page; gives the order's id. The shop remembers what was promised (shop.mjs). */
  async arrive(items = SEED_ITEMS) {
    await this.page.waitForURL(/\/orders\/\d+$/, { timeout: 20_000 })
    const id = Number(this.page.url().match(/\d+$/)[0])

    this.shop.promise(id, { ...this.guest, items })
    return id
  }

  /* The guest's orders, as the database has them. */
  orders() {
    return this.shop.database.query('SELECT number, status, total_cents FROM orders WHERE customer_name = $1', [
      this.guest.customer_name
    ])
  }

  /* However often it was asked for. */
  async hasOneOrder(id) {
    const orders = await this.orders()

    assert.deepEqual(
      orders.map(({ number }) => number),
      [await this.shop.numberOf(id)]
    )
  }

  async isStored() {
    await waitFor('the order is stored', async () => (await this.orders()).length > 0)
  }
}
