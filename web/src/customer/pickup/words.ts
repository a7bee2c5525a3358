/* words.ts -- what the server says about pickup, in words. */
import type { Pickup } from '../../api/client'
import type { Texts } from '../../texts'
import { clockInWords, daysFrom, shortDayInWords, weekdayOf } from '../../ui/dates'
import { formatTime } from '../../ui/time'

const MINUTE_MS = 60_000
const HOUR_MINUTES = 60
const HOURS_MAX = 24

/* Today in the shop: the first of the days. '': there is no pickup. */
export const todayOf = ({ days }: Pickup): string => days[0]?.date ?? ''

/* Why the earliest pickup is not sooner, as "because ..."; null: only the clock decides. */
export function becauseInWords(pickup: Pickup, nameOf: (id: number) => string | undefined, texts: Texts) {
  const { because: reason, days, earliest } = pickup
  if (reason === null) return null
  const { because, onDay, something } = texts.pickup
  const { code, product_id: id, days: notice = 1, left = 0 } = reason
  const name = (id === undefined ? undefined : nameOf(id)) ?? something
  const today = todayOf(pickup)
  // The reason is that of the last day before.
  const blamed = days.findLast(
    ({ date, state, product_id }) => state === code && product_id === id && (earliest === null || date < earliest.date)
  )
  const date = blamed?.date ?? today
  const day = shortDayInWords(date, today, texts)
  switch (code) {
    case 'lead_days':
      return because.lead_days(name, notice)
    case 'full':
      return because.full
    case 'daily_limit':
      return because.daily_limit(name, left, day)
    case 'sold_out':
      return because.sold_out(name, date === today ? day : onDay(day))
  }
}

/* "Order by 14:00 for Saturday" */
export function deadlineInWords(
  { at, today: isToday, time, date }: NonNullable<Pickup['order_by']>,
  today: string,
  texts: Texts,
  zone: string
): string {
  const { orderBy, orderByOn } = texts.pickup
  const day = shortDayInWords(date, today, texts)
  const clock = clockInWords(time)
  if (isToday) return orderBy(clock, day)
  const dateOfDeadline = formatTime(Date.parse(at), 'sv', zone, { dateStyle: 'short' }) // Swedish writes ISO 8601
  return orderByOn(weekdayOf(dateOfDeadline, texts), clock, day)
}

/* "in 2 hours" or "in 12 minutes", rounded down, so that nobody is late by these words; '': not soon, or over. */
export function countdownInWords(leftMs: number, { pickup }: Texts): string {
  const minutes = Math.floor(leftMs / MINUTE_MS)
  if (leftMs <= 0 || minutes >= HOURS_MAX * HOUR_MINUTES) return ''
  return minutes < HOUR_MINUTES ? pickup.inMinutes(minutes) : pickup.inHours(Math.floor(minutes / HOUR_MINUTES))
}

/* For which day a product that is sold out today can be ordered, as far as the menu knows. */
export function nextDayInWords(pickup: Pickup | undefined, leadDays: number, texts: Texts): string {
  const today = pickup && todayOf(pickup)
  const next = pickup?.days.find(({ date, state }) => date !== today && state === 'open')
  if (leadDays > 0 || today === undefined || next === undefined) return texts.pickup.anotherDay
  return daysFrom(today, next.date) === 1 ? texts.pickup.tomorrow : shortDayInWords(next.date, today, texts)
}
