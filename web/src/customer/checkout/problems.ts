/* problems.ts -- what stands between a basket and an order: what the server refused, by its problem+json pointers, and
 * what changed in the shop since the customer looked. Each line's problem has a repair that takes one tap.
 *
 * The server takes an order at today's price and lets the worker find out what is sold out. A customer should agree to
 * a price first, and not wait for an order that cannot be filled: so the basket is held against a fresh list before it
 * is sent.
 */
import type { FieldProblem } from '../../api/problem'
import { QUANTITY_MAX, type Basket, type Change, type PricedBasket } from '../basket/basket'
import type { FieldName } from './validation'

/* 'too-many' is repaired by taking as many as can be ordered, 'repriced' by agreeing, the others by removal. */
export interface LineProblem {
  readonly id: number // of the product
  readonly kind: Change | 'too-many'
}

export interface Refusal {
  readonly fields: readonly FieldName[]
  readonly lines: readonly LineProblem[]
  readonly pickup: boolean
  readonly other: boolean // something that no part of the page stands for
}

export const changedLines = (priced: PricedBasket): LineProblem[] =>
  priced.lines.flatMap(({ line, change }) => (change === null ? [] : [{ id: line.id, kind: change }]))

const fieldOf: Readonly<Record<string, FieldName>> = {
  '/customer_name': 'name',
  '/phone': 'phone',
  '/customer_email': 'email',
  '/note': 'note'
}

/* `ids`: the products in the order of the items that were sent. */
export function readRefusal(errors: readonly FieldProblem[], ids: readonly number[]): Refusal {
  const fields: FieldName[] = []
  const lines: LineProblem[] = []
  let pickup = false
  let other = errors.length === 0
  for (const { pointer } of errors) {
    const field = fieldOf[pointer]
    const [, index, member] = /^\/items\/(\d{1,3})(?:\/(product_id|quantity))?$/.exec(pointer) ?? []
    const id = index === undefined ? undefined : ids[Number(index)]
    if (field !== undefined) fields.push(field)
    else if (/^\/pickup(\/|$)/.test(pointer)) pickup = true
    else if (id === undefined) other = true
    else lines.push({ id, kind: member === 'quantity' ? 'too-many' : 'gone' })
  }
  return { fields, lines, pickup, other }
}

/* The repair of one line. `cents`: today's price. */
export function repairLine(basket: Basket, { id, kind }: LineProblem, cents: number): Basket {
  if (kind === 'repriced') return basket.map((line) => (line.id === id ? { ...line, cents } : line))
  if (kind === 'too-many') return basket.map((line) => (line.id === id ? { ...line, quantity: QUANTITY_MAX } : line))
  return basket.filter((line) => line.id !== id)
}
