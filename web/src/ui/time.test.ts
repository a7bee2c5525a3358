import { expect, test } from 'vitest'
import { formatClock, formatTime } from './time'

const noon = Date.parse('2026-06-18T12:05:00Z')

test('a time is that of the shop, whatever the zone of the device', () => {
  expect(formatClock(noon, 'Europe/Dublin')).toBe('13:05')
  expect(formatClock(noon, 'America/Los_Angeles')).toBe('5:05')
  expect(formatClock(noon, 'Asia/Kolkata')).toBe('17:35')
  expect(formatClock(Date.parse('2026-06-18T23:05:00Z'), 'Europe/Dublin')).toBe('0:05')
  expect(formatTime(noon, 'en', 'Pacific/Auckland', { day: 'numeric', month: 'long' })).toBe('19 June')
})

test('a zone that the browser does not know is UTC', () => {
  expect(formatClock(noon, 'Mars/Olympus')).toBe('12:05')
})
