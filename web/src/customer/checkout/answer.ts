/* answer.ts -- what a response to POST /api/orders says about the order. Unless it is certainly a rejection, the
 * order may be stored, and only the same key can find out. */
import { postOrder } from '../../api/client'
import { Problem } from '../../api/problem'
import type { Answer } from './attempt'

/* These say that the server has read the request and will not store it, today or tomorrow. 408 is not one of them:
 * there an earlier send may have been stored. */
const REFUSALS = new Set([400, 403, 404, 405, 413, 414, 415, 422, 431])

export function readFailure({ status, errors, retryAfterS, pickup }: Problem): Answer {
  const wait = { retryAfterS: retryAfterS ?? 0 }
  if (status === 429) return { kind: 'limited', ...wait }
  if (status === 409) return { kind: 'busy', ...wait }
  if (!REFUSALS.has(status)) return { kind: 'unknown', ...wait }
  // Of all 422, only that of a key which stands for another order names no field.
  return status === 422 && errors.length === 0 ? { kind: 'key_used' } : { kind: 'refused', errors, pickup }
}

export async function placeOrder(key: string, body: string): Promise<Answer> {
  try {
    const { order_id: orderId } = await postOrder(key, body)
    return Number.isSafeInteger(orderId) ? { kind: 'placed', orderId } : { kind: 'unknown', retryAfterS: 0 }
  } catch (error) {
    return error instanceof Problem ? readFailure(error) : { kind: 'unknown', retryAfterS: 0 }
  }
}
