/* removed.ts -- remembers lines that were taken out, and where they stood, so that each can be put back in its place
 * while the page is open. */
import type { Basket, Line } from './basket'

export interface Removed {
  readonly line: Line
  readonly index: number // its row when it was taken out, among lines and removed ones
}

export type Row =
  { kind: 'line'; id: number; index: number } | { kind: 'removed'; id: number; line: Line; index: number }

/* Lines and removed lines in the order in which they stood; `index` is the place in the basket. */
export function rowsOf(basket: Basket, removed: readonly Removed[]): Row[] {
  const inBasket = new Set(basket.map(({ id }) => id))
  const rows: Row[] = basket.map(({ id }, index) => ({ kind: 'line', id, index }))
  const missing = removed.filter(({ line }) => !inBasket.has(line.id)).toSorted((a, b) => a.index - b.index)
  for (const { line, index } of missing) rows.splice(index, 0, { kind: 'removed', id: line.id, line, index: 0 })
  return withPlaces(rows)
}

function withPlaces(rows: readonly Row[]): Row[] {
  let place = 0
  return rows.map((row) => ({ ...row, index: row.kind === 'line' ? place++ : place }))
}
