import { describe, expect, test } from 'vitest'
import type { PickupRefusal } from '../../api/problem'
import { de } from '../../texts/de'
import { germanOrderTexts } from '../../texts/de-orders'
import { en } from '../../texts/en'
import { orderTexts } from '../../texts/en-orders'
import { aDay, aPickup } from '../pickup/a-pickup'
import type { AttemptState } from './attempt'
import { problemOf, refusalOf } from './pickup-problem'
import { problemInWords, repairInWords, slotInWords, stateInWords } from './pickup-words'

const texts = { ...en, ...orderTexts }
const friday = { date: '2026-06-19', time: '07:00' }
const full = { date: '2026-06-19', time: '07:15' }
const saturday = { date: '2026-06-20', time: '07:00', until: '07:15' }

const refused = (pickup: PickupRefusal | null, pointer = '/pickup'): AttemptState => ({
  name: 'refused',
  attempt: { key: 'k', body: JSON.stringify({ items: [], pickup: friday }), totalCents: 1, begunAt: 1 },
  errors: [{ pointer, detail: 'is full' }],
  pickup
})

describe('what is offered', () => {
  test('is no problem, nor is a shop without pickup', () => {
    expect(problemOf(aPickup(), friday)).toBeNull()
    expect(problemOf(aPickup(), null)).toBeNull()
    expect(problemOf(aPickup({ earliest: null, days: [] }), friday)).toBeNull()
  })

  test('without the choice offers the earliest instead', () => {
    expect(problemOf(aPickup(), full)).toEqual({ why: 'slot-full', choice: full, instead: aPickup().earliest })
  })

  test('can be nothing at all', () => {
    expect(problemOf(aPickup({ earliest: null }), null)?.why).toBe('nothing')
    expect(problemOf(aPickup({ earliest: null }), full)?.why).toBe('nothing')
  })
})

describe('a refusal of the server', () => {
  test('stands until something else is chosen', () => {
    const state = refused({ rule: 'slot-full', earliest: saturday })
    expect(refusalOf(state, friday)).toEqual({ why: 'slot-full', choice: friday, instead: saturday })
    expect(refusalOf(state, full)).toBeNull()
  })

  test('of something else is no problem of the pickup', () => {
    expect(refusalOf(refused(null, '/customer_name'), friday)).toBeNull()
    expect(refusalOf({ name: 'idle' }, friday)).toBeNull()
  })

  test('without an alternative leaves nothing to take', () => {
    expect(refusalOf(refused({ rule: 'closed', earliest: null }), friday)?.why).toBe('nothing')
  })
})

describe('in words', () => {
  const nameOf = () => 'Butter Croissant'
  const words = (why: PickupRefusal['rule'], pickup = aPickup()) =>
    problemInWords({ why, choice: friday, instead: saturday }, pickup, nameOf, texts)

  test('a lost choice says what it was and what to do', () => {
    expect(words('slot-full')).toBe('7:00 on Friday 19 June filled up while you were ordering. Choose another time')
    expect(words('too-early')).toBe('It is too late by now to order for 7:00 on Friday 19 June. Choose another time')
    expect(words('daily-limit')).toBe('Not enough is left for Friday 19 June. Take less or choose another day')
  })

  test('a product that is short is named', () => {
    const limited = aPickup({ days: [aDay('2026-06-19', { state: 'daily_limit', product_id: 2, left: 2 })] })
    expect(words('daily-limit', limited)).toBe(
      'Only 2 Butter Croissant are left for Friday 19 June. Take less or choose another day'
    )
    const gone = aPickup({ days: [aDay('2026-06-19', { state: 'sold_out', product_id: 2 })] })
    expect(words('sold-out', gone)).toBe('Butter Croissant is sold out on Friday 19 June. Choose another day')
  })

  test('a repair names what it takes', () => {
    expect(repairInWords(full, friday, texts)).toBe('Take 7:15 instead')
    expect(repairInWords(saturday, friday, texts)).toBe('Take Saturday 20 June, 7:00')
    expect(repairInWords(saturday, friday, { ...de, ...germanOrderTexts })).toBe('Samstag, 20. Juni, 7:00 nehmen')
  })

  test('a day that is off says why', () => {
    const state = (more: Parameters<typeof aDay>[1], notice = false) =>
      stateInWords(aDay('2026-06-19', more), notice, texts)
    expect(state({})).toBeNull()
    expect(state({ state: 'closed' })).toBe('closed')
    expect(state({ state: 'full' })).toBe('full')
    expect(state({ state: 'sold_out' })).toBe('sold out')
    expect(state({ state: 'too_early' }, true)).toBe('too early')
    expect(state({ state: 'too_early' })).toBe('too late')
    expect(state({ state: 'daily_limit', left: 2 })).toBe('2 left')
    expect(state({ state: 'daily_limit', left: 0 })).toBe('none left')
  })

  test('a long time says its end', () => {
    expect(slotInWords({ time: '07:00', until: '07:30', state: 'free' }, texts)).toBe('7:00')
    expect(slotInWords({ time: '07:00', until: '18:00', state: 'free' }, texts)).toBe('7:00–18:00')
  })
})
