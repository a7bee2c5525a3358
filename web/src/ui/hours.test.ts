import { describe, expect, it } from 'vitest'
import type { OpeningHours, Shop } from '../api/client'
import { en } from '../texts/en'
import { de } from '../texts/de'
import { nowInWords, weekInWords } from './hours'

const DAY: [string, string][] = [['07:00', '18:00']]
const closed: OpeningHours = { mon: [], tue: [], wed: [], thu: [], fri: [], sat: [], sun: [] }
const usual: OpeningHours = { ...closed, tue: DAY, wed: DAY, thu: DAY, fri: DAY, sat: DAY }

const week = (hours: OpeningHours) => weekInWords(hours, en.days)

describe('the hours of a week', () => {
  it('join days with the same hours', () => {
    expect(week(usual)).toBe('Tue–Sat 7:00–18:00')
    expect(weekInWords(usual, de.days)).toBe('Di–Sa 7:00–18:00')
    expect(week({ ...closed, mon: DAY, tue: DAY })).toBe('Mon, Tue 7:00–18:00')
    expect(week({ ...usual, thu: [] })).toBe('Tue, Wed 7:00–18:00; Fri, Sat 7:00–18:00')
    expect(
      week({
        ...closed,
        wed: [
          ['07:30', '12:00'],
          ['13:00', '24:00']
        ],
        sun: [['08:00', '11:00']]
      })
    ).toBe('Wed 7:30–12:00, 13:00–24:00; Sun 8:00–11:00')
    expect(week(closed)).toBe('')
  })
})

describe('the hours of now', () => {
  const shop = (more: Partial<Shop>): Shop => ({
    name: 'Morrow',
    address: '',
    phone: '',
    currency: 'EUR',
    language: 'en',
    time_zone: 'Europe/Dublin',
    opening_hours: usual,
    today: { date: '2026-06-22', hours: [], reason: null },
    open_until: null,
    next_opening: { date: '2026-06-23', in_days: 1, at: '07:00' },
    other_hours: [],
    categories: [],
    ...more
  })
  const now = (more: Partial<Shop>) => nowInWords(shop(more), en, 'en')
  const today = (reason: string | null) => ({ date: '2026-06-22', hours: [], reason })

  it.each([
    [{}, 'Closed today, open tomorrow from 7:00'],
    [{ today: today('Midsummer') }, 'Closed today (Midsummer), open tomorrow from 7:00'],
    [{ today: { ...today(null), hours: DAY } }, 'Closed now, open tomorrow from 7:00'],
    [{ open_until: '18:00' }, 'Open until 18:00'],
    [{ next_opening: { date: '2026-06-22', in_days: 0, at: '13:30' } }, 'Opens today at 13:30'],
    [{ next_opening: { date: '2026-06-25', in_days: 3, at: '08:00' } }, 'Closed today, open on Thursday from 8:00'],
    [{ next_opening: { date: '2026-07-02', in_days: 10, at: '08:00' } }, 'Closed today, open on July 2 from 8:00'],
    [{ next_opening: null }, 'Closed today'],
    [{ next_opening: null, opening_hours: closed }, '']
  ])('%j: %s', (more, words) => {
    expect(now(more)).toBe(words)
  })

  it('are said in German, too', () => {
    expect(nowInWords(shop({}), de, 'de')).toBe('Heute geschlossen, morgen ab 7:00 geöffnet')
  })
})
