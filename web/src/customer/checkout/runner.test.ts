import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Answer } from './attempt'
import { Runner } from './runner'
import { storedAttempt } from './store'

/* A server as the design promises it: one order for each key, however often it is sent (invariant I5). */
class Shop {
  readonly sent: { key: string; body: string }[] = []
  readonly orders = new Map<string, { id: number; body: string }>()
  lose: 'nothing' | 'request' | 'answer' = 'nothing'
  limitedS = 0

  send = (key: string, body: string): Promise<Answer> => {
    this.sent.push({ key, body })
    if (this.limitedS > 0) return Promise.resolve({ kind: 'limited', retryAfterS: this.limitedS })
    if (this.lose === 'request') return Promise.resolve({ kind: 'unknown', retryAfterS: 0 })
    const order = this.orders.get(key) ?? { id: this.orders.size + 1, body }
    this.orders.set(key, order)
    if (this.lose === 'answer') return Promise.resolve({ kind: 'unknown', retryAfterS: 0 })
    return Promise.resolve(order.body === body ? { kind: 'placed', orderId: order.id } : { kind: 'key_used' })
  }
}

class Storage {
  private readonly items = new Map<string, string>()
  getItem = (name: string) => this.items.get(name) ?? null
  setItem = (name: string, value: string) => void this.items.set(name, value)
  removeItem = (name: string) => void this.items.delete(name)
}

let shop: Shop
let placed: number[]

function openPage(): Runner {
  return new Runner({
    send: shop.send,
    onPlaced: (_, orderId) => placed.push(orderId),
    now: Date.now,
    random: () => 0.5
  })
}

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('localStorage', new Storage())
  shop = new Shop()
  placed = []
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const settle = () => vi.advanceTimersByTimeAsync(0)

describe('never two orders', () => {
  test('by a double click', async () => {
    const page = openPage()
    page.submit('a', 100)
    page.submit('a', 100)
    await settle()
    page.submit('a', 100)
    await settle()
    expect(shop.orders.size).toBe(1)
    expect(placed).toEqual([1])
    expect(storedAttempt()).toBeNull()
  })

  test('after a lost response, which is requested again', async () => {
    shop.lose = 'answer'
    const page = openPage()
    page.submit('a', 100)
    await settle()
    expect(page.state()).toMatchObject({ name: 'waiting', why: 'unknown' })
    shop.lose = 'nothing'
    await vi.advanceTimersByTimeAsync(1000)
    expect(page.state()).toMatchObject({ name: 'placed', orderId: 1 })
    expect(shop.sent[1]).toEqual(shop.sent[0])
    expect(shop.orders.size).toBe(1)
  })

  test('by a reload before the answer', async () => {
    shop.lose = 'answer'
    openPage().submit('a', 100)
    await settle()
    shop.lose = 'nothing'
    const reloaded = openPage()
    reloaded.resume()
    await settle()
    expect(reloaded.state()).toMatchObject({ name: 'placed', orderId: 1 })
    expect(shop.orders.size).toBe(1)
  })

  test('after a basket changed behind a lost response: first sends the former order again', async () => {
    shop.lose = 'answer'
    openPage().submit('a', 100)
    await settle()
    shop.lose = 'nothing'
    const reloaded = openPage()
    reloaded.submit('b', 200)
    await settle()
    expect([...shop.orders.values()].map(({ body }) => body)).toEqual(['a'])
  })

  test('by two tabs, and it is reported once', async () => {
    shop.lose = 'answer'
    const tab = openPage()
    tab.submit('a', 100)
    await settle()
    shop.lose = 'nothing'
    const other = openPage()
    other.resume()
    await vi.advanceTimersByTimeAsync(2000)
    expect(tab.state().name).toBe('placed')
    expect(other.state().name).toBe('placed')
    expect(shop.orders.size).toBe(1)
    expect(placed).toEqual([1])
  })

  test('without storage in the browser', async () => {
    vi.stubGlobal('localStorage', undefined)
    shop.lose = 'answer'
    const page = openPage()
    page.submit('a', 100)
    await settle()
    shop.lose = 'nothing'
    page.submit('b', 200)
    await settle()
    expect(shop.orders.size).toBe(1)
    expect(storedAttempt()).toBeNull()
  })
})

test('the attempt is on the device before it is sent', () => {
  let storedAtSend: string | undefined
  const page = new Runner({
    send: () => {
      storedAtSend = storedAttempt()?.body
      return new Promise(() => undefined)
    },
    onPlaced: () => undefined,
    now: Date.now,
    random: () => 0.5
  })
  page.submit('a', 100)
  expect(storedAtSend).toBe('a')
})

test('an order that was certainly not stored can be changed and gets a new key', async () => {
  shop.limitedS = 5
  const page = openPage()
  page.submit('a', 100)
  await settle()
  expect(page.state()).toMatchObject({ name: 'waiting', why: 'limited' })
  shop.limitedS = 0
  shop.lose = 'answer'
  page.submit('b', 200)
  await settle()
  expect([...shop.orders.values()].map(({ body }) => body)).toEqual(['b'])
  expect(storedAttempt()).toMatchObject({ body: 'b', unanswered: 1 })
  expect(shop.sent[1]?.key).not.toBe(shop.sent[0]?.key)
})

test('an order that was certainly not stored is not sent after the customer has left', async () => {
  shop.limitedS = 5
  const page = openPage()
  page.submit('a', 100)
  await settle()
  page.cancel()
  expect(page.state().name).toBe('idle')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(shop.sent).toHaveLength(1)
})

test('an order that may be stored is sent again, whatever the customer does', async () => {
  shop.lose = 'request'
  const page = openPage()
  page.submit('a', 100)
  await settle()
  page.cancel()
  expect(page.state().name).toBe('waiting')
  shop.lose = 'nothing'
  await vi.advanceTimersByTimeAsync(2000)
  expect(page.state().name).toBe('placed')
})

test('being limited does not settle an earlier doubt', async () => {
  shop.lose = 'answer'
  const page = openPage()
  page.submit('a', 100)
  await settle()
  shop.limitedS = 5
  page.retry()
  await settle()
  expect(storedAttempt()).toMatchObject({ body: 'a', unanswered: 1 })
})

test('automatic retries end; sending by hand still works', async () => {
  shop.lose = 'request'
  const page = openPage()
  page.submit('a', 100)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(page.state().name).toBe('stalled')
  const sent = shop.sent.length
  await vi.advanceTimersByTimeAsync(600_000)
  expect(shop.sent.length).toBe(sent)
  shop.lose = 'nothing'
  page.retry()
  await settle()
  expect(page.state().name).toBe('placed')
})

test('rubbish on the device is no attempt', () => {
  for (const text of ['', '{', '{}', 'null', '{"key":"","body":"a","totalCents":1,"begunAt":1,"unanswered":1}']) {
    localStorage.setItem('bakery.attempt', text)
    expect(storedAttempt()).toBeNull()
  }
})
