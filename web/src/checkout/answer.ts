/* answer.ts -- what an answer to POST /api/orders says about the order. Whatever is not certainly a refusal is doubt:
 * the order may be stored, and only the same key can find out. */
import type { Answer, FieldProblem } from './attempt'

/* An answer as it came over the network; `body` is undefined when it was not JSON. */
export interface RawAnswer {
  status: number
  retryAfter: string | null
  body: unknown
}

/* These say that the server read the request and will not store it, today or tomorrow. 408 is not one of them: there
 * an earlier send may have been stored. */
const REFUSALS = new Set([400, 403, 404, 405, 413, 414, 415, 422, 431])

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function fieldProblems(body: unknown): FieldProblem[] {
  const errors = isObject(body) && Array.isArray(body.errors) ? (body.errors as unknown[]) : []
  return errors.flatMap((error) =>
    isObject(error) && typeof error.pointer === 'string' && typeof error.detail === 'string'
      ? [{ pointer: error.pointer, detail: error.detail }]
      : []
  )
}

function seconds(retryAfter: string | null): number {
  return retryAfter !== null && /^\d{1,6}$/.test(retryAfter) ? Number(retryAfter) : 0
}

export function readAnswer({ status, retryAfter, body }: RawAnswer): Answer {
  const retryAfterS = seconds(retryAfter)
  if (status === 201 && isObject(body) && Number.isSafeInteger(body.order_id))
    return { kind: 'placed', orderId: body.order_id as number }
  if (status === 429) return { kind: 'limited', retryAfterS }
  if (status === 409) return { kind: 'busy', retryAfterS }
  if (!REFUSALS.has(status)) return { kind: 'unknown', retryAfterS }
  const errors = fieldProblems(body)
  // Of all 422, only that of a key which stands for another order names no field.
  return status === 422 && errors.length === 0 ? { kind: 'key_used' } : { kind: 'refused', errors }
}
