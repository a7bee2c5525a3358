/* follow.ts -- keeps one order up to date while its page is open: an event stream, and when there is none a question
 * every 15 s. No React and no global event here: live.ts connects it to the page.
 *
 * The browser itself reconnects a stream that was cut. It gives up (readyState CLOSED) on any answer that is not a
 * stream; then the stream is tried again later and later, and the answer to the next question decides what that was.
 */
import { Problem } from '../api/problem'
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
/* A stream can be dead without a sign, after a laptop slept for instance: now and then it is held against an answer. */
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

export interface Follower {
  checkNow: () => void
  setAwake: (awake: boolean) => void // the page can be seen
  setOnline: (online: boolean) => void
  stop: () => void
}

export function followOrder<Order extends Followed>(parts: FollowParts<Order>): Follower {
  let view: LiveView = { mode: 'connecting', checkedAt: null, nextCheckAt: null }
  let stream: EventSource | null = null
  let refusals = 0 // in a row, by an answer that is not a stream
  let checksToOpen = 0
  let timer: ReturnType<typeof setTimeout> | undefined
  let reading: AbortController | null = null
  let known: Order | undefined
  let awake = true
  let online = true

  const isOver = () => view.mode === 'ended' || view.mode === 'gone'
  const isActive = () => awake && online && !isOver()

  function show(change: Partial<LiveView>): void {
    view = { ...view, ...change }
    parts.onView(view)
  }

  function close(): void {
    stream?.close()
    stream = null
    clearTimeout(timer)
    reading?.abort()
    reading = null
  }

  function finish(mode: 'ended' | 'gone'): void {
    close()
    show({ mode, nextCheckAt: null })
  }

  function schedule(ms: number): void {
    clearTimeout(timer)
    timer = setTimeout(() => void check(), ms)
    show({ nextCheckAt: parts.now() + ms })
  }

  function receive(order: Order): void {
    known = laterOf(known, order)
    parts.onOrder(known)
    show({ checkedAt: parts.now() })
    if (stateOf(known).ended) finish('ended')
  }

  function onEvent(event: MessageEvent<string>): void {
    let order: Order
    try {
      order = JSON.parse(event.data) as Order
    } catch {
      return // cut off or not ours: the next event or question has the whole order again
    }
    receive(order)
    if (!isOver()) schedule(LIVE_CHECK_MS)
  }

  function onStreamError(failed: EventSource): void {
    const wasLive = view.mode === 'live'
    if (failed.readyState === CLOSED) {
      stream = null
      checksToOpen = Math.min(2 ** refusals, CHECKS_BETWEEN_OPENS_MAX)
      refusals += 1
    }
    if (view.mode !== 'lost') show({ mode: 'lost' })
    // Each failed attempt to reconnect comes by here: only the first one sets the clock.
    if (wasLive || stream === null) schedule(CHECK_MS)
  }

  function open(): void {
    const opened = parts.openStream()
    stream = opened
    opened.onopen = () => {
      refusals = 0
      show({ mode: 'live', checkedAt: parts.now() })
      schedule(LIVE_CHECK_MS)
    }
    opened.onerror = () => {
      if (stream === opened) onStreamError(opened)
    }
    opened.addEventListener('order', onEvent as EventListener)
  }

  function start(): void {
    close()
    if (!isActive()) return
    show({ mode: 'connecting' })
    open()
    schedule(CHECK_MS)
  }

  async function check(): Promise<void> {
    reading?.abort()
    const mine = new AbortController()
    reading = mine
    clearTimeout(timer)
    show({ nextCheckAt: null })
    let waitMs = view.mode === 'live' ? LIVE_CHECK_MS : CHECK_MS
    try {
      const order = await parts.read(mine.signal)
      if (reading !== mine) return
      onAnswer(order)
    } catch (error) {
      if (reading !== mine) return
      waitMs = onNoAnswer(error)
    }
    if (reading !== mine || isOver()) return
    reading = null
    schedule(waitMs)
  }

  function onAnswer(order: Order): void {
    const missed = view.mode === 'live' && known !== undefined && laterOf(order, known) === order
    receive(order)
    if (isOver()) return
    if (missed) reopen()
    else if (stream === null && --checksToOpen <= 0) open()
  }

  /* For a stream that did not tell what an answer told, or that seems open while nothing answers. */
  function reopen(): void {
    stream?.close()
    open()
  }

  function onNoAnswer(error: unknown): number {
    if (!(error instanceof Problem)) return CHECK_MS
    if (error.status === 404) {
      finish('gone')
    } else if (error.status === 0 && view.mode === 'live') {
      show({ mode: 'lost' })
      reopen()
    }
    return Math.max(CHECK_MS, (error.retryAfterS ?? 0) * 1000)
  }

  function setAwake(next: boolean): void {
    if (awake === next) return
    awake = next
    start()
  }

  function setOnline(next: boolean): void {
    if (online === next) return
    online = next
    start()
    if (!next && !isOver()) show({ mode: 'offline', nextCheckAt: null })
  }

  start()
  return {
    checkNow() {
      if (isOver()) return
      checksToOpen = 0
      void check()
    },
    setAwake,
    setOnline,
    stop: close
  }
}
