/* reorder.ts -- the lines of an order as a new basket, at today's prices. */
import type { Order, Product } from '../../api/client'
import type { Basket } from '../basket/basket'
import { toCents } from '../../ui/money'

export interface Reorder {
  basket: Basket
  missing: readonly string[] // names of what cannot be had any more
}

export function reorderOf({ items }: Order, products: readonly Product[]): Reorder {
  const onSale = new Map(products.filter(({ available }) => available).map((product) => [product.id, product]))
  const missing = items.filter(({ product_id }) => !onSale.has(product_id)).map(({ name }) => name)
  const basket = items.flatMap(({ product_id, quantity }) => {
    const product = onSale.get(product_id)
    return product === undefined
      ? []
      : [{ id: product.id, quantity, name: product.name, cents: toCents(product.price) }]
  })
  return { basket, missing }
}
