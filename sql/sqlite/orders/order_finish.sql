-- order_finish: ends an order that this attempt claimed: records the payment of a completed one, gives the stock of
-- a failed one back. No row: it was already done, or another attempt holds it.
-- changes() is how many rows the statement before has written. CROSS JOIN keeps to the order in which tables stand:
-- SQLite does not know that the tables of its memory are small.
-- access: work
-- params: $1 order id, $2 attempt, $3 status (completed, failed), $4 failure reason
-- columns: 0 order id, 1 catalog version when something is available again
DELETE FROM taken;
INSERT INTO taken (order_id, status)
SELECT id, status FROM orders WHERE id = $1 AND status = 'processing' AND attempt = $2;

UPDATE orders
SET status = $3, failure_reason = $4, lease_until = NULL, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE id IN (SELECT order_id FROM taken);

INSERT INTO order_events (order_id, status, attempt)
SELECT id, status, attempt FROM orders WHERE id IN (SELECT order_id FROM taken);

INSERT INTO payments (order_id, amount_cents)
SELECT id, total_cents FROM orders WHERE id IN (SELECT order_id FROM taken) AND status = 'completed';

DELETE FROM moving;
INSERT INTO moving (product_id, quantity, stock)
SELECT p.id, m.quantity, p.stock + m.quantity
FROM taken t
CROSS JOIN stock_moves m ON m.order_id = t.order_id AND m.kind = 'reserve'
CROSS JOIN products p ON p.id = m.product_id
WHERE $3 = 'failed' AND p.stock IS NOT NULL;

UPDATE products SET stock = (SELECT stock FROM moving WHERE product_id = products.id)
WHERE id IN (SELECT product_id FROM moving);

INSERT INTO stock_moves (product_id, order_id, kind, quantity)
SELECT product_id, $1, 'release', quantity FROM moving;

UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM moving WHERE stock = quantity); -- it was 0

INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM catalog WHERE changes() > 0;

SELECT order_id, CASE WHEN changes() > 0 THEN (SELECT version FROM catalog) END FROM taken
