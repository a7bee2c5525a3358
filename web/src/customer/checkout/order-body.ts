/* order-body.ts -- an order as it is sent, and what is known of one that was sent. */
import type { OrderInput } from '../../api/client'
import type { Basket } from '../basket/basket'
import { tidy, type FieldName } from './validation'

export function bodyOf(values: Readonly<Record<FieldName, string>>, basket: Basket): string {
  const order: OrderInput = {
    customer_name: tidy(values.name),
    customer_email: tidy(values.email),
    items: basket.map(({ id, quantity }) => ({ product_id: id, quantity }))
  }
  return JSON.stringify(order)
}

/* A body of ours; one that was kept on the device may be anything. */
export function readBody(body: string): OrderInput {
  const nothing: OrderInput = { customer_name: '', customer_email: '', items: [] }
  try {
    const order = JSON.parse(body) as OrderInput
    return Array.isArray(order.items) ? order : nothing
  } catch {
    return nothing
  }
}

/* What was put in the basket since the order was sent stays in it. */
export function withoutOrdered(basket: Basket, { items }: OrderInput): Basket {
  const ordered = new Map(items.map(({ product_id, quantity }) => [product_id, quantity]))
  return basket.flatMap((line) => {
    const quantity = line.quantity - (ordered.get(line.id) ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}
