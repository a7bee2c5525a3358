/* order_rows.mjs -- inserts orders in any state as rows. There is no endpoint for fulfilment yet, and some states
 * last less than a second. */
import { orderIdsOf } from '../../system/lib/order_ids.mjs'

/* Gives the order's id. Without an outbox row nobody processes it. Such orders, without events and payments, break the
 * invariants. */
export async function writeOrder(
  database,
  { status, fulfilment = 'new', failure_reason = null, code = 'K7QF', at = new Date().toISOString() }
) {
  const lease = status === 'processing' ? at : null
  const { number } = await database.one(
    `INSERT INTO orders (customer_name, customer_email, pickup_code, status, fulfilment, failure_reason, total_cents,
                         lease_until, created_at, updated_at)
     VALUES ('Niamh Okafor', 'niamh@example.com', $1, $2, $3, $4, 975, $5, $6, $6)
     RETURNING number`,
    [code, status, fulfilment, failure_reason, lease, at]
  )
  await database.query(
    `INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents)
     VALUES ($1, 0, 1, 2, 'Chocolate Croissant', 350), ($1, 1, 3, 1, 'Blueberry Muffin', 275)`,
    [number]
  )
  return (await orderIdsOf(database)).idOf(number)
}
