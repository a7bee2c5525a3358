/* order-body.ts -- writes and reads the body of an order. */
import type { OrderInput, PickupChoice } from '../../api/client'
import type { Basket } from '../basket/basket'
import { tidy, type FieldName } from './validation'

/* `pickup`: null where there is none. */
export function bodyOf(
  values: Readonly<Record<FieldName, string>>,
  basket: Basket,
  pickup: PickupChoice | null
): string {
  const [phone, note] = [tidy(values.phone), tidy(values.note)]
  const order: OrderInput = {
    customer_name: tidy(values.name),
    customer_email: tidy(values.email),
    items: basket.map(({ id, quantity }) => ({ product_id: id, quantity })),
    ...(phone !== '' && { phone }),
    ...(note !== '' && { note }),
    ...(pickup !== null && { pickup })
  }
  return JSON.stringify(order)
}

/* What was sent of each field. */
export const valuesOf = (order: OrderInput): Record<FieldName, string> => ({
  name: order.customer_name,
  phone: order.phone ?? '',
  email: order.customer_email,
  note: order.note ?? ''
})

/* Reads a body; one that was stored on the device may be invalid. */
export function readBody(body: string): OrderInput {
  const nothing: OrderInput = { customer_name: '', customer_email: '', items: [] }
  try {
    const order = JSON.parse(body) as OrderInput
    return Array.isArray(order.items) ? order : nothing
  } catch {
    return nothing
  }
}

/* Keeps what was added to the basket after the order was sent. */
export function withoutOrdered(basket: Basket, { items }: OrderInput): Basket {
  const ordered = new Map(items.map(({ product_id, quantity }) => [product_id, quantity]))
  return basket.flatMap((line) => {
    const quantity = line.quantity - (ordered.get(line.id) ?? 0)
    return quantity > 0 ? [{ ...line, quantity }] : []
  })
}
