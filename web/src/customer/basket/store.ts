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

/* Takes over what another page has done. */
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

/* A page that comes back out of the history heard nothing while it lay there. */
addEventListener('pageshow', refresh)

/* `change` gets the basket as it is now and gives the one it becomes. */
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
