import { expect, test } from 'vitest'
import { formatDayAndClock, formatWhen } from './when'

const at = (text: string) => new Date(text).getTime() // in the zone of the device, as the pages say it
const thursday = at('2026-06-18T07:05:00')

test('a time of today is a time; an older one has its day', () => {
  expect(formatWhen(thursday, at('2026-06-18T23:00:00'), 'en')).toBe('7:05')
  expect(formatWhen(thursday, at('2026-06-19T01:00:00'), 'en')).toBe('Thu 7:05')
  expect(formatWhen(thursday, at('2026-06-19T01:00:00'), 'de')).toBe('Do 7:05')
  expect(formatWhen(thursday, at('2026-07-19T01:00:00'), 'en')).toBe('18 Jun 7:05')
})

test('a day is written in full in its language', () => {
  expect(formatDayAndClock(thursday, 'en')).toBe('Thursday 18 June, 7:05')
  expect(formatDayAndClock(thursday, 'de')).toBe('Donnerstag, 18. Juni, 7:05')
})
