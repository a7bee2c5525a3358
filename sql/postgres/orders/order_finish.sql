-- order_finish: ends orders that these attempts claimed: records the payments of completed ones, gives the stock of
-- failed ones back. No row: it was already done, or another attempt holds it. Catalog is locked before products, as in
-- order_claim.
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
    WHERE o.number = m.number AND o.status = 'processing' AND o.attempt = m.attempt
    RETURNING o.number, o.status, o.attempt, o.total_cents
), event AS (
    INSERT INTO order_events (order_number, attempt, status) SELECT number, attempt, status FROM finished
), ended AS (
    DELETE FROM outbox WHERE order_number IN (SELECT number FROM finished)
), paid AS (
    INSERT INTO payments (order_number, amount_cents) SELECT number, total_cents FROM finished WHERE status = 'completed'
), gate AS MATERIALIZED (
    SELECT one FROM catalog
    WHERE EXISTS (
        SELECT 1 FROM finished f
        JOIN stock_moves m ON m.order_number = f.number
        WHERE f.status = 'failed' AND m.kind = 'reserve')
    FOR NO KEY UPDATE
), held AS MATERIALIZED (
    SELECT f.number AS order_number, m.product_id, m.quantity
    FROM gate CROSS JOIN finished f
    JOIN stock_moves m ON m.order_number = f.number AND m.kind = 'reserve'
    JOIN products p ON p.id = m.product_id
    WHERE f.status = 'failed' AND p.stock IS NOT NULL
    FOR NO KEY UPDATE OF p
), moved AS (
    INSERT INTO stock_moves (product_id, order_number, kind, quantity)
    SELECT product_id, order_number, 'release', quantity FROM held
), returned AS (
    UPDATE products p
    SET stock = p.stock + h.quantity
    FROM (SELECT product_id, sum(quantity)::integer AS quantity FROM held GROUP BY product_id) h
    WHERE p.id = h.product_id
    RETURNING p.stock - h.quantity AS stock_before
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM returned WHERE stock_before = 0)
    RETURNING version
)
SELECT m.n, m.number, (SELECT version FROM bumped)
FROM members m JOIN finished f USING (number, attempt)
ORDER BY m.n
