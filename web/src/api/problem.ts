/* problem.ts -- what went wrong with a request: a problem of the server (RFC 9457), or none of its answers. */
import type { components } from './schema'

export type FieldProblem = NonNullable<components['schemas']['Problem']['errors']>[number]

/* `status` is 0 when no answer came: offline, cut off, or too late. */
export class Problem extends Error {
  readonly status: number
  readonly errors: readonly FieldProblem[]
  readonly retryAfterS: number | null

  constructor(status: number, detail: string, errors: readonly FieldProblem[] = [], retryAfterS: number | null = null) {
    super(detail)
    this.name = 'Problem'
    this.status = status
    this.errors = errors
    this.retryAfterS = retryAfterS
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

/* A proxy in between may answer with anything: what is not a problem document still has its status. */
export function readProblem(status: number, retryAfter: string | null, body: unknown): Problem {
  const { detail, errors } = (body ?? {}) as Record<string, unknown>
  return new Problem(
    status,
    typeof detail === 'string' ? detail : `HTTP ${status}`,
    Array.isArray(errors) ? errors.filter(isFieldProblem) : [],
    retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : null
  )
}
