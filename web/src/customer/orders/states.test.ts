import { describe, expect, test } from 'vitest'
import { laterOf, stateOf, trackOf, type FailureReason, type Fulfilment, type OrderStatus } from './states'

const order = (status: OrderStatus, fulfilment: Fulfilment = 'new', failure_reason: FailureReason | null = null) => ({
  status,
  fulfilment,
  failure_reason,
  updated_at: '2026-06-18T12:44:10Z'
})

describe('the state that a customer sees', () => {
  test.each([
    [order('pending'), 'received', 'outline'],
    [order('processing'), 'received', 'outline'],
    [order('completed'), 'confirmed', 'dough'],
    [order('completed', 'baking'), 'baking', 'dough'],
    [order('completed', 'ready'), 'ready', 'baked'],
    [order('completed', 'collected'), 'collected', 'baked']
  ])('%o is %s, drawn as %s', (given, name, drawing) => {
    expect(stateOf(given)).toMatchObject({ name, step: name, drawing })
  })

  test.each([
    [order('failed', 'new', 'out_of_stock'), 'out_of_stock'],
    [order('failed', 'new', 'payment_declined'), 'payment_declined'],
    [order('failed', 'new', 'internal'), 'internal'],
    [order('failed'), 'internal'],
    [order('cancelled'), 'cancelled']
  ])('%o is %s, without track or shelf, and for good', (given, name) => {
    expect(stateOf(given)).toEqual({ name, step: null, drawing: null, ended: true })
    expect(trackOf(stateOf(given))).toEqual([])
  })

  test('ends when the order was collected, not before', () => {
    expect(stateOf(order('completed', 'ready')).ended).toBe(false)
    expect(stateOf(order('completed', 'collected')).ended).toBe(true)
  })
})

test('the track ends at Confirmed until the bakers tell more', () => {
  expect(trackOf(stateOf(order('pending')))).toEqual(['received', 'confirmed'])
  expect(trackOf(stateOf(order('completed')))).toEqual(['received', 'confirmed'])
  expect(trackOf(stateOf(order('completed', 'baking')))).toEqual(['received', 'confirmed', 'baking', 'ready'])
  expect(trackOf(stateOf(order('completed', 'collected'))).at(-1)).toBe('collected')
})

describe('of two answers about an order', () => {
  const later = { ...order('completed', 'new'), updated_at: '2026-06-18T12:44:11Z' }

  test('the one with the later time stays, also when a baker took a step back', () => {
    const ready = order('completed', 'ready')
    expect(laterOf(ready, later)).toBe(later)
    expect(laterOf(later, ready)).toBe(later)
    expect(laterOf(undefined, ready)).toBe(ready)
  })

  test('of the same second the one that is further on stays', () => {
    const [pending, processing, completed] = [order('pending'), order('processing'), order('completed')]
    expect(laterOf(processing, pending)).toBe(processing)
    expect(laterOf(processing, completed)).toBe(completed)
    expect(laterOf(completed, processing)).toBe(completed)
  })
})
