import { expect, test } from 'vitest'
import { en } from '../../texts/en'
import { orderTexts } from '../../texts/en-orders'
import { formatDayAndClock, formatWhen, periodInWords } from './when'

const ZONE = 'Europe/Dublin' // an hour before UTC in summer
const at = (text: string) => Date.parse(`${text}+01:00`)
const thursday = at('2026-06-18T07:05:00')

test('a time of today is a time; an older one has its day', () => {
  expect(formatWhen(thursday, at('2026-06-18T23:59:00'), 'en', ZONE)).toBe('7:05')
  expect(formatWhen(thursday, at('2026-06-19T00:00:00'), 'en', ZONE)).toBe('Thu 7:05')
  expect(formatWhen(thursday, at('2026-06-19T01:00:00'), 'de', ZONE)).toBe('Do 7:05')
  expect(formatWhen(thursday, at('2026-07-19T01:00:00'), 'en', ZONE)).toBe('18 Jun 7:05')
})

test('a day is written in full in its language', () => {
  expect(formatDayAndClock(thursday, 'en', ZONE)).toBe('Thursday 18 June, 7:05')
  expect(formatDayAndClock(thursday, 'de', ZONE)).toBe('Donnerstag, 18. Juni, 7:05')
})

test('a pickup is said with its end', () => {
  const pickup = { date: '2026-06-19', time: '08:00', until: '08:15' }
  expect(periodInWords(pickup, { ...en, ...orderTexts })).toBe('Friday 19 June, 8:00–8:15')
})
