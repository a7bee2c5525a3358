-- order_end: ends orders: completed or failed, by the attempt that claimed them, or cancelled. Records the charges of
-- completed orders, and gives back the slot, the pieces and the stock of the others. Nothing happens to an order that is
-- not any more as the caller knows it.
-- A worker may have charged an order that is cancelled after its claim, or that was given up: it stays in the outbox,
-- and a worker refunds it (order_refunded).
-- Catalog is locked before products, as in order_claim; then slots, then pieces, sorted, as in order_place.
-- The sum o.number + 0 keeps the join out of the index scan, which uses the array.
-- access: work
-- set of 6 params: 1 order number, 2 attempt, 3 status before, 4 fulfilment before, 5 status (completed, failed,
--         cancelled), 6 failure reason
-- columns: 0 order number, 1 catalog version when something is available again
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number, (m->>1)::integer AS attempt, m->>2 AS before, m->>3 AS fulfilment,
           m->>4 AS status, m->>5 AS failure_reason
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), ended AS (
    UPDATE orders o
    SET status = m.status, failure_reason = m.failure_reason, lease_until = NULL, updated_at = now()
    FROM members m
    WHERE o.number = ANY (ARRAY(SELECT number FROM members)) AND o.number + 0 = m.number
      AND o.status = m.before AND o.attempt = m.attempt AND o.fulfilment = m.fulfilment
    RETURNING o.number, o.status, o.attempt, o.total_cents, o.pickup_date, o.pickup_minute,
              (o.status = 'cancelled' AND m.before <> 'pending') OR o.failure_reason IS NOT DISTINCT FROM 'internal' AS owed
), event AS (
    INSERT INTO order_events (order_number, attempt, status) SELECT number, attempt, status FROM ended
), gone AS (
    DELETE FROM outbox WHERE order_number = ANY (ARRAY(SELECT number FROM ended WHERE NOT owed))
), owed AS (
    INSERT INTO outbox (order_number, sent, due_at) SELECT number, false, now() FROM ended WHERE owed
    ON CONFLICT (order_number) DO UPDATE SET sent = false, due_at = excluded.due_at
), paid AS (
    INSERT INTO payments (order_number, kind, amount_cents)
    SELECT number, 'charge', total_cents FROM ended WHERE status = 'completed'
), freed AS MATERIALIZED (
    SELECT number, pickup_date, pickup_minute FROM ended WHERE status <> 'completed'
), reserved AS MATERIALIZED (
    SELECT order_number, product_id, quantity FROM stock_moves
    WHERE order_number = ANY (ARRAY(SELECT number FROM freed)) AND kind = 'reserve'
), gate AS MATERIALIZED (
    SELECT one FROM catalog WHERE EXISTS (SELECT 1 FROM reserved) FOR NO KEY UPDATE
), stocks AS MATERIALIZED (
    SELECT p.id, p.stock FROM gate CROSS JOIN products p
    WHERE p.id = ANY (ARRAY(SELECT product_id FROM reserved)) AND p.stock IS NOT NULL
    FOR NO KEY UPDATE OF p
), held AS MATERIALIZED (
    SELECT r.order_number, r.product_id, r.quantity, s.stock FROM reserved r JOIN stocks s ON s.id = r.product_id
), moved AS (
    INSERT INTO stock_moves (product_id, order_number, kind, quantity)
    SELECT product_id, order_number, 'release', quantity FROM held
), returned AS (
    UPDATE products p
    SET stock = h.stock + h.quantity
    FROM (SELECT product_id, stock, sum(quantity)::integer AS quantity FROM held GROUP BY product_id, stock) h
    WHERE p.id = h.product_id
    RETURNING h.stock AS stock_before
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM returned WHERE stock_before = 0)
    RETURNING version
), slots AS (
    INSERT INTO slots_taken AS s (date, minute, orders)
    SELECT pickup_date, pickup_minute, count(*)
    FROM freed
    WHERE pickup_date IS NOT NULL AND (SELECT count(*) FROM bumped) >= 0
    GROUP BY pickup_date, pickup_minute
    ORDER BY pickup_date, pickup_minute
    ON CONFLICT (date, minute) DO UPDATE SET orders = s.orders - excluded.orders
    RETURNING 1
), counted AS MATERIALIZED (
    SELECT order_number, product_id, quantity FROM order_items
    WHERE order_number = ANY (ARRAY(SELECT number FROM freed)) AND counted
), pieces AS (
    INSERT INTO pieces_taken AS p (date, product_id, pieces)
    SELECT f.pickup_date, c.product_id, sum(c.quantity)
    FROM counted c JOIN freed f ON f.number = c.order_number
    WHERE (SELECT count(*) FROM slots) > 0
    GROUP BY f.pickup_date, c.product_id
    ORDER BY f.pickup_date, c.product_id
    ON CONFLICT (date, product_id) DO UPDATE SET pieces = p.pieces - excluded.pieces
)
SELECT m.n, m.number, (SELECT version FROM bumped)
FROM members m JOIN ended e USING (number, attempt, status)
ORDER BY m.n
