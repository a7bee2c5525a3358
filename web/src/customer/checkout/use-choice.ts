/* use-choice.ts -- the pickup that is chosen in the checkout. The earliest is chosen to begin with; from then on it
 * changes only when the customer changes it, so that nobody orders for a time that they have not seen. */
import { useState } from 'react'
import type { Pickup, PickupChoice, PickupDay, PickupTime } from '../../api/client'
import type { PickupRule } from '../../api/problem'
import { useShop } from '../../api/queries'
import { hasHours } from '../../ui/hours'
import { useBasketPickup } from '../pickup/pickup-query'
import type { AttemptState } from './attempt'
import { earliestOf, onDay, ruleAgainst, sameChoice } from './choice'
import { keepChoice, readChoice } from './draft'
import { readBody } from './order-body'

/* 'unread': nothing could be learnt. 'nothing': no time is free. */
export interface PickupProblem {
  why: PickupRule | 'unread' | 'nothing'
  choice: PickupChoice | null
  instead: PickupTime | null
}

export function problemOf(pickup: Pickup, choice: PickupChoice | null): PickupProblem | null {
  if (pickup.days.length === 0) return null
  const { earliest: instead } = pickup
  if (choice === null) return instead === null ? { why: 'nothing', choice, instead } : null
  const why = ruleAgainst(pickup, choice)
  return why && { why: instead === null ? 'nothing' : why, choice, instead }
}

/* The server's refusal, until something else is chosen. */
export function refusalOf(attempt: AttemptState, choice: PickupChoice | null): PickupProblem | null {
  if (attempt.name !== 'refused' || !attempt.errors.some(({ pointer }) => pointer.startsWith('/pickup'))) return null
  const { pickup: sent = null } = readBody(attempt.attempt.body)
  if (!sameChoice(sent, choice)) return null
  const { rule = 'closed', earliest = null } = attempt.pickup ?? {}
  return { why: earliest === null ? 'nothing' : rule, choice, instead: earliest }
}

interface Chosen {
  choice: PickupChoice | null
  timed: boolean // the time was chosen, and not only the day
}

export function useChoice(attempt: AttemptState) {
  const { opening_hours: hours } = useShop()
  const { items, data, isPlaceholderData, isError, failureCount, isFetching, refetch } = useBasketPickup()
  const needed = hasHours(hours)
  const [{ choice, timed }, setChosen] = useState<Chosen>(() => ({ choice: readChoice(), timed: true }))
  const known = isPlaceholderData ? undefined : data
  const offered = data !== undefined && data.days.length > 0

  if (choice === null && known?.earliest) setChosen({ choice: earliestOf(known), timed: false })

  function choose(next: Chosen) {
    keepChoice(next.choice)
    setChosen(next)
  }

  const unread = data === undefined && (isError || failureCount > 0) && needed
  return {
    items,
    pickup: data,
    offered,
    needed, // a shop with opening hours takes no order without a pickup
    loading: data === undefined && !unread && needed,
    asking: isFetching,
    askAgain: () => void refetch(),
    choice: offered ? choice : null,
    problem: unread
      ? { why: 'unread' as const, choice: null, instead: null }
      : (refusalOf(attempt, choice) ?? (known ? problemOf(known, choice) : null)),
    takeDay(day: PickupDay) {
      choose({ choice: onDay(day, choice?.time, timed), timed })
    },
    take({ date, time }: PickupChoice) {
      choose({ choice: { date, time }, timed: true })
    }
  }
}

export type PickupState = ReturnType<typeof useChoice>
