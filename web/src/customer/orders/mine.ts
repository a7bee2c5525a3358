/* mine.ts -- 'your orders': the orders placed on this device, newest first. The page of an order is found by its id
 * alone, so only this list leads back to it; it never leaves the device.
 *
 * The stored list may come from an older version, another tab or anybody: each entry is checked.
 */

export interface MyOrder {
  id: number
  placedAt: number // ms since 1970
  totalCents: number
}

export const MINE_MAX = 50
const NAME = 'bakery.orders'

const listeners = new Set<() => void>()
let unkept: readonly MyOrder[] = [] // what the browser would not keep
let snapshot: { text: string | null; orders: readonly MyOrder[] } = { text: null, orders: [] }

function isMyOrder(value: unknown): value is MyOrder {
  const { id, placedAt, totalCents } = (value ?? {}) as Record<string, unknown>
  return [id, placedAt, totalCents].every((number) => Number.isSafeInteger(number) && (number as number) > 0)
}

function parse(text: string | null): readonly MyOrder[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value.filter(isMyOrder).slice(0, MINE_MAX) : []
  } catch {
    return []
  }
}

/* Returns the same array until something changes, as useSyncExternalStore requires. */
export function myOrders(): readonly MyOrder[] {
  let text: string | null
  try {
    text = localStorage.getItem(NAME)
  } catch {
    return unkept
  }
  if (unkept.length > 0) return unkept
  if (snapshot.text !== text) snapshot = { text, orders: parse(text) }
  return snapshot.orders
}

function keep(orders: readonly MyOrder[]): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(orders))
    unkept = []
  } catch {
    unkept = orders
  }
  listeners.forEach((listener) => {
    listener()
  })
}

export function rememberOrder(order: MyOrder): void {
  keep([order, ...myOrders().filter(({ id }) => id !== order.id)].slice(0, MINE_MAX))
}

export function forgetOrder(gone: number): void {
  keep(myOrders().filter(({ id }) => id !== gone))
}

/* Also reports orders that another tab placed. */
export function watchMyOrders(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key === NAME || key === null) listener()
  }
  listeners.add(listener)
  addEventListener('storage', onStorage)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', onStorage)
  }
}
