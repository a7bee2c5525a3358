/* when.ts -- formats times, as short as possible without being ambiguous. */
import type { PickupTime } from '../../api/client'
import type { Language } from '../../texts/language'
import type { OrderTexts } from '../../texts/orders'
import { clockInWords, dateInWords } from '../../ui/dates'
import { formatClock, formatTime } from '../../ui/time'

const WEEK_MS = 6 * 24 * 3_600_000

const dayOf = (at: number, zone: string) => formatTime(at, 'en', zone, { dateStyle: 'short' })

/* "7:05" today, "Thu 7:05" within the week, "18 Jun 7:05" before that. */
export function formatWhen(at: number, now: number, language: Language, zone: string): string {
  const clock = formatClock(at, zone)
  if (dayOf(at, zone) === dayOf(now, zone)) return clock
  const within = now - at < WEEK_MS
  const day = formatTime(at, language, zone, within ? { weekday: 'short' } : { day: 'numeric', month: 'short' })
  return `${day} ${clock}`
}

/* "Thursday 18 June, 7:05" */
export function formatDayAndClock(at: number, language: Language, zone: string): string {
  const day = formatTime(at, language, zone, { weekday: 'long', day: 'numeric', month: 'long' })
  return `${day}, ${formatClock(at, zone)}`
}

/* "Friday 19 June, 8:00–8:15" */
export const periodInWords = ({ date, time, until }: PickupTime, texts: OrderTexts): string =>
  texts.order.between(dateInWords(date, texts), clockInWords(time), clockInWords(until))
