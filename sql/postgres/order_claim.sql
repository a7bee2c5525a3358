-- order_claim: takes an order to process for 30 s and reserves its stock, all of it or none.
-- No row: there is no such order. Column 0 NULL: it has ended, or another holds it. What an earlier attempt reserved
-- stays reserved.
-- Whoever is about to lock products locks the row of catalog first. Many statements share a transaction, so that no
-- order of product ids could keep two transactions from waiting for each other in a circle.
-- access: work
-- params: $1 order id
-- columns: 0 attempt, 1 whether the stock was enough, 2 total_cents, 3 payment token, 4 catalog version when
--          something sold out, 5 status before
WITH before AS (
    SELECT id, status FROM orders WHERE id = $1
), claimed AS (
    UPDATE orders
    SET status = 'processing', attempt = attempt + 1, lease_until = now() + interval '30 seconds', updated_at = now()
    WHERE id = $1 AND (status = 'pending' OR (status = 'processing' AND lease_until < now()))
    RETURNING id, attempt, total_cents, payment_token
), gate AS MATERIALIZED (
    SELECT one FROM catalog
    WHERE EXISTS (
        SELECT 1 FROM claimed c
        JOIN order_items i ON i.order_id = c.id
        JOIN products p ON p.id = i.product_id
        WHERE p.stock IS NOT NULL)
    FOR NO KEY UPDATE
), needed AS MATERIALIZED (
    SELECT p.id, p.stock, i.quantity
    FROM gate CROSS JOIN claimed c
    JOIN order_items i ON i.order_id = c.id
    JOIN products p ON p.id = i.product_id
    WHERE p.stock IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM stock_moves m WHERE m.order_id = c.id AND m.product_id = p.id AND m.kind = 'reserve')
    FOR NO KEY UPDATE OF p
), verdict AS (
    SELECT coalesce(bool_and(stock >= quantity), true) AS enough FROM needed
), taken AS (
    UPDATE products p
    SET stock = p.stock - needed.quantity
    FROM needed, verdict
    WHERE verdict.enough AND p.id = needed.id
    RETURNING p.id, p.stock, needed.quantity
), moved AS (
    INSERT INTO stock_moves (product_id, order_id, kind, quantity) SELECT id, $1, 'reserve', quantity FROM taken
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM taken WHERE stock = 0) RETURNING version
), told AS (
    INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM bumped
), event AS (
    INSERT INTO order_events (order_id, status, attempt) SELECT id, 'processing', attempt FROM claimed
)
SELECT c.attempt, verdict.enough, c.total_cents, c.payment_token, (SELECT version FROM bumped), before.status
FROM before CROSS JOIN verdict LEFT JOIN claimed c ON true
