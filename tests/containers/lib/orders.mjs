/* orders.mjs -- customers who retry until an order is accepted, and a check that the database has all their orders. */
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { request } from '../../system/lib/http.mjs'
import { checkInvariants, violations } from '../../system/lib/invariants.mjs'
import { sleep, waitFor } from '../../system/lib/wait.mjs'

const UNDER_WAY = `SELECT number FROM orders WHERE status IN ('pending', 'processing')
                   UNION SELECT order_number FROM outbox`

/* Two croissants and a muffin: 9.75 in total. */
export const TOUR = [
  { product_id: 1, quantity: 2 },
  { product_id: 3, quantity: 1 }
]

export function orderBody(name, items = TOUR) {
  return { customer_name: name, customer_email: 'guest@example.com', items }
}

/* Polls an order until it has ended, as a customer would. */
export function orderEnded(port, id, { withinMs = 30_000 } = {}) {
  return waitFor(
    `order ${id} ends`,
    async () => {
      const { json } = await request(port, 'GET', `/api/orders/${id}`)
      return ['completed', 'failed', 'cancelled'].includes(json.status) && json
    },
    { withinMs, everyMs: 200 }
  )
}

/* Customers who place orders until stop(). Each repeats an order with the same key until it is accepted.
 * `promises` contains the accepted orders. */
export class Customers {
  constructor(port, { atOnce = 4, pauseMs = 100 } = {}) {
    this.port = port
    this.promises = []
    this.names = []
    this.refusals = 0
    this.going = true
    this.lanes = Array.from({ length: atOnce }, (_, lane) => this.order(lane, pauseMs))
  }

  async order(lane, pauseMs) {
    for (let i = 0; this.going; i++) {
      await this.place(`Guest ${lane}.${i}`)
      await sleep(pauseMs)
    }
  }

  async place(name) {
    const items = [{ product_id: 1 + (this.names.length % 5), quantity: 1 }]
    const headers = { 'idempotency-key': randomUUID() }

    this.names.push(name)
    const json = orderBody(name, items)
    const answer = await waitFor(
      `the order of ${name} is accepted`,
      async () => {
        const response = await request(this.port, 'POST', '/api/orders', {
          json,
          headers,
          timeoutMs: 8000,
          contract: false
        })
        if (response.status === 201) return response
        this.refusals++
        assert.ok([409, 502, 503, 504].includes(response.status), `${response.status} ${response.text}`)
        return false
      },
      { withinMs: 120_000, everyMs: 250 }
    )

    this.promises.push({ order_id: answer.json.order_id, name, items })
  }

  async stop() {
    this.going = false
    await Promise.all(this.lanes)
  }
}

/* Checks that every accepted order exists, has ended, and is paid for once. */
export async function checkOrders(compose, { promises, names }) {
  await waitFor(
    'every order has ended',
    async () => {
      const open = await compose.database.query(UNDER_WAY)
      if (open.length > 0) throw new Error(`${open.length} orders are under way`)
      return true
    },
    { withinMs: 90_000, everyMs: 1000 }
  )
  await checkInvariants(compose.database, promises, names, true)

  /* Tests the check itself: it must report an order that nobody placed. */
  const never = { order_id: 1, name: 'Nobody', items: TOUR }
  assert.notDeepEqual(await violations(compose.database, [...promises, never], names, true), [])
}
