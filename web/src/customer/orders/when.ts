/* when.ts -- formats times, as short as possible without being ambiguous. */
import type { Language } from '../../texts/language'
import { formatClock } from '../../ui/time'

/* British English puts the day before the month. */
const locales: Readonly<Record<Language, string>> = { en: 'en-GB', de: 'de' }

const dayOf = (at: number) => new Date(at).toDateString()
const WEEK_MS = 6 * 24 * 3_600_000

/* "7:05" today, "Thu 7:05" within the week, "18 Jun 7:05" before that. */
export function formatWhen(at: number, now: number, language: Language): string {
  const clock = formatClock(at)
  if (dayOf(at) === dayOf(now)) return clock
  const within = now - at < WEEK_MS
  const day = new Intl.DateTimeFormat(
    locales[language],
    within ? { weekday: 'short' } : { day: 'numeric', month: 'short' }
  )
  return `${day.format(at)} ${clock}`
}

/* "Thursday 18 June, 7:05" */
export function formatDayAndClock(at: number, language: Language): string {
  const day = new Intl.DateTimeFormat(locales[language], { weekday: 'long', day: 'numeric', month: 'long' })
  return `${day.format(at)}, ${formatClock(at)}`
}
