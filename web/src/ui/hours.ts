/* hours.ts -- opening hours in words. The server says what is open today and next, in the shop's time zone. */
import type { OpeningHours, Shop } from '../api/client'
import type { Texts } from '../texts/en'
import { clockInWords as clock } from './dates'

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/* A shop without any opening hours has no pickup. */
export const offersPickup = ({ opening_hours: week, other_hours: others }: Shop): boolean =>
  WEEK.some((day) => week[day].length > 0) || others.some(({ hours }) => hours.length > 0)

const dayInWords = (hours: OpeningHours['mon']) => hours.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(', ')

/* "Tue–Sat 7:00–18:00"; '': never open. `days` are the names of the weekdays, from Monday on. */
export function weekInWords(week: OpeningHours, days: readonly string[]): string {
  const hours = WEEK.map((day) => dayInWords(week[day]))
  const groups: { from: number; to: number }[] = []
  hours.forEach((text, day) => {
    const last = groups.at(-1)
    if (last !== undefined && hours[last.from] === text) last.to = day
    else groups.push({ from: day, to: day })
  })
  return groups
    .filter(({ from }) => hours[from] !== '')
    .map(({ from, to }) => {
      const names = to === from ? days[from] : `${days[from]}${to === from + 1 ? ', ' : '–'}${days[to]}`
      return `${names} ${hours[from]}`
    })
    .join('; ')
}

function nextInWords(next: NonNullable<Shop['next_opening']>, { hours, weekdays }: Texts, language: string): string {
  const at = clock(next.at)
  if (next.in_days === 1) return hours.tomorrow(at)
  const date = new Date(`${next.date}T00:00Z`)
  if (next.in_days < 7) return hours.onDay(weekdays[date.getUTCDay()] ?? '', at)
  return hours.onDay(date.toLocaleDateString(language, { day: 'numeric', month: 'long', timeZone: 'UTC' }), at)
}

/* "Open until 18:00", or "Closed today (Midsummer), open tomorrow from 7:00"; '': a shop that is never open. */
export function nowInWords(shop: Shop, texts: Texts, language: string): string {
  const { today, open_until: until, next_opening: next } = shop
  const { hours } = texts
  if (until !== null) return hours.openUntil(clock(until))
  if (next?.in_days === 0) return hours.opensAt(clock(next.at))
  if (next === null && today.hours.length === 0 && weekInWords(shop.opening_hours, texts.days) === '') return ''
  const closed = today.hours.length > 0 ? hours.closedNow : hours.closedToday(today.reason)
  return next === null ? closed : `${closed}, ${nextInWords(next, texts, language)}`
}
