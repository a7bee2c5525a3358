import { describe, expect, test } from 'vitest'
import { AUTOMATIC_RETRIES, KEY_LIFE_MS, nextAttempt, type Answer, type Attempt, type AttemptState } from './attempt'

const now = 1_750_000_000_000
const idle: AttemptState = { name: 'idle' }
const first: Attempt = { key: 'k1', body: '{"items":[1]}', totalCents: 975, begunAt: now }
const second: Attempt = { key: 'k2', body: '{"items":[2]}', totalCents: 350, begunAt: now }

const submit = (state: AttemptState, wanted: Attempt, unanswered?: number, stored = first) =>
  nextAttempt(state, {
    type: 'submit',
    wanted,
    stored: unanswered === undefined ? null : { ...stored, unanswered },
    now
  })
const answer = (state: AttemptState, given: Answer, random = 0.5) =>
  nextAttempt(state, { type: 'answer', answer: given, now, random })
const sending = submit(idle, first)
const unknown: Answer = { kind: 'unknown', retryAfterS: 0 }

function sentKey(state: AttemptState): string {
  if (state.name !== 'sending') throw new Error(`nothing is sent in ${state.name}`)
  return state.attempt.key
}

describe('one order, however often it is sent', () => {
  test('a second click sends nothing while the order is being sent or after it was placed', () => {
    expect(submit(sending, second, 1)).toBe(sending)
    const placed = answer(sending, { kind: 'placed', orderId: 7 })
    expect(placed).toEqual({ name: 'placed', attempt: first, orderId: 7 })
    expect(submit(placed, second)).toBe(placed)
  })

  test('after a lost response the same key is sent again, automatically and by hand', () => {
    const waiting = answer(sending, unknown)
    expect(waiting.name).toBe('waiting')
    expect(sentKey(nextAttempt(waiting, { type: 'retry' }))).toBe('k1')
    expect(sentKey(submit(waiting, { ...first, key: 'k3' }, 1))).toBe('k1')
  })

  test('after a reload the same key is sent again', () => {
    const resumed = nextAttempt(idle, { type: 'resume', stored: { ...first, unanswered: 1 }, now })
    expect(sentKey(resumed)).toBe('k1')
    expect(sentKey(submit(idle, { ...first, key: 'k3' }, 1))).toBe('k1')
  })

  test('a changed basket gets a new key only when the former attempt was certainly not stored', () => {
    expect(sentKey(submit(idle, second, 1))).toBe('k1')
    expect(sentKey(submit(idle, second, 0))).toBe('k2')
    const limited = answer(sending, { kind: 'limited', retryAfterS: 1 })
    expect(sentKey(submit(limited, second, 1))).toBe('k1')
    expect(sentKey(submit(limited, second, 0))).toBe('k2')
  })

  test('the same basket keeps its key also when it was certainly not stored', () => {
    expect(sentKey(submit(idle, { ...first, key: 'k3' }, 0))).toBe('k1')
  })

  test('a key that the server has forgotten is not sent again while its order may be stored', () => {
    const old = { ...first, begunAt: now - KEY_LIFE_MS - 1 }
    expect(submit(idle, second, 1, old)).toMatchObject({ name: 'expired', attempt: { key: 'k1' } })
    expect(nextAttempt(idle, { type: 'resume', stored: { ...old, unanswered: 1 }, now }).name).toBe('expired')
    expect(submit({ name: 'expired', attempt: old }, second).name).toBe('expired')
    expect(sentKey(submit(idle, second, 0, old))).toBe('k2')
  })
})

describe('waiting', () => {
  const until = (state: AttemptState) => (state.name === 'waiting' ? state.until - now : NaN)

  test('backs off, with jitter, to a cap', () => {
    const waits = []
    let state: AttemptState = sending
    for (let i = 0; i < AUTOMATIC_RETRIES; i++) {
      state = answer(state, unknown, 1)
      waits.push(until(state))
      state = nextAttempt(state, { type: 'retry' })
    }
    expect(waits).toEqual([1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000])
    expect(until(answer(sending, unknown, 0))).toBe(500)
  })

  test('stops after a number of retries, and starts again by hand', () => {
    let state: AttemptState = sending
    for (let i = 0; i < AUTOMATIC_RETRIES; i++) state = nextAttempt(answer(state, unknown), { type: 'retry' })
    const stalled = answer(state, unknown)
    expect(stalled).toEqual({ name: 'stalled', attempt: first, why: 'unknown' })
    expect(answer(nextAttempt(stalled, { type: 'retry' }), unknown).name).toBe('waiting')
  })

  test('is as long as the server says, within limits', () => {
    expect(until(answer(sending, { kind: 'limited', retryAfterS: 12 }))).toBe(12_000)
    expect(until(answer(sending, { kind: 'unknown', retryAfterS: 999_999 }))).toBe(300_000)
  })

  test('ignores a response that is not expected', () => {
    const waiting = answer(sending, unknown)
    expect(answer(waiting, { kind: 'refused', errors: [], pickup: null })).toBe(waiting)
  })
})

describe('an end', () => {
  test('that refuses lets the next attempt have its own key', () => {
    const errors = [{ pointer: '/customer_name', detail: 'is required' }]
    const refused = answer(sending, { kind: 'refused', errors, pickup: null })
    expect(refused.name).toBe('refused')
    expect(sentKey(submit(refused, second))).toBe('k2')
  })

  test('is forgotten on the way to a new order; an open attempt is not', () => {
    expect(nextAttempt(answer(sending, { kind: 'key_used' }), { type: 'forget' })).toEqual(idle)
    expect(nextAttempt(sending, { type: 'forget' })).toBe(sending)
  })
})
