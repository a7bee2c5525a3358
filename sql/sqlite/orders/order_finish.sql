-- order_finish: ends an order that this attempt claimed: records the payment of a completed one, gives the stock of
-- a failed one back. No row: it was already done, or another attempt holds it.
-- changes() is the number of rows that the previous statement wrote. CROSS JOIN keeps to the order in which tables stand:
-- SQLite does not know that the tables of its memory are small.
-- access: work
-- params: $1 order number, $2 attempt, $3 status (completed, failed), $4 failure reason
-- columns: 0 order number, 1 catalog version when something is available again
DELETE FROM taken;
INSERT INTO taken (order_number, status)
SELECT number, status FROM orders WHERE number = $1 AND status = 'processing' AND attempt = $2;

UPDATE orders
SET status = $3, failure_reason = $4, lease_until = NULL, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE number = (SELECT order_number FROM taken);

INSERT INTO order_events (order_number, attempt, status)
SELECT number, attempt, status FROM orders WHERE number = (SELECT order_number FROM taken);

INSERT INTO payments (order_number, amount_cents)
SELECT number, total_cents FROM orders WHERE number = (SELECT order_number FROM taken) AND status = 'completed';

DELETE FROM outbox WHERE order_number = (SELECT order_number FROM taken);

DELETE FROM moving;
INSERT INTO moving (product_id, quantity, stock)
SELECT p.id, m.quantity, p.stock + m.quantity
FROM taken t
CROSS JOIN stock_moves m ON m.order_number = t.order_number AND m.kind = 'reserve'
CROSS JOIN products p ON p.id = m.product_id
WHERE $3 = 'failed' AND p.stock IS NOT NULL;

UPDATE products SET stock = (SELECT stock FROM moving WHERE product_id = products.id)
WHERE id IN (SELECT product_id FROM moving);

INSERT INTO stock_moves (product_id, order_number, kind, quantity)
SELECT product_id, $1, 'release', quantity FROM moving;

UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM moving WHERE stock = quantity); -- it was 0

SELECT order_number, CASE WHEN changes() > 0 THEN (SELECT version FROM catalog) END FROM taken
