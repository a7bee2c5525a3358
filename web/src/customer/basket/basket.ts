/* basket.ts -- the basket's data and rules; store.ts keeps it.
 *
 * A line remembers the name and the price that the customer saw when it was put in; what it costs is always what the
 * server's list says now. Comparing both shows what has changed since.
 */
import type { Product } from '../../api/client'
import { toCents } from '../../ui/money'

/* As the server limits an order (openapi.json, OrderInput). */
export const LINES_MAX = 50
export const QUANTITY_MAX = 99

export interface Line {
  readonly id: number
  readonly quantity: number
  readonly name: string
  readonly cents: number
}
export type Basket = readonly Line[]

export const emptyBasket: Basket = []

export const quantityOf = (basket: Basket, id: number): number => basket.find((line) => line.id === id)?.quantity ?? 0

export const countOf = (basket: Basket): number => basket.reduce((count, line) => count + line.quantity, 0)

/* The sum at the prices that the customer saw. */
export const chosenCents = (basket: Basket): number =>
  basket.reduce((total, line) => total + line.cents * line.quantity, 0)

/* What is sold out today only can be had on another day. */
export const isOrderable = ({ available, sold_out_today }: Product): boolean => available || sold_out_today

const clamp = (quantity: number) => Math.min(Math.max(Math.trunc(quantity), 0), QUANTITY_MAX)

const lineOf = (product: Product, quantity: number): Line => ({
  id: product.id,
  quantity,
  name: product.name,
  cents: toCents(product.price)
})

/* Whether one more kind of product fits in. */
export const hasRoomFor = (basket: Basket, id: number): boolean =>
  basket.length < LINES_MAX || basket.some((line) => line.id === id)

/* 0 takes the line out; a product that is not in yet becomes the last line. */
export function setQuantity(basket: Basket, product: Product, wanted: number): Basket {
  const quantity = clamp(wanted)
  if (quantity === 0) return remove(basket, product.id)
  if (!basket.some((line) => line.id === product.id))
    return hasRoomFor(basket, product.id) ? [...basket, lineOf(product, quantity)] : basket
  return basket.map((line) => (line.id === product.id ? lineOf(product, quantity) : line))
}

export const add = (basket: Basket, product: Product, quantity = 1): Basket =>
  setQuantity(basket, product, quantityOf(basket, product.id) + quantity)

export const remove = (basket: Basket, id: number): Basket => basket.filter((line) => line.id !== id)

/* Puts a removed line back where it was, or adds to what has been put in since. */
export function putBack(basket: Basket, line: Line, index: number): Basket {
  const known = quantityOf(basket, line.id)
  if (known > 0)
    return basket.map((other) => (other.id === line.id ? { ...other, quantity: clamp(known + line.quantity) } : other))
  return hasRoomFor(basket, line.id) ? basket.toSpliced(index, 0, line) : basket
}

/* An order's lines on top of a basket. */
export const merge = (basket: Basket, lines: Basket): Basket =>
  lines.reduce((merged, line) => putBack(merged, line, merged.length), basket)

/* A basket as the API reads it. The same products in another order are the same question. */
export const itemsOf = (basket: Basket): string =>
  basket
    .toSorted((a, b) => a.id - b.id)
    .map(({ id, quantity }) => `${id}:${quantity}`)
    .join(',')

/* ---- on the device ---- */

export const serialise = (basket: Basket): string => JSON.stringify(basket)

function isLine(value: unknown): value is Line {
  const { id, quantity, name, cents } = (value ?? {}) as Record<string, unknown>
  return (
    Number.isSafeInteger(id) &&
    (id as number) > 0 &&
    Number.isInteger(quantity) &&
    (quantity as number) >= 1 &&
    (quantity as number) <= QUANTITY_MAX &&
    typeof name === 'string' &&
    Number.isSafeInteger(cents) &&
    (cents as number) > 0
  )
}

/* Returns a basket for any text: invalid lines are left out. */
export function parse(text: string | null): Basket {
  let value: unknown
  try {
    value = JSON.parse(text ?? '[]')
  } catch {
    return emptyBasket
  }
  if (!Array.isArray(value)) return emptyBasket
  const lines = value.filter(isLine).map(({ id, quantity, name, cents }) => ({ id, quantity, name, cents }))
  return merge(emptyBasket, lines)
}

/* ---- against the list of today ---- */

export type Change = 'repriced' | 'sold-out' | 'gone'

export interface PricedLine {
  readonly line: Line
  readonly product: Product | undefined // undefined: gone from the list
  readonly change: Change | null
  readonly cents: number // one piece, by the list
  readonly totalCents: number // 0 when it cannot be had
}

export interface PricedBasket {
  readonly lines: readonly PricedLine[]
  readonly count: number // pieces that can be had
  readonly totalCents: number
  readonly changes: number // lines that the customer has to look at
  readonly orderable: boolean // not empty, and each line can be had
}

function changeOf(line: Line, product: Product | undefined): Change | null {
  if (product === undefined) return 'gone'
  if (!isOrderable(product)) return 'sold-out'
  return toCents(product.price) === line.cents ? null : 'repriced'
}

function priceLine(line: Line, product: Product | undefined): PricedLine {
  const change = changeOf(line, product)
  const cents = product === undefined ? line.cents : toCents(product.price)
  const had = change !== 'gone' && change !== 'sold-out'
  return { line, product, change, cents, totalCents: had ? cents * line.quantity : 0 }
}

export function price(basket: Basket, products: readonly Product[]): PricedBasket {
  const byId = new Map(products.map((product) => [product.id, product]))
  const lines = basket.map((line) => priceLine(line, byId.get(line.id)))
  const had = lines.filter(({ totalCents }) => totalCents > 0)
  return {
    lines,
    count: had.reduce((count, { line }) => count + line.quantity, 0),
    totalCents: had.reduce((total, { totalCents }) => total + totalCents, 0),
    changes: lines.filter(({ change }) => change !== null).length,
    orderable: lines.length > 0 && had.length === lines.length
  }
}

/* Accepts all changes: takes the list's prices and removes what is not available. */
export const acceptChanges = (basket: Basket, products: readonly Product[]): Basket =>
  price(basket, products).lines.flatMap(({ line, change, cents }) =>
    change === 'gone' || change === 'sold-out' ? [] : [{ ...line, cents }]
  )
