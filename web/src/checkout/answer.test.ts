import { expect, test } from 'vitest'
import { readAnswer } from './answer'

const read = (status: number, body?: unknown, retryAfter: string | null = null) => readAnswer({ status, body, retryAfter })

test('201 with an id is an order', () => {
  expect(read(201, { order_id: 4096182736451, status: 'pending' })).toEqual({ kind: 'placed', orderId: 4096182736451 })
})

test('201 without an id that can be read is doubt', () => {
  expect(read(201, undefined).kind).toBe('unknown')
  expect(read(201, { order_id: '7' }).kind).toBe('unknown')
})

test.each([0, 200, 204, 302, 408, 425, 499, 500, 502, 503, 504])('%i is doubt', (status) => {
  expect(read(status).kind).toBe('unknown')
})

test.each([400, 404, 405, 413, 415, 431])('%i is a refusal', (status) => {
  expect(read(status)).toEqual({ kind: 'refused', errors: [] })
})

test('422 names the fields, or says that the key stands for another order', () => {
  const errors = [{ pointer: '/items/0/product_id', detail: 'is not on sale' }]
  expect(read(422, { errors: [...errors, { pointer: 3 }, null] })).toEqual({ kind: 'refused', errors })
  expect(read(422, { detail: 'this Idempotency-Key was used for another order: use a new key' })).toEqual({
    kind: 'key_used'
  })
})

test('409, 429 and 503 say when to come back', () => {
  expect(read(409, undefined, '1')).toEqual({ kind: 'busy', retryAfterS: 1 })
  expect(read(429, undefined, '17')).toEqual({ kind: 'limited', retryAfterS: 17 })
  expect(read(503, undefined, '2')).toEqual({ kind: 'unknown', retryAfterS: 2 })
  expect(read(503, undefined, 'Wed, 21 Oct 2026 07:28:00 GMT')).toEqual({ kind: 'unknown', retryAfterS: 0 })
})
