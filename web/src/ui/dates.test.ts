import { afterEach, describe, expect, test, vi } from 'vitest'
import { de } from '../texts/de'
import { en } from '../texts/en'
import { dateInWords, dayInWords, fullMomentInWords, momentInWords, shortDayInWords, shortWeekdayOf } from './dates'

const THURSDAY = '2026-06-18'

afterEach(() => {
  vi.unstubAllEnvs()
})

describe.each(['America/Los_Angeles', 'Europe/Dublin', 'Pacific/Auckland'])('in a browser in %s', (browserZone) => {
  test('the days and times are those of the shop', () => {
    vi.stubEnv('TZ', browserZone)
    expect(new Intl.DateTimeFormat().resolvedOptions().timeZone).toBe(browserZone)
    expect(dateInWords('2026-06-19', en)).toBe('Friday 19 June')
    expect(dateInWords('2027-01-01', de)).toBe('Freitag, 1. Januar')
    expect(shortWeekdayOf('2026-06-21', en)).toBe('Sun')
    expect(momentInWords({ date: '2026-06-19', time: '07:00' }, THURSDAY, en)).toBe('tomorrow, Friday 19 June, 7:00')
    expect(momentInWords({ date: THURSDAY, time: '17:15' }, THURSDAY, en)).toBe('today, 17:15')
    expect(fullMomentInWords({ date: '2026-03-29', time: '00:15' }, en)).toBe('Sunday 29 March, 0:15')
  })
})

test('a day is said as briefly as it is clear', () => {
  expect(dayInWords(THURSDAY, THURSDAY, de)).toBe('heute')
  expect(dayInWords('2026-06-20', THURSDAY, en)).toBe('Saturday 20 June')
  expect(shortDayInWords('2026-06-24', THURSDAY, en)).toBe('Wednesday')
  expect(shortDayInWords('2026-06-25', THURSDAY, en)).toBe('Thursday 25 June')
  expect(dayInWords('2026-11-01', '2026-10-31', en)).toBe('tomorrow, Sunday 1 November')
})
