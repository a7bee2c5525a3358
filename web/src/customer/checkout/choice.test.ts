import { describe, expect, test } from 'vitest'
import { aDay, aPickup } from '../pickup/a-pickup'
import { daysShown, earliestOf, onDay, partsOf, ruleAgainst } from './choice'

const rule = (date: string, time = '07:00') => ruleAgainst(aPickup(), { date, time })

describe('a choice', () => {
  test('is the earliest to begin with', () => {
    expect(earliestOf(aPickup())).toEqual({ date: '2026-06-19', time: '07:00' })
    expect(earliestOf(aPickup({ earliest: null }))).toBeNull()
  })

  test('that is offered stays', () => {
    expect(rule('2026-06-19')).toBeNull()
    expect(rule('2026-06-23', '07:30')).toBeNull()
  })

  test('is lost when its time is full or over, or its day is not open', () => {
    expect(rule('2026-06-19', '07:15')).toBe('slot-full')
    expect(rule('2026-06-19', '06:45')).toBe('too-early')
    expect(rule('2026-06-19', '19:00')).toBe('closed')
    expect(rule('2026-06-20')).toBe('slot-full')
    expect(rule('2026-06-21')).toBe('closed')
    expect(rule('2026-06-17')).toBe('too-early')
    expect(rule('2026-08-01')).toBe('closed')
  })

  test.each([
    ['too_early', 'too-early'],
    ['daily_limit', 'daily-limit'],
    ['sold_out', 'sold-out']
  ] as const)('is lost when its day is %s', (state, lost) => {
    const pickup = aPickup({ days: [aDay('2026-06-19', { state })] })
    expect(ruleAgainst(pickup, { date: '2026-06-19', time: '07:00' })).toBe(lost)
  })
})

describe('another day', () => {
  const friday = aDay('2026-06-19')

  test('keeps a time that was chosen, if it is free', () => {
    expect(onDay(friday, '07:30', true)).toEqual({ date: '2026-06-19', time: '07:30' })
    expect(onDay(friday, '07:15', true)).toEqual({ date: '2026-06-19', time: '07:00' })
  })

  test('begins with its first free time otherwise', () => {
    expect(onDay(friday, '07:30', false)).toEqual({ date: '2026-06-19', time: '07:00' })
    expect(onDay(aDay('2026-06-19', { slots: [] }), '07:30', true)).toBeNull()
  })
})

describe('many', () => {
  test('times are grouped by the part of the day, few are not', () => {
    const clock = (minutes: number) =>
      `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`
    const slots = Array.from({ length: 44 }, (_, i) => ({
      time: clock(420 + i * 15),
      until: clock(435 + i * 15),
      state: 'free' as const
    }))
    expect(partsOf(slots).map(({ part, slots: some }) => [part, some.length])).toEqual([
      ['morning', 20],
      ['afternoon', 20],
      ['evening', 4]
    ])
    expect(partsOf(slots.slice(0, 12)).map(({ part }) => part)).toEqual([null])
    expect(partsOf(slots.slice(0, 20)).map(({ part }) => part)).toEqual(['morning'])
  })

  test('days are shown up to the chosen one, or all on request', () => {
    const days = Array.from({ length: 61 }, (_, i) =>
      aDay(new Date(Date.UTC(2026, 5, 18 + i)).toISOString().slice(0, 10))
    )
    expect(daysShown(days, undefined, false)).toBe(12)
    expect(daysShown(days, '2026-07-18', false)).toBe(31)
    expect(daysShown(days, undefined, true)).toBe(61)
    expect(daysShown(days.slice(0, 15), undefined, false)).toBe(15)
  })
})
