/* order_rows.mjs -- orders in any state, written as rows: what the bakers do with an order has no endpoint yet, and a
 * state that passes within a second cannot be looked at. */

let last = 4_000_000_000_000

/* Gives the order's id. Without an outbox row nobody processes it for half a minute. Such orders, without events and
 * payments, break the invariants. */
export async function writeOrder(
  database,
  { status, fulfilment = 'new', failure_reason = null, code = 'K7QF', at = new Date().toISOString() }
) {
  const id = ++last

  await database.query(
    `INSERT INTO orders (id, customer_name, customer_email, pickup_code, status, fulfilment, failure_reason, total_cents,
                         created_at, updated_at)
     VALUES ($1, 'Niamh Okafor', 'niamh@example.com', $2, $3, $4, $5, 975, $6, $6)`,
    [id, code, status, fulfilment, failure_reason, at]
  )
  await database.query(
    `INSERT INTO order_items (order_id, line, product_id, quantity, name, price_cents)
     VALUES ($1, 0, 1, 2, 'Chocolate Croissant', 350), ($1, 1, 3, 1, 'Blueberry Muffin', 275)`,
    [id]
  )
  return id
}
