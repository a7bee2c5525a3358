/* store.ts -- the open attempt on this device: one at most, and the count of its sends without an answer.
 *
 * Each function reads and writes the storage in one go, so that two tabs add up instead of overwriting each other.
 * Where the browser keeps nothing (storage is off or full), the attempt lives as long as the page.
 */
import type { Attempt, StoredAttempt } from './attempt'

const NAME = 'bakery.attempt'

let unkept: StoredAttempt | null = null // what the browser would not keep

function isStored(value: unknown): value is StoredAttempt {
  const { key, body, totalCents, begunAt, unanswered } = (value ?? {}) as Record<string, unknown>
  return (
    typeof key === 'string' &&
    /^[\x21-\x7e]{1,255}$/.test(key) &&
    typeof body === 'string' &&
    Number.isSafeInteger(totalCents) &&
    Number.isSafeInteger(begunAt) &&
    Number.isSafeInteger(unanswered)
  )
}

export function storedAttempt(): StoredAttempt | null {
  if (unkept !== null) return unkept
  try {
    const value: unknown = JSON.parse(localStorage.getItem(NAME) ?? 'null')
    return isStored(value) ? value : null
  } catch {
    return null
  }
}

function keep(attempt: StoredAttempt): void {
  try {
    localStorage.setItem(NAME, JSON.stringify(attempt))
    unkept = null
  } catch {
    unkept = attempt
  }
}

/* Before a send: from here on the order may be stored. What is sent again and no longer here was settled by another
 * tab: it stays settled. */
export function noteSend(attempt: Attempt, again: boolean): void {
  const stored = storedAttempt()
  const isHere = stored?.key === attempt.key
  if (again && !isHere) return
  const before = isHere ? stored.unanswered : 0
  const { key, body, totalCents, begunAt } = attempt
  keep({ key, body, totalCents, begunAt, unanswered: before + 1 })
}

/* The answer said that this send stored nothing; others of the same attempt may still have. */
export function noteNotStored(attempt: Attempt): void {
  const stored = storedAttempt()
  if (stored?.key === attempt.key) keep({ ...stored, unanswered: Math.max(0, stored.unanswered - 1) })
}

/* The attempt is settled; false: it was already. Another one, which another tab has begun since, stays. */
export function dropAttempt(attempt: Attempt): boolean {
  if (storedAttempt()?.key !== attempt.key) return false
  unkept = null
  try {
    localStorage.removeItem(NAME)
  } catch {
    // Nothing was kept.
  }
  return true
}

/* 128 random bits. crypto.randomUUID() is missing where the shop is visited over plain HTTP, on a local network. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}
