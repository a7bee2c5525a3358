import { expect, test } from 'vitest'
import type { Order, Product } from '../../api/client'
import { reorderOf } from './reorder'

const product = (id: number, name: string, price: number, available = true): Product => ({
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

test('an order is repeated at the price and by the name of today, without what cannot be had', () => {
  const products = [product(1, 'Pain au chocolat', 3.6), product(3, 'Blueberry Muffin', 2.75, false)]
  expect(reorderOf({ items } as Order, products)).toEqual({
    basket: [{ id: 1, quantity: 2, name: 'Pain au chocolat', cents: 360 }],
    missing: ['Blueberry Muffin', 'Pretzel']
  })
})
