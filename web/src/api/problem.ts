/* problem.ts -- what went wrong with a request: a problem of the server (RFC 9457), or none of its answers. */
import type { components } from './schema'

export type FieldProblem = NonNullable<components['schemas']['Problem']['errors']>[number]
export type PickupTime = components['schemas']['PickupTime']

/* Which rule forbids a pickup: the types of problems that say it. */
const pickupRules = ['slot-full', 'too-early', 'closed', 'daily-limit', 'sold-out'] as const
export type PickupRule = (typeof pickupRules)[number]

/* A pickup that is no longer possible. `earliest`: the first that is; null: none. */
export interface PickupRefusal {
  rule: PickupRule
  earliest: PickupTime | null
}

/* `status` is 0 when no answer came: offline, cut off, or too late. */
export class Problem extends Error {
  readonly status: number
  readonly errors: readonly FieldProblem[]
  readonly retryAfterS: number | null
  readonly pickup: PickupRefusal | null

  constructor(
    status: number,
    detail: string,
    errors: readonly FieldProblem[] = [],
    retryAfterS: number | null = null,
    pickup: PickupRefusal | null = null
  ) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.errors = errors
    this.retryAfterS = retryAfterS
    this.pickup = pickup
  }

  /* Whether the same request may go well later. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500
  }
}

function isFieldProblem(value: unknown): value is FieldProblem {
  const { pointer, detail } = (value ?? {}) as Record<string, unknown>
  return typeof pointer === 'string' && typeof detail === 'string'
}

function isPickupTime(value: unknown): value is PickupTime {
  const { date, time, until } = (value ?? {}) as Record<string, unknown>
  return [date, time, until].every((part) => typeof part === 'string')
}

function readPickup(type: unknown, earliest: unknown): PickupRefusal | null {
  const rule = pickupRules.find((known) => known === type)
  return rule === undefined ? null : { rule, earliest: isPickupTime(earliest) ? earliest : null }
}

/* A proxy in between may answer with anything: what is not a problem document still has its status. */
export function readProblem(status: number, retryAfter: string | null, body: unknown): Problem {
  const { type, detail, errors, earliest } = (body ?? {}) as Record<string, unknown>
  return new Problem(
    status,
    typeof detail === 'string' ? detail : `HTTP ${status}`,
    Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
    retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null,
    readPickup(type, earliest)
  )
}
