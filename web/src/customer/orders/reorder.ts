/* reorder.ts -- the lines of an order as a new basket, at today's prices. Of a line that was short, what was left. */
import type { Order, Product } from '../../api/client'
import type { Basket } from '../basket/basket'
import { toCents } from '../../ui/money'

export interface Reorder {
  basket: Basket
  missing: readonly string[] // names of what is not available any more
  fewer: readonly string[] // names of what there is less of than was ordered
}

export function reorderOf({ items }: Order, products: readonly Product[]): Reorder {
  const onSale = new Map(products.filter(({ available }) => available).map((product) => [product.id, product]))
  const basket: Basket[number][] = []
  const missing: string[] = []
  const fewer: string[] = []
  for (const { product_id, quantity, name, left = quantity } of items) {
    const product = onSale.get(product_id)
    if (product === undefined || left === 0) {
      missing.push(name)
      continue
    }
    if (left < quantity) fewer.push(`${left}\u00a0${product.name}`)
    basket.push({
      id: product.id,
      quantity: Math.min(quantity, left),
      name: product.name,
      cents: toCents(product.price)
    })
  }
  return { basket, missing, fewer }
}
