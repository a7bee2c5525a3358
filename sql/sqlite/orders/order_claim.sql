-- order_claim: takes an order to process for 30 s and reserves its stock, all of it or none.
-- No row: there is no such order. Column 0 NULL: it has ended, or another holds it. What an earlier attempt reserved
-- stays reserved. Orders are claimed one after the other here: none has to be claimed again.
-- A line that asks for more than there is keeps the stock that there was, so that the customer can be told.
-- changes() is the number of rows that the previous statement wrote. CROSS JOIN keeps to the order in which tables stand:
-- SQLite does not know that the tables of its memory are small.
-- access: work
-- params: $1 order number
-- columns: 0 attempt, 1 whether the stock was enough, 2 total_cents, 3 payment token, 4 catalog version when
--          something sold out, 5 status before, 6 whether to claim it again, 7 whether it has ended and must be refunded
DELETE FROM taken;
INSERT INTO taken (order_number, status)
SELECT number, status FROM orders
WHERE number = $1
  AND (status = 'pending' OR (status = 'processing' AND lease_until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now')));

UPDATE orders
SET status = 'processing', attempt = attempt + 1,
    lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+30 seconds'),
    updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE number = (SELECT order_number FROM taken);

INSERT INTO order_events (order_number, attempt, status)
SELECT number, attempt, status FROM orders WHERE number = (SELECT order_number FROM taken);

DELETE FROM moving;
INSERT INTO moving (product_id, quantity, stock)
SELECT p.id, i.quantity, p.stock - i.quantity
FROM taken t
CROSS JOIN order_items i ON i.order_number = t.order_number
CROSS JOIN products p ON p.id = i.product_id
WHERE p.stock IS NOT NULL AND NOT EXISTS (
    SELECT 1 FROM stock_moves m WHERE m.order_number = t.order_number AND m.product_id = p.id AND m.kind = 'reserve');

UPDATE order_items
SET stock_left = (SELECT stock + quantity FROM moving m WHERE m.product_id = order_items.product_id)
WHERE order_number = $1 AND product_id IN (SELECT product_id FROM moving WHERE stock < 0);

UPDATE products SET stock = (SELECT stock FROM moving WHERE product_id = products.id)
WHERE id IN (SELECT product_id FROM moving) AND NOT EXISTS (SELECT 1 FROM moving WHERE stock < 0);

INSERT INTO stock_moves (product_id, order_number, kind, quantity)
SELECT product_id, $1, 'reserve', quantity FROM moving WHERE NOT EXISTS (SELECT 1 FROM moving WHERE stock < 0);

UPDATE catalog SET version = version + 1 WHERE changes() > 0 AND EXISTS (SELECT 1 FROM moving WHERE stock = 0);

SELECT CASE WHEN t.order_number IS NOT NULL THEN o.attempt END,
       NOT EXISTS (SELECT 1 FROM moving WHERE stock < 0),
       o.total_cents, o.payment_token,
       CASE WHEN changes() > 0 THEN (SELECT version FROM catalog) END,
       coalesce(t.status, o.status),
       0,
       o.status IN ('failed', 'cancelled') AND EXISTS (SELECT 1 FROM outbox WHERE order_number = o.number)
FROM orders o LEFT JOIN taken t ON t.order_number = o.number
WHERE o.number = $1
