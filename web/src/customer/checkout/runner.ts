/* runner.ts -- runs the order's attempt: sends it, waits, and notifies subscribers.
 *
 * It belongs to the page's lifetime and not to the checkout's: an answer that comes while the customer has gone back to
 * the menu still settles the order. Everything from outside (network, clock, chance) is handed in.
 */
import { isOpen, nextAttempt, type Answer, type Attempt, type AttemptEvent, type AttemptState } from './attempt'
import { dropAttempt, newKey, noteNotStored, noteSend, storedAttempt } from './store'

export interface RunnerParts {
  send: (key: string, body: string) => Promise<Answer> // never rejects
  onPlaced: (attempt: Attempt, orderId: number) => void
  now: () => number
  random: () => number
}

/* What is handed out as a callback is an arrow function. */
export class Runner {
  private current: AttemptState = { name: 'idle' }
  private timer: ReturnType<typeof setTimeout> | undefined
  private readonly listeners = new Set<() => void>()

  constructor(private readonly parts: RunnerParts) {}

  readonly state = (): AttemptState => this.current

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  submit(body: string, totalCents: number): void {
    const now = this.parts.now()
    const wanted = { key: newKey(), body, totalCents, begunAt: now }
    this.dispatch({ type: 'submit', wanted, stored: storedAttempt(), now })
  }

  /* After a reload: an attempt without an answer is asked after; one that was certainly not stored waits for its
   * customer. */
  resume(): void {
    const stored = storedAttempt()
    if (stored !== null && stored.unanswered > 0) this.dispatch({ type: 'resume', stored, now: this.parts.now() })
  }

  readonly retry = (): void => {
    this.dispatch({ type: 'retry' })
  }

  /* The customer leaves, to change the basket perhaps: what was certainly not stored does not go out behind their
   * back. */
  readonly cancel = (): void => {
    const stored = storedAttempt()
    const certain = isOpen(this.current) && stored?.key === this.current.attempt.key && stored.unanswered === 0
    if (certain) this.dispatch({ type: 'cancel' })
  }

  /* An end was seen. */
  readonly forget = (): void => {
    if (this.current.name === 'expired') dropAttempt(this.current.attempt)
    this.dispatch({ type: 'forget' })
  }

  private dispatch(event: AttemptEvent): void {
    const before = this.current
    this.current = nextAttempt(before, event)
    if (this.current === before) return
    clearTimeout(this.timer)
    this.enter(this.current, before)
    for (const listener of this.listeners) listener()
  }

  private enter(entered: AttemptState, before: AttemptState): void {
    switch (entered.name) {
      case 'sending':
        noteSend(entered.attempt, isOpen(before) && before.attempt.key === entered.attempt.key)
        void this.send(entered.attempt)
        break
      case 'waiting':
        this.timer = setTimeout(this.retry, entered.until - this.parts.now())
        break
      case 'placed': // by this tab or, with the same key, by another one, which has told of it already
        if (dropAttempt(entered.attempt)) this.parts.onPlaced(entered.attempt, entered.orderId)
        break
      case 'refused':
      case 'key_used':
        dropAttempt(entered.attempt)
        break
    }
  }

  private async send(attempt: Attempt): Promise<void> {
    const answer = await this.parts.send(attempt.key, attempt.body)
    if (answer.kind === 'limited') noteNotStored(attempt)
    this.dispatch({ type: 'answer', answer, now: this.parts.now(), random: this.parts.random() })
  }
}
