import { expect, test } from 'vitest'
import type { Order, Product } from '../../api/client'
import { aProduct } from '../../api/a-product'
import { addReorder, reorderOf } from './reorder'

const product = (id: number, name: string, price: number, available = true): Product => ({
  ...aProduct,
  id,
  name,
  price,
  available,
  description: '',
  category: 'pastry',
  image: null
})
const items = [
  { product_id: 1, quantity: 2, name: 'Chocolate Croissant', price: 3.5 },
  { product_id: 3, quantity: 1, name: 'Blueberry Muffin', price: 2.75 },
  { product_id: 9, quantity: 4, name: 'Pretzel', price: 1.5 }
]

test('repeats an order with current prices and names, without unavailable products', () => {
  const products = [product(1, 'Pain au chocolat', 3.6), product(3, 'Blueberry Muffin', 2.75, false)]
  expect(reorderOf({ items } as Order, products)).toEqual({
    basket: [{ id: 1, quantity: 2, name: 'Pain au chocolat', cents: 360 }],
    missing: ['Blueberry Muffin', 'Pretzel'],
    fewer: [],
    short: []
  })
})

test('repeats only the quantity that was left of a short line', () => {
  const products = [product(1, 'Pain au chocolat', 3.6), product(3, 'Blueberry Muffin', 2.75), product(9, 'Pretzel', 2)]
  const short = [{ ...items[0], left: 1 }, { ...items[1], left: 0 }, items[2]]
  expect(reorderOf({ items: short } as Order, products)).toEqual({
    basket: [
      { id: 1, quantity: 1, name: 'Pain au chocolat', cents: 360 },
      { id: 9, quantity: 4, name: 'Pretzel', cents: 200 }
    ],
    missing: ['Blueberry Muffin'],
    fewer: ['1\u00a0Pain au chocolat'],
    short: [1]
  })
})

test('of a product that was short, the basket holds no more than was left', () => {
  const products = [product(1, 'Pain au chocolat', 3.6), product(9, 'Pretzel', 2)]
  const short = { items: [{ ...items[0], left: 1 }, items[2]] } as Order
  const current = [
    { id: 1, quantity: 3, name: 'Pain au chocolat', cents: 360 },
    { id: 9, quantity: 1, name: 'Pretzel', cents: 200 }
  ]
  const again = addReorder(addReorder(current, reorderOf(short, products)), reorderOf(short, products))
  expect(again.find(({ id }) => id === 1)?.quantity).toBe(1)
  expect(again.find(({ id }) => id === 9)?.quantity).toBe(9)
})
