/* shelf-of.ts -- which pieces of an order stand on its shelf, when there is no room for all. */

export const SHELF_MAX = 8

export interface Quantified {
  quantity: number
}

/* Each line gets a place, in order, before any gets a second one; then the lines are filled up from the first. */
export function shelfOf<Line extends Quantified>(
  lines: readonly Line[],
  max = SHELF_MAX
): { pieces: Line[]; more: number } {
  const shown = lines.slice(0, max)
  let room = max - shown.length
  const pieces = shown.flatMap((line) => {
    const extra = Math.min(line.quantity - 1, room)
    room -= extra
    return Array<Line>(1 + extra).fill(line)
  })
  const all = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  return { pieces, more: all - pieces.length }
}
