-- order_end: ends an order: completed or failed, by the attempt that claimed it, or cancelled. Records the charge of a
-- completed order, and gives back the slot, the pieces and the stock of any other. Nothing happens to an order that is
-- not any more as the caller knows it.
-- A worker may have charged an order that is cancelled after its claim, or that was given up: it stays in the outbox,
-- and a worker refunds it (order_refunded).
-- changes() is the number of rows that the previous statement wrote. CROSS JOIN keeps to the order in which tables stand:
-- SQLite does not know that the tables of its memory are small.
-- access: work
-- params: $1 order number, $2 attempt, $3 status before, $4 fulfilment before, $5 status (completed, failed, cancelled),
--         $6 failure reason
-- columns: 0 order number, 1 catalog version when something is available again
DELETE FROM taken;
INSERT INTO taken (order_number, status)
SELECT number, status FROM orders WHERE number = $1 AND attempt = $2 AND status = $3 AND fulfilment = $4;

UPDATE orders
SET status = $5, failure_reason = $6, lease_until = NULL, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE number = (SELECT order_number FROM taken);

INSERT INTO order_events (order_number, attempt, status)
SELECT number, attempt, status FROM orders WHERE number = (SELECT order_number FROM taken);

INSERT INTO payments (order_number, kind, amount_cents)
SELECT number, 'charge', total_cents FROM orders
WHERE number = (SELECT order_number FROM taken) AND status = 'completed';

DELETE FROM outbox WHERE order_number = (SELECT order_number FROM taken);

INSERT INTO outbox (order_number, sent, due_at)
SELECT order_number, 0, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM taken
WHERE ($5 = 'cancelled' AND status <> 'pending') OR $6 IS 'internal';

UPDATE slots_taken SET orders = orders - 1
WHERE $5 <> 'completed' AND (date, minute) IN (
    SELECT o.pickup_date, o.pickup_minute FROM taken t CROSS JOIN orders o ON o.number = t.order_number);

UPDATE pieces_taken
SET pieces = pieces - (SELECT quantity FROM order_items
                       WHERE order_number = $1 AND order_items.product_id = pieces_taken.product_id)
WHERE $5 <> 'completed' AND (date, product_id) IN (
    SELECT o.pickup_date, i.product_id
    FROM taken t
    CROSS JOIN orders o ON o.number = t.order_number
    CROSS JOIN order_items i ON i.order_number = t.order_number AND i.counted);

DELETE FROM moving;
INSERT INTO moving (product_id, quantity, stock)
SELECT p.id, m.quantity, p.stock + m.quantity
FROM taken t
CROSS JOIN stock_moves m ON m.order_number = t.order_number AND m.kind = 'reserve'
CROSS JOIN products p ON p.id = m.product_id
WHERE $5 <> 'completed' AND p.stock IS NOT NULL;

UPDATE products SET stock = (SELECT stock FROM moving WHERE product_id = products.id)
WHERE id IN (SELECT product_id FROM moving);

INSERT INTO stock_moves (product_id, order_number, kind, quantity)
SELECT product_id, $1, 'release', quantity FROM moving;

UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM moving WHERE stock = quantity); -- it was 0

SELECT order_number, CASE WHEN changes() > 0 THEN (SELECT version FROM catalog) END FROM taken
