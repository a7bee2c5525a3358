/* use-choice.ts -- the pickup that is chosen in the checkout. The earliest is chosen to begin with; from then on it
 * changes only when the customer changes it, so that nobody orders for a time that they have not seen. */
import { useState } from 'react'
import type { PickupChoice, PickupDay } from '../../api/client'
import { useShop } from '../../api/queries'
import { offersPickup } from '../../ui/hours'
import { useBasketPickup } from '../pickup/pickup-query'
import type { AttemptState } from './attempt'
import { earliestOf, onDay } from './choice'
import { keepChoice, readChoice } from './draft'
import { problemOf, refusalOf } from './pickup-problem'

interface Chosen {
  choice: PickupChoice | null
  timed: boolean // the time was chosen, and not only the day
}

export function useChoice(attempt: AttemptState) {
  const shop = useShop()
  const { items, data, isPlaceholderData, isError, failureCount, isFetching, refetch } = useBasketPickup()
  const needed = offersPickup(shop)
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
