/* reorder.ts -- the lines of an order as basket lines, at today's prices; of a line that was short, what was left. */
import type { Order, Product } from '../../api/client'
import { isOrderable, merge, remove, type Basket, type Line } from '../basket/basket'
import { toCents } from '../../ui/money'

/* Why less is ordered again than before: product names, and names with the number that was left. */
export interface Shortage {
  missing: readonly string[]
  fewer: readonly string[]
}

export interface Reorder extends Shortage {
  basket: Basket
  short: readonly number[] // ids of products of which there was less than was ordered
}

export function reorderOf({ items }: Order, products: readonly Product[]): Reorder {
  const onSale = new Map(products.filter(isOrderable).map((product) => [product.id, product]))
  const basket: Line[] = []
  const missing: string[] = []
  const fewer: string[] = []
  const short: number[] = []
  for (const { product_id: id, quantity, name, left = quantity } of items) {
    const product = onSale.get(id)
    if (product === undefined || left === 0) {
      missing.push(name)
      continue
    }
    basket.push({ id, quantity: Math.min(quantity, left), name: product.name, cents: toCents(product.price) })
    if (left < quantity) {
      fewer.push(`${left}\u00a0${product.name}`)
      short.push(id)
    }
  }
  return { basket, missing, fewer, short }
}

/* Adds the lines to a basket. Of a product that was short it then holds what was left, not more. */
export const addReorder = (current: Basket, { basket, short }: Reorder): Basket =>
  merge(short.reduce(remove, current), basket)
