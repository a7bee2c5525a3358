import { describe, expect, it } from 'vitest'
import { aProduct } from '../../api/a-product'
import type { StaffProduct } from '../api'
import { beforeAfterMove, staffShelves, withMove } from './order'

const product = (id: number, place = 0, category = 'bread'): StaffProduct => ({
  ...aProduct,
  id,
  place,
  category,
  stock: null,
  active: true,
  version: 1,
  changed_by: null,
  changed_at: '2026-06-18T07:00:00.000Z',
  daily_limit: null,
  vat_permille: null,
  sold_out_on: null
})

const ids = (products: readonly StaffProduct[]) => products.map(({ id }) => id)

describe('the shelves of the staff', () => {
  it('stand in the order of the shop, the products in that of their places, then of their ids', () => {
    const shelves = staffShelves([product(1, 2), product(2), product(3), product(4, 1, 'tea')], {
      categories: ['cake', 'bread'].map((key) => ({ key, names: {} }))
    })
    expect(shelves.map(({ category, products }) => [category, ids(products)])).toEqual([
      ['bread', [2, 3, 1]],
      ['tea', [4]]
    ])
  })
})

describe('a move', () => {
  const shelf = [1, 2, 3, 4].map((id) => product(id))

  it.each([
    [2, -1, 1],
    [2, 1, 4],
    [3, 1, null],
    [1, -1, undefined],
    [4, 1, undefined]
  ] as const)('of %i by %i goes before %j', (id, step, before) => {
    expect(beforeAfterMove(id, step, shelf, shelf)).toBe(before)
  })

  it('jumps over the products that a search hides', () => {
    const shown = [shelf[0]!, shelf[3]!]
    expect(beforeAfterMove(4, -1, shown, shelf)).toBe(1)
    expect(beforeAfterMove(1, 1, shown, shelf)).toBe(null)
  })

  it('numbers its shelf again, and no other', () => {
    const all = [...shelf, product(9, 7, 'cake')]
    const order = (products: readonly StaffProduct[]) => products.map(({ id, place }) => [id, place])
    expect(order(withMove(all, 3, 1))).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
      [4, 4],
      [9, 7]
    ])
    expect(order(withMove(all, 1, null)).slice(0, 4)).toEqual([
      [1, 4],
      [2, 1],
      [3, 2],
      [4, 3]
    ])
  })
})
