-- order_finish: ends orders that these attempts claimed: records the payments of completed ones, gives the stock of
-- failed ones back. No row: it was already done, or another attempt holds it. Catalog is locked before products, as in
-- order_claim.
-- access: work
-- set of 4 params: 1 order id, 2 attempt, 3 status (completed, failed), 4 failure reason
-- columns: 0 order id, 1 catalog version when something is available again
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS id, (m->>1)::integer AS attempt, m->>2 AS status, m->>3 AS failure_reason
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), finished AS (
    UPDATE orders o
    SET status = m.status, failure_reason = m.failure_reason, lease_until = NULL, updated_at = now()
    FROM members m
    WHERE o.id = m.id AND o.status = 'processing' AND o.attempt = m.attempt
    RETURNING o.id, o.status, o.attempt, o.total_cents
), event AS (
    INSERT INTO order_events (order_id, status, attempt) SELECT id, status, attempt FROM finished
), paid AS (
    INSERT INTO payments (order_id, amount_cents) SELECT id, total_cents FROM finished WHERE status = 'completed'
), gate AS MATERIALIZED (
    SELECT one FROM catalog
    WHERE EXISTS (
        SELECT 1 FROM finished f
        JOIN stock_moves m ON m.order_id = f.id
        WHERE f.status = 'failed' AND m.kind = 'reserve')
    FOR NO KEY UPDATE
), held AS MATERIALIZED (
    SELECT f.id AS order_id, m.product_id, m.quantity
    FROM gate CROSS JOIN finished f
    JOIN stock_moves m ON m.order_id = f.id AND m.kind = 'reserve'
    JOIN products p ON p.id = m.product_id
    WHERE f.status = 'failed' AND p.stock IS NOT NULL
    FOR NO KEY UPDATE OF p
), moved AS (
    INSERT INTO stock_moves (product_id, order_id, kind, quantity)
    SELECT product_id, order_id, 'release', quantity FROM held
), returned AS (
    UPDATE products p
    SET stock = p.stock + h.quantity
    FROM (SELECT product_id, sum(quantity)::integer AS quantity FROM held GROUP BY product_id) h
    WHERE p.id = h.product_id
    RETURNING p.stock - h.quantity AS stock_before
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM returned WHERE stock_before = 0)
    RETURNING version
), told AS (
    INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM bumped
)
SELECT m.n, m.id, (SELECT version FROM bumped)
FROM members m JOIN finished f USING (id, attempt)
ORDER BY m.n
