-- order_finish: ends orders that these attempts claimed. Records the payments of completed orders and returns the stock
-- of failed ones. No row: the order has ended, or another attempt has claimed it. Catalog is locked before products, as
-- in order_claim.
-- The sum o.number + 0 keeps the join out of the index scan, which uses the array.
-- access: work
-- set of 4 params: 1 order number, 2 attempt, 3 status (completed, failed), 4 failure reason
-- columns: 0 order number, 1 catalog version when something is available again
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number, (m->>1)::integer AS attempt, m->>2 AS status, m->>3 AS failure_reason
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), finished AS (
    UPDATE orders o
    SET status = m.status, failure_reason = m.failure_reason, lease_until = NULL, updated_at = now()
    FROM members m
    WHERE o.number = ANY (ARRAY(SELECT number FROM members)) AND o.number + 0 = m.number
      AND o.status = 'processing' AND o.attempt = m.attempt
    RETURNING o.number, o.status, o.attempt, o.total_cents
), event AS (
    INSERT INTO order_events (order_number, attempt, status) SELECT number, attempt, status FROM finished
), ended AS (
    DELETE FROM outbox WHERE order_number = ANY (ARRAY(SELECT number FROM finished))
), paid AS (
    INSERT INTO payments (order_number, amount_cents) SELECT number, total_cents FROM finished WHERE status = 'completed'
), reserved AS MATERIALIZED (
    SELECT order_number, product_id, quantity FROM stock_moves
    WHERE order_number = ANY (ARRAY(SELECT number FROM finished WHERE status = 'failed')) AND kind = 'reserve'
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
)
SELECT m.n, m.number, (SELECT version FROM bumped)
FROM members m JOIN finished f USING (number, attempt)
ORDER BY m.n
