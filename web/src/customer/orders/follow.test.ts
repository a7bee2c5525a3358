import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Problem } from '../../api/problem'
import { CHECK_MS, LIVE_CHECK_MS, OrderFollower, type Followed, type LiveView } from './follow'

class FakeStream extends EventTarget {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  close = () => {
    this.readyState = 2
  }
  opens() {
    this.readyState = 1
    this.onopen?.()
  }
  tells(order: Followed) {
    this.dispatchEvent(new MessageEvent('order', { data: JSON.stringify(order) }))
  }
  isCut() {
    this.readyState = 0
    this.onerror?.()
  }
  isRefused() {
    this.readyState = 2
    this.onerror?.()
  }
}

const order = (change: Partial<Followed> = {}): Followed => ({
  status: 'pending',
  fulfilment: 'new',
  failure_reason: null,
  updated_at: '2026-06-18T12:44:10Z',
  ...change
})
const completed = order({ status: 'completed', updated_at: '2026-06-18T12:44:12Z' })

let streams: FakeStream[]
let orders: Followed[]
let view: LiveView
let read: ReturnType<typeof vi.fn<(signal: AbortSignal) => Promise<Followed>>>
let follower: OrderFollower<Followed>

const stream = () => streams.at(-1)!
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => {
  vi.useFakeTimers()
  streams = []
  orders = []
  read = vi.fn(() => Promise.resolve(order()))
  follower = new OrderFollower<Followed>({
    openStream: () => {
      streams.push(new FakeStream())
      return stream() as unknown as EventSource
    },
    read,
    onOrder: (told) => orders.push(told),
    onView: (shown) => {
      view = shown
    },
    now: Date.now
  })
})
afterEach(() => {
  follower.stop()
  expect(vi.getTimerCount()).toBe(0)
  vi.useRealTimers()
})

describe('an open stream', () => {
  beforeEach(() => {
    stream().opens()
  })

  test('reports each state without polling', async () => {
    stream().tells(order())
    stream().tells(completed)
    expect(orders).toEqual([order(), completed])
    expect(view).toMatchObject({ mode: 'live', checkedAt: Date.now() })
    await pass(LIVE_CHECK_MS - 1)
    expect(read).not.toHaveBeenCalled()
  })

  test('cannot take an order back to an older state', () => {
    stream().tells(completed)
    stream().tells(order())
    expect(orders).toEqual([completed, completed])
  })

  test('ignores unreadable events', () => {
    stream().dispatchEvent(new MessageEvent('order', { data: '{"order' }))
    expect(orders).toEqual([])
  })

  test.each([
    order({ status: 'failed', failure_reason: 'out_of_stock' }),
    order({ status: 'cancelled' }),
    order({ status: 'completed', fulfilment: 'collected' })
  ])('is closed for good when nothing more can come: %o', async (last) => {
    stream().tells(last)
    expect(stream().readyState).toBe(2)
    expect(view).toMatchObject({ mode: 'ended', nextCheckAt: null })
    follower.setAwake(false)
    follower.setAwake(true)
    follower.checkNow()
    await pass(600_000)
    expect(streams).toHaveLength(1)
    expect(read).not.toHaveBeenCalled()
  })

  test('that died without a sign is opened again when an answer knows more', async () => {
    stream().tells(order())
    read.mockResolvedValue(completed)
    await pass(LIVE_CHECK_MS)
    expect(orders.at(-1)).toBe(completed)
    expect(streams).toHaveLength(2)
    expect(streams[0]?.readyState).toBe(2)
  })

  test('survives a temporary error of the server', async () => {
    read.mockRejectedValue(new Problem(429, 'wait', [], 90))
    await pass(LIVE_CHECK_MS)
    expect(view.mode).toBe('live')
    await pass(89_999)
    expect(read).toHaveBeenCalledTimes(1)
    await pass(1)
    expect(read).toHaveBeenCalledTimes(2)
  })
})

describe('a stream that is cut', () => {
  beforeEach(() => {
    stream().opens()
    stream().isCut()
  })

  test('shows it, polls every 15 s, and leaves reconnecting to the browser', async () => {
    expect(view).toMatchObject({ mode: 'lost', nextCheckAt: Date.now() + CHECK_MS })
    await pass(2000)
    stream().isCut()
    await pass(CHECK_MS - 2000)
    expect(read).toHaveBeenCalledTimes(1)
    await pass(CHECK_MS)
    expect(read).toHaveBeenCalledTimes(2)
    expect(streams).toHaveLength(1)
  })

  test('continues when it is back', () => {
    stream().opens()
    stream().tells(completed)
    expect(view.mode).toBe('live')
    expect(orders).toEqual([completed])
  })
})

describe('a rejected stream', () => {
  test('is not retried for an unknown order', async () => {
    read.mockRejectedValue(new Problem(404, 'no such order'))
    stream().isRefused()
    await pass(CHECK_MS)
    expect(view.mode).toBe('gone')
    await pass(3_600_000)
    expect(streams).toHaveLength(1)
    expect(read).toHaveBeenCalledTimes(1)
  })

  test('is tried again later and later, while questions go on', async () => {
    stream().isRefused()
    const opened = []
    for (let check = 1; check <= 40; check++) {
      const before = streams.length
      await pass(CHECK_MS)
      if (streams.length > before) {
        opened.push(check)
        stream().isRefused()
      }
    }
    expect(opened).toEqual([1, 3, 7, 15, 31])
    expect(read).toHaveBeenCalledTimes(40)
  })

  test('is retried at once on request', async () => {
    stream().isRefused()
    await pass(CHECK_MS)
    stream().isRefused()
    follower.checkNow()
    await pass(0)
    expect(streams).toHaveLength(3)
  })
})

describe('a page', () => {
  test('sends no requests while hidden, and opens the stream when it is visible again', async () => {
    stream().opens()
    follower.setAwake(false)
    expect(stream().readyState).toBe(2)
    await pass(600_000)
    expect(read).not.toHaveBeenCalled()
    follower.setAwake(true)
    expect(streams).toHaveLength(2)
  })

  test('says that it is offline, and continues when it is online', async () => {
    stream().opens()
    follower.setOnline(false)
    expect(view).toMatchObject({ mode: 'offline', nextCheckAt: null })
    await pass(600_000)
    expect(read).not.toHaveBeenCalled()
    follower.setOnline(true)
    stream().opens()
    expect(view.mode).toBe('live')
  })

  test('that was left takes no answer any more', async () => {
    let answer: (told: Followed) => void = () => undefined
    read.mockReturnValue(new Promise((resolve) => (answer = resolve)))
    await pass(CHECK_MS)
    follower.stop()
    answer(completed)
    await pass(0)
    expect(orders).toEqual([])
  })
})
