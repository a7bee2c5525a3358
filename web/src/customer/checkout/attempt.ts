/* attempt.ts -- one attempt to place an order, as a state machine without I/O.
 *
 * An attempt is a key and a body that never change. It is kept on the device from before its first send until an
 * answer settles it, so that a double click, a retry, a reload or a lost answer sends the same key and body again: the
 * server then answers with the one order (invariant I5). The ways through it:
 *
 *     idle --submit--> sending --answer--> placed | refused | key_used
 *                         |  ^
 *                         v  | retry, when due or asked for
 *                       waiting --> stalled, when the automatic retries are used up
 *
 * What happens at each state is runner.ts; what is kept is store.ts.
 */
import type { FieldProblem, PickupRefusal } from '../../api/problem'

/* 24 h is how long the server remembers a key (sql: keys_expire); later the same key could order twice. */
export const KEY_LIFE_MS = 23 * 3_600_000

export const AUTOMATIC_RETRIES = 8
const BACKOFF_FIRST_MS = 1000
const BACKOFF_MAX_MS = 30_000
const RETRY_AFTER_MAX_MS = 300_000

export interface Attempt {
  key: string
  body: string // JSON, byte for byte as it is sent
  totalCents: number // as the button said
  begunAt: number
}

/* `unanswered` counts sends whose answer never came: while it is not 0, the order may be stored. */
export interface StoredAttempt extends Attempt {
  unanswered: number
}

export type Doubt = 'unknown' | 'busy' | 'limited'

/* Why an order was refused. `pickup`: its pickup is no longer possible. */
export interface Refused {
  errors: readonly FieldProblem[]
  pickup: PickupRefusal | null
}

export type Answer =
  | { kind: 'placed'; orderId: number }
  | ({ kind: 'refused' } & Refused) // not stored, and this body never will be
  | { kind: 'key_used' } // the key stands for another order
  | { kind: Doubt; retryAfterS: number }

export type AttemptState =
  | { name: 'idle' }
  | { name: 'sending'; attempt: Attempt; retries: number; why: Doubt | null } // null: it is the first send
  | { name: 'waiting'; attempt: Attempt; retries: number; why: Doubt; until: number }
  | { name: 'stalled'; attempt: Attempt; why: Doubt }
  | { name: 'placed'; attempt: Attempt; orderId: number }
  | ({ name: 'refused'; attempt: Attempt } & Refused)
  | { name: 'key_used'; attempt: Attempt }
  | { name: 'expired'; attempt: Attempt }

export type AttemptEvent =
  | { type: 'submit'; wanted: Attempt; stored: StoredAttempt | null; now: number }
  | { type: 'resume'; stored: StoredAttempt; now: number }
  | { type: 'answer'; answer: Answer; now: number; random: number }
  | { type: 'retry' }
  | { type: 'cancel' }
  | { type: 'forget' }

export type OpenState = Extract<AttemptState, { name: 'sending' | 'waiting' | 'stalled' }>

export const isOpen = (state: AttemptState): state is OpenState =>
  state.name === 'sending' || state.name === 'waiting' || state.name === 'stalled'

/* Equal jitter: half of the step is random, so that not all clients return at the same moment. */
function backoffMs(retries: number, random: number): number {
  const step = Math.min(BACKOFF_FIRST_MS * 2 ** retries, BACKOFF_MAX_MS)
  return step / 2 + (step / 2) * random
}

function send(attempt: Attempt, stored: StoredAttempt | null, now: number): AttemptState {
  if (stored !== null && stored.unanswered > 0 && now - stored.begunAt > KEY_LIFE_MS)
    return { name: 'expired', attempt: stored }
  return { name: 'sending', attempt, retries: 0, why: (stored?.unanswered ?? 0) > 0 ? 'unknown' : null }
}

/* A former attempt goes first when it asked for the same, or when nobody knows whether it was stored. */
function submit(state: AttemptState, wanted: Attempt, stored: StoredAttempt | null, now: number): AttemptState {
  // A second click may still carry the basket of the order that was just placed.
  if (state.name === 'sending' || state.name === 'placed' || state.name === 'expired') return state
  const former = stored !== null && (stored.unanswered > 0 || stored.body === wanted.body)
  return former ? send(stored, stored, now) : send(wanted, null, now)
}

function doubt(state: { attempt: Attempt; retries: number }, why: Doubt, waitMs: number, now: number): AttemptState {
  const { attempt, retries } = state
  if (retries >= AUTOMATIC_RETRIES) return { name: 'stalled', attempt, why }
  return { name: 'waiting', attempt, retries: retries + 1, why, until: now + waitMs }
}

function answered(state: AttemptState, event: { answer: Answer; now: number; random: number }): AttemptState {
  if (state.name !== 'sending') return state
  const { attempt, retries } = state
  const { answer, now, random } = event
  switch (answer.kind) {
    case 'placed':
      return { name: 'placed', attempt, orderId: answer.orderId }
    case 'refused':
      return { name: 'refused', attempt, errors: answer.errors, pickup: answer.pickup }
    case 'key_used':
      return { name: 'key_used', attempt }
    default: {
      const asked = Math.min(answer.retryAfterS * 1000, RETRY_AFTER_MAX_MS)
      return doubt({ attempt, retries }, answer.kind, Math.max(asked, backoffMs(retries, random)), now)
    }
  }
}

/* `Try again now` and the end of the wait. The former resets the number of automatic retries. */
function retry(state: AttemptState): AttemptState {
  if (state.name !== 'waiting' && state.name !== 'stalled') return state
  const { attempt, why } = state
  return { name: 'sending', attempt, retries: state.name === 'waiting' ? state.retries : 0, why }
}

export function nextAttempt(state: AttemptState, event: AttemptEvent): AttemptState {
  switch (event.type) {
    case 'submit':
      return submit(state, event.wanted, event.stored, event.now)
    case 'resume':
      return isOpen(state) ? state : send(event.stored, event.stored, event.now)
    case 'answer':
      return answered(state, event)
    case 'retry':
      return retry(state)
    case 'cancel': // only for what was certainly not stored
      return state.name === 'waiting' || state.name === 'stalled' ? { name: 'idle' } : state
    case 'forget':
      return isOpen(state) ? state : { name: 'idle' }
  }
}
