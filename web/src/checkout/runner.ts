/* runner.ts -- runs the order's attempt: sends it, waits, and tells who watches.
 *
 * It belongs to the page's lifetime and not to the checkout's: an answer that comes while the customer has gone back to
 * the menu still settles the order. Everything from outside (network, clock, timers) is handed in.
 */
import { isOpen, nextAttempt, type Answer, type Attempt, type AttemptEvent, type AttemptState } from './attempt'
import { dropAttempt, newKey, noteNotStored, noteSend, storedAttempt } from './store'

export interface RunnerParts {
  send: (key: string, body: string) => Promise<Answer> // never rejects
  onPlaced: (attempt: Attempt, orderId: number) => void
  now: () => number
  random: () => number
}

export interface Runner {
  state: () => AttemptState
  subscribe: (listener: () => void) => () => void
  submit: (body: string, totalCents: number) => void
  resume: () => void
  retry: () => void
  cancel: () => void
  forget: () => void
}

export function createRunner(parts: RunnerParts): Runner {
  const listeners = new Set<() => void>()
  let state: AttemptState = { name: 'idle' }
  let timer: ReturnType<typeof setTimeout> | undefined

  function dispatch(event: AttemptEvent): void {
    const before = state
    state = nextAttempt(before, event)
    if (state === before) return
    clearTimeout(timer)
    enter(state, before)
    listeners.forEach((listener) => {
      listener()
    })
  }

  function enter(entered: AttemptState, before: AttemptState): void {
    switch (entered.name) {
      case 'sending':
        noteSend(entered.attempt, isOpen(before) && before.attempt.key === entered.attempt.key)
        void sendOnce(entered.attempt)
        break
      case 'waiting':
        timer = setTimeout(() => {
          dispatch({ type: 'retry' })
        }, entered.until - parts.now())
        break
      case 'placed': // by this tab or, with the same key, by another one, which has told of it already
        if (dropAttempt(entered.attempt)) parts.onPlaced(entered.attempt, entered.orderId)
        break
      case 'refused':
      case 'key_used':
        dropAttempt(entered.attempt)
        break
    }
  }

  async function sendOnce(attempt: Attempt): Promise<void> {
    const answer = await parts.send(attempt.key, attempt.body)
    if (answer.kind === 'limited') noteNotStored(attempt)
    dispatch({ type: 'answer', answer, now: parts.now(), random: parts.random() })
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    submit(body, totalCents) {
      const now = parts.now()
      const wanted = { key: newKey(), body, totalCents, begunAt: now }
      dispatch({ type: 'submit', wanted, stored: storedAttempt(), now })
    },
    /* After a reload: an attempt without an answer is asked after; one that was certainly not stored waits for its
     * customer. */
    resume() {
      const stored = storedAttempt()
      if (stored !== null && stored.unanswered > 0 && !isOpen(state))
        dispatch({ type: 'resume', stored, now: parts.now() })
    },
    retry() {
      dispatch({ type: 'retry' })
    },
    /* The customer leaves, to change the basket perhaps: what was certainly not stored does not go out behind their
     * back. */
    cancel() {
      const stored = storedAttempt()
      if (isOpen(state) && stored?.key === state.attempt.key && stored.unanswered === 0) dispatch({ type: 'cancel' })
    },
    /* An end was seen. */
    forget() {
      if (state.name === 'expired') dropAttempt(state.attempt)
      dispatch({ type: 'forget' })
    }
  }
}
