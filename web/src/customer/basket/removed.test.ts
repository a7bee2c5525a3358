import { describe, expect, it } from 'vitest'
import { remove, type Basket } from './basket'
import { rowsOf, type Removed } from './removed'

const line = (id: number) => ({ id, quantity: 1, name: `Bun ${id}`, cents: 250 })
const four: Basket = [1, 2, 3, 4].map(line)

/* As the page does it: takes each out of the rows as they stand then. */
function takeOut(ids: readonly number[]) {
  let basket = four
  let removed: Removed[] = []
  for (const id of ids) {
    const index = rowsOf(basket, removed).findIndex((row) => row.id === id)
    removed = [...removed, { line: line(id), index }]
    basket = remove(basket, id)
  }
  return rowsOf(basket, removed)
}

describe('rows of the basket', () => {
  it.each([[[2]], [[1]], [[4]], [[2, 3]], [[3, 2]], [[1, 2, 3, 4]], [[4, 1, 3]]])(
    'stay where they stood when %j are taken out',
    (ids) => {
      const rows = takeOut(ids)
      expect(rows.map(({ id }) => id)).toEqual([1, 2, 3, 4])
      expect(rows.filter(({ kind }) => kind === 'removed').map(({ id }) => id)).toEqual(ids.toSorted())
    }
  )

  it('remember the place of a line in the basket', () => {
    expect(takeOut([1, 3]).map(({ id, index }) => [id, index])).toEqual([
      [1, 0],
      [2, 0],
      [3, 1],
      [4, 1]
    ])
  })

  it('show a line once when its product was put in again', () => {
    const rows = rowsOf(four, [{ line: line(2), index: 1 }])
    expect(rows.map(({ kind, id }) => [kind, id])).toEqual([1, 2, 3, 4].map((id) => ['line', id]))
  })
})
