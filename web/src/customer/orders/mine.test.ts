import { beforeEach, expect, test, vi } from 'vitest'
import { forgetOrder, MINE_MAX, myOrders, rememberOrder } from './mine'

const NAME = 'bakery.orders'
let items: Map<string, string>

beforeEach(() => {
  items = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (name: string) => items.get(name) ?? null,
    setItem: (name: string, value: string) => void items.set(name, value)
  })
})

const order = (id: number) => ({ id, placedAt: 1_750_000_000_000 + id, totalCents: 975 })

test('the newest order is first, and each order is listed once', () => {
  rememberOrder(order(1))
  rememberOrder(order(2))
  rememberOrder(order(1))
  expect(myOrders()).toEqual([order(1), order(2)])
})

test(`at most ${MINE_MAX} are kept`, () => {
  for (let id = 1; id <= MINE_MAX + 1; id++) rememberOrder(order(id))
  expect(myOrders()).toHaveLength(MINE_MAX)
  expect(myOrders()[0]).toEqual(order(MINE_MAX + 1))
  expect(myOrders().at(-1)).toEqual(order(2))
})

test('an order can be removed from the list', () => {
  rememberOrder(order(1))
  rememberOrder(order(2))
  forgetOrder(2)
  expect(myOrders()).toEqual([order(1)])
})

test('ignores stored values that are not orders', () => {
  items.set(
    NAME,
    JSON.stringify([order(1), null, 7, {}, { ...order(2), id: '2' }, { ...order(3), id: 1e300 }, order(4)])
  )
  expect(myOrders()).toEqual([order(1), order(4)])
  for (const text of ['', '{', '{}', '"x"']) {
    items.set(NAME, text)
    expect(myOrders()).toEqual([])
  }
})

test('the list stays the same object while nothing changes', () => {
  rememberOrder(order(1))
  expect(myOrders()).toBe(myOrders())
})

test('without storage the list lasts for the visit', () => {
  vi.stubGlobal('localStorage', undefined)
  rememberOrder(order(5))
  expect(myOrders()).toEqual([order(5)])
})
