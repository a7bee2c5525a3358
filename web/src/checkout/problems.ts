/* problems.ts -- what stands between a basket and an order: what the server refused, by its problem+json pointers, and
 * what changed in the shop since the customer looked. Each has a repair that takes one tap.
 *
 * The server takes an order at today's price and lets the bakers find out what is sold out. A customer should agree to
 * a price first and not wait for an order that cannot be baked: so the basket is held against a fresh list before it is
 * sent.
 */
import type { FieldProblem } from './attempt'
import type { FieldName } from './validation'

export const QUANTITY_MAX = 99
export const LINES_MAX = 50

export interface BasketLine {
  productId: number
  quantity: number
  priceCents: number // as the customer saw it
}
export interface OnSale {
  id: number
  priceCents: number
  available: boolean
}

export type LineProblem =
  | { productId: number; kind: 'gone' | 'sold_out' } // repair: remove the line
  | { productId: number; kind: 'price'; priceCents: number } // repair: agree to it
  | { productId: number; kind: 'quantity'; take: number } // repair: take as many as can be ordered

export interface Refusal {
  fields: FieldName[]
  lines: LineProblem[]
  other: boolean // something that no field of the page stands for
}

function changed(line: BasketLine, product: OnSale | undefined): LineProblem[] {
  const { productId } = line
  if (product === undefined) return [{ productId, kind: 'gone' }]
  if (!product.available) return [{ productId, kind: 'sold_out' }]
  if (product.priceCents === line.priceCents) return []
  return [{ productId, kind: 'price', priceCents: product.priceCents }]
}

export function changedLines(lines: readonly BasketLine[], products: readonly OnSale[]): LineProblem[] {
  const byId = new Map(products.map((product) => [product.id, product]))
  return lines.flatMap((line) => changed(line, byId.get(line.productId)))
}

const fieldOf: Readonly<Record<string, FieldName>> = { '/customer_name': 'name', '/customer_email': 'email' }

/* `productIds` in the order of the items that were sent. */
export function readRefusal(errors: readonly FieldProblem[], productIds: readonly number[]): Refusal {
  const refusal: Refusal = { fields: [], lines: [], other: errors.length === 0 }
  for (const { pointer } of errors) {
    const field = fieldOf[pointer]
    const [, index, member] = /^\/items\/(\d{1,3})(?:\/(product_id|quantity))?$/.exec(pointer) ?? []
    const productId = index === undefined ? undefined : productIds[Number(index)]
    if (field !== undefined) refusal.fields.push(field)
    else if (productId === undefined) refusal.other = true
    else if (member === 'quantity') refusal.lines.push({ productId, kind: 'quantity', take: QUANTITY_MAX })
    else refusal.lines.push({ productId, kind: 'gone' })
  }
  return refusal
}
