/* pickup-problem.ts -- what is wrong with the chosen pickup: by what the server offers, or because it refused the order. */
import type { Pickup, PickupChoice, PickupTime } from '../../api/client'
import type { PickupRule } from '../../api/problem'
import type { AttemptState } from './attempt'
import { ruleAgainst, sameChoice } from './choice'
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
