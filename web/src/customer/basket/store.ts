/* store.ts -- the basket on this device, shared by all tabs of the shop.
 *
 * Where the browser keeps nothing (storage is off or full) the basket lives as long as the page.
 */
import { useSyncExternalStore } from 'react'
import { parse, serialise, type Basket } from './basket'

const NAME = 'bakery.basket'

const listeners = new Set<() => void>()
let text = stored() // as it was last read or written
let basket = parse(text)

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

/* Reads changes that another page has made. */
function refresh(): void {
  const now = stored()
  if (now === text) return
  text = now
  basket = parse(now)
  tell()
}

/* Another tab has changed it, or cleared all storage (then `key` is null). */
addEventListener('storage', ({ key }) => {
  if (key === NAME || key === null) refresh()
})

/* A page restored from the history got no events in the meantime. */
addEventListener('pageshow', refresh)

/* `change` gets the current basket and returns the new one. */
export function updateBasket(change: (basket: Basket) => Basket): void {
  refresh()
  const next = change(basket)
  if (next === basket) return
  basket = next
  const kept = serialise(basket)
  try {
    localStorage.setItem(NAME, kept)
    text = kept
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
