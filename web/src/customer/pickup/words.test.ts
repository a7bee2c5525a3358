import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Pickup } from '../../api/client'
import { de } from '../../texts/de'
import { en } from '../../texts/en'
import { aDay, aPickup } from './a-pickup'
import { becauseInWords, countdownInWords, deadlineInWords, nextDayInWords } from './words'

const TART = 11
const nameOf = (id: number) => (id === TART ? 'Summer Berry Tart' : undefined)
const because = (reason: Pickup['because'], more: Partial<Pickup> = {}, texts = en) =>
  becauseInWords(aPickup({ because: reason, ...more }), nameOf, texts)

describe('why a pickup is not sooner', () => {
  test('is not said when only the clock decides', () => {
    expect(because(null)).toBeNull()
  })

  test('is the notice that a product needs', () => {
    expect(because({ code: 'lead_days', product_id: TART, days: 2 })).toBe(
      'because Summer Berry Tart needs 2 days’ notice'
    )
    expect(because({ code: 'lead_days', product_id: TART, days: 1 })).toBe(
      'because Summer Berry Tart needs a day’s notice'
    )
    expect(because({ code: 'lead_days', product_id: TART, days: 2 }, {}, de)).toBe(
      'denn Summer Berry Tart muss 2 Tage vorher bestellt werden'
    )
  })

  test('is the limit of its day', () => {
    const limited = (left: number) => ({ code: 'daily_limit' as const, product_id: TART, left })
    const [thursday, friday] = ['2026-06-18', '2026-06-19'].map((date) =>
      aDay(date, { state: 'daily_limit', product_id: TART, left: 2 })
    )
    const days = [thursday!, friday!, aDay('2026-06-20')]
    const earliest = { date: '2026-06-20', time: '07:00', until: '07:15' }
    expect(because(limited(2), { days, earliest })).toBe('because only 2 Summer Berry Tart are left for Friday')
    expect(because(limited(1), { days, earliest })).toBe('because only 1 Summer Berry Tart is left for Friday')
    expect(because(limited(0), { days, earliest })).toBe('because no Summer Berry Tart is left for Friday')
  })

  test('is that something is sold out, or that all is taken', () => {
    const days = [aDay('2026-06-18', { state: 'sold_out', product_id: TART })]
    expect(because({ code: 'sold_out', product_id: TART }, { days })).toBe(
      'because Summer Berry Tart is sold out today'
    )
    expect(because({ code: 'full' })).toBe('because all times before are taken')
  })

  test('says something of a product that is not known', () => {
    expect(because({ code: 'lead_days', product_id: 4711, days: 2 })).toBe(
      'because something in it needs 2 days’ notice'
    )
  })
})

describe('a deadline', () => {
  afterEach(() => {
    vi.unstubAllEnvs()
  })

  const deadline = { at: '2026-06-18T13:00:00Z', today: true, time: '14:00', date: '2026-06-20' }
  const today = '2026-06-18'

  test('of today is a time', () => {
    expect(deadlineInWords(deadline, today, en, 'Europe/Dublin')).toBe('Order by 14:00 for Saturday')
    expect(deadlineInWords(deadline, today, de, 'Europe/Dublin')).toBe('Bis 14:00 bestellen für Samstag')
  })

  test.each(['America/Los_Angeles', 'Pacific/Auckland'])('of another day has its day, not that of %s', (zone) => {
    vi.stubEnv('TZ', zone)
    const later = { at: '2026-06-22T23:30:00Z', today: false, time: '00:30', date: '2026-06-24' }
    expect(deadlineInWords(later, '2026-06-20', en, 'Europe/Dublin')).toBe('Order by Tuesday, 0:30, for Wednesday')
  })

  test.each([
    [-1, ''],
    [59_000, 'in less than a minute'],
    [60_000, 'in 1 minute'],
    [12.9 * 60_000, 'in 12 minutes'],
    [60 * 60_000, 'in 1 hour'],
    [179 * 60_000, 'in 2 hours'],
    [24 * 3_600_000, '']
  ])('%d ms ahead counts down: %j', (left, words) => {
    expect(countdownInWords(left, en)).toBe(words)
  })
})

test('what is sold out today can be ordered for the next day that is open', () => {
  expect(nextDayInWords(aPickup(), 0, en)).toBe('tomorrow')
  expect(nextDayInWords(aPickup({ days: [aDay('2026-06-18'), aDay('2026-06-23')] }), 0, en)).toBe('Tuesday')
  expect(nextDayInWords(aPickup(), 2, en)).toBe('another day')
  expect(nextDayInWords(undefined, 0, en)).toBe('another day')
})
