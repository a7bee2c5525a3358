/* follow.ts -- keeps one order up to date while its page is open: by an event stream, or else by a
 * request every 15 s. It uses no React and no global events: live.ts connects it to the page.
 *
 * The browser reconnects a lost stream by itself. It gives up (readyState CLOSED) on any response that is not a stream;
 * then the stream is opened again at growing intervals, and the next request finds out what was wrong.
 */
import { Problem } from '../../api/problem'
import { laterOf, stateOf, type Progress } from './states'

export interface Followed extends Progress {
  updated_at: string
}

export type LiveMode = 'connecting' | 'live' | 'lost' | 'offline' | 'ended' | 'gone'

export interface LiveView {
  mode: LiveMode
  checkedAt: number | null // when the server last told the state
  nextCheckAt: number | null
}

export const CHECK_MS = 15_000
/* A stream can die unnoticed, for example while a laptop sleeps, so a request checks it from time to time. */
export const LIVE_CHECK_MS = 60_000
const CHECKS_BETWEEN_OPENS_MAX = 16
const CLOSED = 2 // EventSource.CLOSED, which does not exist where tests run

export interface FollowParts<Order extends Followed> {
  openStream: () => EventSource
  read: (signal: AbortSignal) => Promise<Order>
  onOrder: (order: Order) => void
  onView: (view: LiveView) => void
  now: () => number
}

export class OrderFollower<Order extends Followed> {
  private view: LiveView = { mode: 'connecting', checkedAt: null, nextCheckAt: null }
  private stream: EventSource | null = null
  private refusals = 0 // in a row, by an answer that is not a stream
  private checksToOpen = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private reading: AbortController | null = null
  private known: Order | undefined
  private awake = true
  private online = true

  constructor(private readonly parts: FollowParts<Order>) {
    this.start()
  }

  checkNow(): void {
    if (this.isOver()) return
    this.checksToOpen = 0
    void this.check()
  }

  /* Whether the page can be seen. */
  setAwake(awake: boolean): void {
    if (this.awake === awake) return
    this.awake = awake
    this.start()
  }

  setOnline(online: boolean): void {
    if (this.online === online) return
    this.online = online
    this.start()
    if (!online && !this.isOver()) this.show({ mode: 'offline', nextCheckAt: null })
  }

  stop(): void {
    this.stream?.close()
    this.stream = null
    clearTimeout(this.timer)
    this.reading?.abort()
    this.reading = null
  }

  private isOver(): boolean {
    return this.view.mode === 'ended' || this.view.mode === 'gone'
  }

  private show(change: Partial<LiveView>): void {
    this.view = { ...this.view, ...change }
    this.parts.onView(this.view)
  }

  private start(): void {
    this.stop()
    if (!this.awake || !this.online || this.isOver()) return
    this.show({ mode: 'connecting' })
    this.open()
    this.schedule(CHECK_MS)
  }

  private finish(mode: 'ended' | 'gone'): void {
    this.stop()
    this.show({ mode, nextCheckAt: null })
  }

  private schedule(ms: number): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.check(), ms)
    this.show({ nextCheckAt: this.parts.now() + ms })
  }

  private receive(order: Order): void {
    this.known = laterOf(this.known, order)
    this.parts.onOrder(this.known)
    this.show({ checkedAt: this.parts.now() })
    if (stateOf(this.known).ended) this.finish('ended')
  }

  /* ---- the stream ---- */

  private open(): void {
    const opened = this.parts.openStream()
    this.stream = opened
    opened.onopen = () => {
      this.refusals = 0
      this.show({ mode: 'live', checkedAt: this.parts.now() })
      this.schedule(LIVE_CHECK_MS)
    }
    opened.onerror = () => {
      if (this.stream === opened) this.onStreamError(opened)
    }
    opened.addEventListener('order', (event: MessageEvent<string>) => {
      this.onEvent(event)
    })
  }

  private onEvent({ data }: MessageEvent<string>): void {
    let order: Order
    try {
      order = JSON.parse(data) as Order
    } catch {
      return // cut off or not ours: the next event or response has the whole order again
    }
    this.receive(order)
    if (!this.isOver()) this.schedule(LIVE_CHECK_MS)
  }

  private onStreamError(failed: EventSource): void {
    const wasLive = this.view.mode === 'live'
    if (failed.readyState === CLOSED) {
      this.stream = null
      this.checksToOpen = Math.min(2 ** this.refusals, CHECKS_BETWEEN_OPENS_MAX)
      this.refusals += 1
    }
    if (this.view.mode !== 'lost') this.show({ mode: 'lost' })
    // Each failed attempt to reconnect gets here: only the first one starts the timer.
    if (wasLive || this.stream === null) this.schedule(CHECK_MS)
  }

  /* For a stream that missed a change, or seems open while the server does not respond. */
  private reopen(): void {
    this.stream?.close()
    this.open()
  }

  /* ---- requests ---- */

  private async check(): Promise<void> {
    this.reading?.abort()
    const mine = new AbortController()
    this.reading = mine
    clearTimeout(this.timer)
    this.show({ nextCheckAt: null })
    let waitMs = this.view.mode === 'live' ? LIVE_CHECK_MS : CHECK_MS
    try {
      const order = await this.parts.read(mine.signal)
      if (this.reading !== mine) return
      this.onAnswer(order)
    } catch (error) {
      if (this.reading !== mine) return
      waitMs = this.onNoAnswer(error)
    }
    if (this.reading !== mine) return
    this.reading = null
    this.schedule(waitMs)
  }

  private onAnswer(order: Order): void {
    const missed = this.view.mode === 'live' && this.known !== undefined && laterOf(order, this.known) === order
    this.receive(order)
    if (this.isOver()) return
    if (missed) this.reopen()
    else if (this.stream === null && --this.checksToOpen <= 0) this.open()
  }

  /* Returns the time in ms until the next request. */
  private onNoAnswer(error: unknown): number {
    if (!(error instanceof Problem)) return CHECK_MS
    if (error.status === 404) {
      this.finish('gone')
    } else if (error.status === 0 && this.view.mode === 'live') {
      this.show({ mode: 'lost' })
      this.reopen()
    }
    return Math.max(CHECK_MS, (error.retryAfterS ?? 0) * 1000)
  }
}
