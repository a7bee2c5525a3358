import { describe, expect, test } from 'vitest'
import type { Product } from '../../api/client'
import { aProduct } from '../../api/a-product'
import { price } from '../basket/basket'
import { changedLines, readRefusal, repairLine } from './problems'

const refused = (...pointers: string[]) =>
  readRefusal(
    pointers.map((pointer) => ({ pointer, detail: 'is wrong' })),
    [1, 3]
  )

describe('a refusal', () => {
  test('with a field appears at the field', () => {
    expect(refused('/customer_email', '/customer_name')).toEqual({
      fields: ['email', 'name'],
      lines: [],
      pickup: false,
      other: false
    })
  })

  test('with an item appears at the line of its product', () => {
    expect(refused('/items/1/product_id', '/items/0/quantity', '/items/0').lines).toEqual([
      { id: 3, kind: 'gone' },
      { id: 1, kind: 'too-many' },
      { id: 1, kind: 'gone' }
    ])
  })

  test('of the pickup appears at the choice of it', () => {
    expect(refused('/pickup')).toEqual({ fields: [], lines: [], pickup: true, other: false })
    expect(refused('/pickup/date').pickup).toBe(true)
  })

  test.each(['', '/items', '/items/2/product_id', '/items/x', '/items/0/colour', '/payment/token', '/pickups'])(
    'of %j, which the page has no place for, is told in general',
    (pointer) => {
      expect(refused(pointer)).toEqual({ fields: [], lines: [], pickup: false, other: true })
    }
  )

  test('without a reason appears as a general message', () => {
    expect(refused().other).toBe(true)
  })
})

describe('a basket beside the list of today', () => {
  const basket = [
    { id: 1, quantity: 2, name: 'Chocolate Croissant', cents: 350 },
    { id: 3, quantity: 120, name: 'Blueberry Muffin', cents: 275 }
  ]
  const product = (id: number, cost: number, available = true): Product => ({
    ...aProduct,
    id,
    name: 'a product',
    description: '',
    price: cost,
    category: 'pastry',
    image: null,
    available
  })
  const changed = (...products: Product[]) => changedLines(price(basket, products))

  test('that agrees has no problem', () => {
    expect(changed(product(3, 2.75), product(1, 3.5), product(9, 1))).toEqual([])
  })

  test('names products that are removed, sold out or have a new price', () => {
    expect(changed(product(3, 2.75, false))).toEqual([
      { id: 1, kind: 'gone' },
      { id: 3, kind: 'sold-out' }
    ])
    expect(changed(product(1, 3.6), product(3, 2.75))).toEqual([{ id: 1, kind: 'repriced' }])
  })

  test('has no problem of a line any more once it is repaired', () => {
    const [croissant, muffin] = basket
    expect(repairLine(basket, { id: 1, kind: 'gone' }, 350)).toEqual([muffin])
    expect(repairLine(basket, { id: 1, kind: 'repriced' }, 360)).toEqual([{ ...croissant, cents: 360 }, muffin])
    expect(repairLine(basket, { id: 3, kind: 'too-many' }, 275)).toEqual([croissant, { ...muffin, quantity: 99 }])
  })
})
