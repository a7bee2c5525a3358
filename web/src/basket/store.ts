/* store.ts -- the basket on this device, shared by all tabs of the shop.
 *
 * Where the browser keeps nothing (storage is off or full) the basket lives as long as the page.
 */
import { useSyncExternalStore } from 'react'
import { parse, serialise, type Basket } from './basket'

const NAME = 'bakery.basket'

const listeners = new Set<() => void>()
let basket = parse(stored())

function stored(): string | null {
  try {
    return localStorage.getItem(NAME)
  } catch {
    return null
  }
}

function tell(): void {
  for (const listener of listeners) listener()
}

/* Another tab has changed it, or cleared all storage (then `key` is null). */
addEventListener('storage', ({ key }) => {
  if (key !== NAME && key !== null) return
  basket = parse(stored())
  tell()
})

/* `change` gets the basket as it is now and gives the one it becomes. */
export function updateBasket(change: (basket: Basket) => Basket): void {
  const next = change(basket)
  if (next === basket) return
  basket = next
  try {
    localStorage.setItem(NAME, serialise(basket))
  } catch {
    // It lives on in this page.
  }
  tell()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useBasket = (): Basket => useSyncExternalStore(subscribe, () => basket)

export const currentBasket = (): Basket => basket
