/* pickup-words.ts -- the words of the choice of a pickup: what a day says, what is wrong, and what to take instead. */
import type { Pickup, PickupChoice, PickupDay } from '../../api/client'
import type { OrderTexts } from '../../texts/orders'
import { clockInWords, dateInWords, fullMomentInWords } from '../../ui/dates'
import { dayOf, type Slot } from './choice'
import type { PickupProblem } from './pickup-problem'

const HOUR_MINUTES = 60

const minutesOf = (time: string) => Number(time.slice(0, 2)) * HOUR_MINUTES + Number(time.slice(3))

/* "7:15", or "7:00–8:00" for a slot that is so long that its end matters. */
export function slotInWords({ time, until }: Slot, { when }: OrderTexts): string {
  const long = minutesOf(until) - minutesOf(time) >= HOUR_MINUTES
  return long ? when.range(clockInWords(time), clockInWords(until)) : clockInWords(time)
}

/* Why a day cannot be chosen, in one or two words; null: it can. `notice`: something needs notice; if nothing does, a
 * day that is too early is over. */
export function stateInWords({ state, left }: PickupDay, notice: boolean, { when }: OrderTexts): string | null {
  switch (state) {
    case 'open':
      return null
    case 'daily_limit':
      return when.left(left ?? 0)
    case 'too_early':
      return notice ? when.states.too_early : when.states.over
    default:
      return when.states[state]
  }
}

/* What is wrong with the choice, and what to do about it. */
export function problemInWords(
  { why, choice }: PickupProblem,
  pickup: Pickup | undefined,
  nameOf: (id: number) => string | undefined,
  texts: OrderTexts
): string {
  const { when } = texts
  if (choice === null || why === 'nothing' || why === 'unread') return when.problems[why]('', '')
  const date = dateInWords(choice.date, texts)
  const day = pickup && dayOf(pickup, choice.date)
  const name = day?.product_id === undefined ? undefined : nameOf(day.product_id)
  if (why === 'daily-limit' && name !== undefined && day?.left !== undefined) return when.limited(name, day.left, date)
  if (why === 'sold-out' && name !== undefined) return when.soldOut(name, date)
  return when.problems[why](when.moment(clockInWords(choice.time), date), date)
}

/* "Take 7:15 instead", or with its day if that is another one. */
export const repairInWords = (instead: PickupChoice, choice: PickupChoice | null, texts: OrderTexts): string =>
  instead.date === choice?.date
    ? texts.when.takeTime(clockInWords(instead.time))
    : texts.when.takeMoment(fullMomentInWords(instead, texts))
