import { describe, expect, it } from 'vitest'
import type { Product } from '../../api/client'
import { aProduct } from '../../api/a-product'
import {
  acceptChanges,
  add,
  countOf,
  emptyBasket,
  hasRoomFor,
  itemsOf,
  LINES_MAX,
  merge,
  parse,
  price,
  putBack,
  QUANTITY_MAX,
  quantityOf,
  remove,
  serialise,
  setQuantity,
  type Basket
} from './basket'

const product = (id: number, amount = 2.5, more: Partial<Product> = {}): Product => ({
  ...aProduct,
  id,
  name: `Bun ${id}`,
  description: '',
  price: amount,
  category: 'bread',
  image: null,
  available: true,
  ...more
})

const basketOf = (...products: Product[]): Basket => products.reduce((basket, one) => add(basket, one), emptyBasket)
const full = basketOf(...Array.from({ length: LINES_MAX }, (_, i) => product(i + 1)))

describe('putting in', () => {
  it('adds to the line that is there, in the order of choosing', () => {
    const basket = add(basketOf(product(2), product(1)), product(2), 3)
    expect(basket.map(({ id, quantity }) => [id, quantity])).toEqual([
      [2, 4],
      [1, 1]
    ])
  })

  it('keeps a quantity from 0 to 99', () => {
    expect(quantityOf(add(emptyBasket, product(1), 1000), 1)).toBe(QUANTITY_MAX)
    expect(quantityOf(setQuantity(basketOf(product(1)), product(1), 2.9), 1)).toBe(2)
    expect(setQuantity(basketOf(product(1)), product(1), 0)).toEqual([])
    expect(setQuantity(basketOf(product(1)), product(1), -4)).toEqual([])
    expect(setQuantity(emptyBasket, product(1), 0)).toEqual([])
  })

  it('takes 50 lines and no more, but more of each', () => {
    expect(hasRoomFor(full, 999)).toBe(false)
    expect(add(full, product(999))).toBe(full)
    expect(quantityOf(add(full, product(LINES_MAX)), LINES_MAX)).toBe(2)
  })

  it('remembers the price that was seen last', () => {
    expect(setQuantity(basketOf(product(1, 2.5)), product(1, 3), 2)[0]?.cents).toBe(300)
  })
})

describe('taking out and putting back', () => {
  const three = basketOf(product(1), product(2), product(3))
  const second = three[1]!

  it('puts a line back in its place', () => {
    expect(putBack(remove(three, 2), second, 1)).toEqual(three)
  })

  it('adds to a line that was added since, up to 99', () => {
    expect(quantityOf(putBack(three, second, 1), 2)).toBe(2)
    expect(quantityOf(putBack(setQuantity(three, product(2), 99), second, 1), 2)).toBe(99)
  })

  it('does not go over the limit of lines', () => {
    expect(putBack(full, { ...second, id: 999 }, 0)).toBe(full)
  })

  it('merges an order into a basket', () => {
    const merged = merge(basketOf(product(1)), basketOf(product(1), product(2)))
    expect(merged.map(({ id, quantity }) => [id, quantity])).toEqual([
      [1, 2],
      [2, 1]
    ])
  })
})

describe('on the device', () => {
  it('is restored unchanged', () => {
    const basket = add(basketOf(product(1), product(2, 4.6)), product(1))
    expect(parse(serialise(basket))).toEqual(basket)
    expect(countOf(parse(serialise(basket)))).toBe(3)
  })

  it.each([null, '', '{', 'null', '7', '"basket"', '{"id":1}', '[null, 1, "a", [], {}]'])(
    'is empty when %s stands there',
    (text) => {
      expect(parse(text)).toEqual([])
    }
  )

  const line = { id: 1, quantity: 1, name: 'Bun', cents: 250 }
  it.each([
    { ...line, id: 0 },
    { ...line, id: 1.5 },
    { ...line, id: '1' },
    { ...line, quantity: 0 },
    { ...line, quantity: 100 },
    { ...line, quantity: 1.5 },
    { ...line, name: null },
    { ...line, cents: -1 },
    { ...line, cents: 2.5 }
  ])('leaves out the line %j, and keeps the good one', (bad) => {
    expect(parse(JSON.stringify([bad, { ...line, id: 2, more: 'rubbish' }]))).toEqual([{ ...line, id: 2 }])
  })

  it('merges two lines of the same product, within the limits', () => {
    expect(parse(JSON.stringify([line, line]))).toEqual([{ ...line, quantity: 2 }])
    const many = Array.from({ length: 80 }, (_, i) => ({ ...line, id: i + 1 }))
    expect(parse(JSON.stringify(many))).toHaveLength(LINES_MAX)
  })
})

describe('against the list of today', () => {
  const basket = merge(basketOf(product(1, 3.5), product(2, 2.8), product(3, 2.75)), basketOf(product(1, 3.5)))

  it('costs the sum of the list prices, in exact cents', () => {
    const priced = price(basket, [product(1, 3.5), product(2, 2.8), product(3, 2.75)])
    expect(priced).toMatchObject({ totalCents: 1255, count: 4, changes: 0, orderable: true })
  })

  it('distinguishes changed prices, sold-out and removed products, and sums only available ones', () => {
    const priced = price(basket, [product(1, 3.8), product(2, 2.8, { available: false })])
    expect(priced.lines.map(({ change, totalCents }) => [change, totalCents])).toEqual([
      ['repriced', 760],
      ['sold-out', 0],
      ['gone', 0]
    ])
    expect(priced).toMatchObject({ totalCents: 760, count: 2, changes: 3, orderable: false })
  })

  it('can be ordered at a new price that is shown, but not with an unavailable product', () => {
    expect(price(basketOf(product(1, 3.5)), [product(1, 3.8)]).orderable).toBe(true)
    expect(price(basketOf(product(1)), [product(1, 2.5, { available: false })]).orderable).toBe(false)
    expect(price(emptyBasket, [product(1)]).orderable).toBe(false)
  })

  it('can be ordered with a product that is sold out today only', () => {
    const today = product(1, 2.5, { available: false, sold_out_today: true })
    expect(price(basketOf(product(1)), [today])).toMatchObject({ changes: 0, orderable: true })
  })

  it('is the same question about pickup in any order', () => {
    expect(itemsOf(basketOf(product(3), product(1), product(3)))).toBe('1:1,3:2')
    expect(itemsOf(emptyBasket)).toBe('')
  })

  it('has no changes left once they are accepted', () => {
    const products = [product(1, 3.8), product(2, 2.8, { available: false })]
    const accepted = acceptChanges(basket, products)
    expect(price(accepted, products)).toMatchObject({ totalCents: 760, changes: 0, orderable: true })
    expect(accepted.map(({ id }) => id)).toEqual([1])
  })
})
