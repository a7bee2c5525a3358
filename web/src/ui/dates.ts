/* dates.ts -- the shop's dates and times in words. The server computes them, and they are texts: neither the device's
 * time zone nor Intl, whose first use takes 40 ms, has a part in them. */
import type { Texts } from '../texts/en'

const DAY_MS = 24 * 3_600_000
const WEEK_DAYS = 7

const midnight = (date: string) => new Date(`${date}T00:00Z`)

/* "07:05" is said "7:05". */
export const clockInWords = (time: string) => time.replace(/^0/, '')

export const weekdayOf = (date: string, { weekdays }: Texts): string => weekdays[midnight(date).getUTCDay()] ?? ''

/* "Fri"; the short names begin with Monday's. */
export const shortWeekdayOf = (date: string, { days }: Texts): string =>
  days[(midnight(date).getUTCDay() + 6) % 7] ?? ''

export const monthOf = (date: string, { months }: Texts): string => months[midnight(date).getUTCMonth()] ?? ''

export const dayOfMonth = (date: string): number => midnight(date).getUTCDate()

export const daysFrom = (today: string, date: string): number =>
  Math.round((midnight(date).getTime() - midnight(today).getTime()) / DAY_MS)

/* "Friday 19 June" */
export const dateInWords = (date: string, texts: Texts): string =>
  texts.dates.date(weekdayOf(date, texts), dayOfMonth(date), monthOf(date, texts))

/* "today", "tomorrow, Friday 19 June" or "Saturday 20 June" */
export function dayInWords(date: string, today: string, texts: Texts): string {
  const ahead = daysFrom(today, date)
  if (ahead === 0) return texts.dates.today
  const words = dateInWords(date, texts)
  return ahead === 1 ? texts.dates.tomorrow(words) : words
}

/* "today" or "Friday"; "Friday 19 June" once that could be another one. */
export function shortDayInWords(date: string, today: string, texts: Texts): string {
  const ahead = daysFrom(today, date)
  if (ahead === 0) return texts.dates.today
  return ahead < WEEK_DAYS ? weekdayOf(date, texts) : dateInWords(date, texts)
}

/* "tomorrow, Friday 19 June, 7:00" */
export const momentInWords = (at: { date: string; time: string }, today: string, texts: Texts): string =>
  texts.dates.at(dayInWords(at.date, today, texts), clockInWords(at.time))

/* "Friday 19 June, 7:00" */
export const fullMomentInWords = (at: { date: string; time: string }, texts: Texts): string =>
  texts.dates.at(dateInWords(at.date, texts), clockInWords(at.time))
