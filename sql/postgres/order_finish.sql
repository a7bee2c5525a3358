-- order_finish: ends an order that this attempt claimed: records the payment of a completed one, gives the stock of a
-- failed one back. No row: it was already done, or another attempt holds it. Catalog is locked before products, as in
-- order_claim.
-- access: write
-- params: $1 order id, $2 attempt, $3 status (completed, failed), $4 failure reason
-- columns: 0 order id, 1 catalog version when something is available again
WITH finished AS (
    UPDATE orders
    SET status = $3, failure_reason = $4, lease_until = NULL, updated_at = now()
    WHERE id = $1 AND status = 'processing' AND attempt = $2
    RETURNING id, status, attempt, total_cents
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
    SELECT m.product_id, m.quantity
    FROM gate CROSS JOIN finished f
    JOIN stock_moves m ON m.order_id = f.id AND m.kind = 'reserve'
    JOIN products p ON p.id = m.product_id
    WHERE f.status = 'failed' AND p.stock IS NOT NULL
    FOR NO KEY UPDATE OF p
), moved AS (
    INSERT INTO stock_moves (product_id, order_id, kind, quantity) SELECT product_id, $1, 'release', quantity FROM held
), returned AS (
    UPDATE products p
    SET stock = p.stock + held.quantity
    FROM held
    WHERE p.id = held.product_id
    RETURNING p.stock - held.quantity AS stock_before
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM returned WHERE stock_before = 0)
    RETURNING version
), told AS (
    INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM bumped
)
SELECT id, (SELECT version FROM bumped) FROM finished
