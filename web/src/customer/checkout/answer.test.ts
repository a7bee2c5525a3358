import { afterEach, expect, test, vi } from 'vitest'
import { placeOrder } from './answer'

function answerWith(status: number, body: unknown, headers: Record<string, string> = {}) {
  const fetched = vi.fn(() => Promise.resolve(new Response(JSON.stringify(body), { status, headers })))
  vi.stubGlobal('fetch', fetched)
  return fetched
}
afterEach(() => {
  vi.unstubAllGlobals()
})

const read = (status: number, body: unknown = {}, headers?: Record<string, string>) => {
  answerWith(status, body, headers)
  return placeOrder('k', '{}')
}

test('the key and the body are sent as they are', async () => {
  const fetched = answerWith(201, { order_id: 7, status: 'pending' })
  await placeOrder('k1', '{"items":[]}')
  const [path, init] = fetched.mock.calls[0] as unknown as [string, RequestInit]
  expect(path).toBe('/api/orders')
  expect(init.body).toBe('{"items":[]}')
  expect(init.headers).toMatchObject({ 'Idempotency-Key': 'k1' })
})

test('201 with an id is an order', async () => {
  expect(await read(201, { order_id: 4096182736451, status: 'pending' })).toEqual({
    kind: 'placed',
    orderId: 4096182736451
  })
})

test('201 without an id that can be read is doubt', async () => {
  expect((await read(201)).kind).toBe('unknown')
  expect((await read(201, { order_id: '7' })).kind).toBe('unknown')
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"order_id":40961', { status: 201 })))
  expect((await placeOrder('k', '{}')).kind).toBe('unknown')
})

test('no answer is doubt', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
  expect(await placeOrder('k', '{}')).toEqual({ kind: 'unknown', retryAfterS: 0 })
})

test.each([408, 425, 500, 502, 503, 504])('%i is doubt', async (status) => {
  expect((await read(status)).kind).toBe('unknown')
})

test.each([400, 404, 405, 413, 415, 431])('%i is a refusal', async (status) => {
  expect(await read(status)).toEqual({ kind: 'refused', errors: [], pickup: null })
})

test('422 names the fields, or says that the key was used for another order', async () => {
  const errors = [{ pointer: '/items/0/product_id', detail: 'is not on sale' }]
  expect(await read(422, { errors: [...errors, { pointer: 3 }, null] })).toEqual({
    kind: 'refused',
    errors,
    pickup: null
  })
  expect(await read(422, { detail: 'this Idempotency-Key was used for another order: use a new key' })).toEqual({
    kind: 'key_used'
  })
})

test('422 of a pickup says which rule forbids it', async () => {
  const errors = [{ pointer: '/pickup', detail: 'is full' }]
  const earliest = { date: '2026-06-19', time: '07:15', until: '07:30' }
  expect(await read(422, { type: 'slot-full', errors, earliest })).toEqual({
    kind: 'refused',
    errors,
    pickup: { rule: 'slot-full', earliest }
  })
})

test('409, 429 and 503 say when to come back', async () => {
  expect(await read(409, {}, { 'Retry-After': '1' })).toEqual({ kind: 'busy', retryAfterS: 1 })
  expect(await read(429, {}, { 'Retry-After': '17' })).toEqual({ kind: 'limited', retryAfterS: 17 })
  expect(await read(503, {}, { 'Retry-After': '2' })).toEqual({ kind: 'unknown', retryAfterS: 2 })
})
