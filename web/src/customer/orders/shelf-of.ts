/* shelf-of.ts -- which pieces of an order stand on its shelf, when there is no room for all. */

export const SHELF_MAX = 8

export interface Quantified {
  quantity: number
}

/* The lines take turns, so that no line is left out because another one is long. When not all fit, the last place is
 * left for saying how many more there are. */
export function shelfOf<Line extends Quantified>(
  lines: readonly Line[],
  max = SHELF_MAX
): { pieces: Line[]; more: number } {
  const all = lines.reduce((sum, { quantity }) => sum + quantity, 0)
  const places = all > max ? max - 1 : all
  const counts = lines.map(() => 0)
  for (let taken = 0, turn = 0; taken < places; turn++) {
    const index = turn % lines.length
    const count = counts[index] ?? 0
    if (count === lines[index]?.quantity) continue
    counts[index] = count + 1
    taken++
  }
  const pieces = lines.flatMap((line, index) => Array<Line>(counts[index] ?? 0).fill(line))
  return { pieces, more: all - places }
}
