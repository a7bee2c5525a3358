/* choice.ts -- the day and time that a customer chose, held against what the server offers. */
import type { Pickup, PickupChoice, PickupDay } from '../../api/client'
import type { PickupRule } from '../../api/problem'

export const sameChoice = (a: PickupChoice | null, b: PickupChoice | null): boolean =>
  a?.date === b?.date && a?.time === b?.time

export const dayOf = ({ days }: Pickup, wanted: string): PickupDay | undefined =>
  days.find(({ date }) => date === wanted)

export const earliestOf = ({ earliest }: Pickup): PickupChoice | null =>
  earliest && { date: earliest.date, time: earliest.time }

const ruleOfState = {
  too_early: 'too-early',
  closed: 'closed',
  full: 'slot-full',
  daily_limit: 'daily-limit',
  sold_out: 'sold-out'
} as const satisfies Record<Exclude<PickupDay['state'], 'open'>, PickupRule>

/* Why a choice is not offered; null: it is. Slots and days that are over are not told any more. */
export function ruleAgainst(pickup: Pickup, { date, time }: PickupChoice): PickupRule | null {
  const day = dayOf(pickup, date)
  if (day === undefined) return date < (pickup.days[0]?.date ?? '') ? 'too-early' : 'closed'
  if (day.state !== 'open') return ruleOfState[day.state]
  const slot = day.slots.find((other) => other.time === time)
  if (slot !== undefined) return slot.state === 'free' ? null : 'slot-full'
  return time < (day.slots[0]?.time ?? '') ? 'too-early' : 'closed'
}

/* The choice when another day is taken: at the same time if `keeps` and if it is free there, else the first that is. */
export function onDay({ date, slots }: PickupDay, time: string | undefined, keeps: boolean): PickupChoice | null {
  const free = slots.filter(({ state }) => state === 'free')
  const slot = (keeps && free.find((other) => other.time === time)) || free[0]
  return slot ? { date, time: slot.time } : null
}

/* ---- parts of the day ---- */

const NOON = '12:00'
const EVENING = '17:00'
/* So many are found without headings. */
const UNGROUPED_MAX = 12

export type PartOfDay = 'morning' | 'afternoon' | 'evening'
export type Slot = PickupDay['slots'][number]

const partOf = ({ time }: Slot): PartOfDay => (time < NOON ? 'morning' : time < EVENING ? 'afternoon' : 'evening')

export function partsOf(slots: readonly Slot[]): { part: PartOfDay | null; slots: readonly Slot[] }[] {
  if (slots.length <= UNGROUPED_MAX) return [{ part: null, slots }]
  const parts = (['morning', 'afternoon', 'evening'] as const).map((part) => ({
    part,
    slots: slots.filter((slot) => partOf(slot) === part)
  }))
  return parts.filter((part) => part.slots.length > 0)
}

/* ---- how many days are shown ---- */

const ALL_DAYS_MAX = 15
const FEW_DAYS = 12

/* All if they are few, else two weeks of open days, or up to the chosen one. */
export function daysShown(days: readonly PickupDay[], chosen: string | undefined, all: boolean): number {
  if (all || days.length <= ALL_DAYS_MAX) return days.length
  return Math.max(FEW_DAYS, days.findIndex(({ date }) => date === chosen) + 1)
}
