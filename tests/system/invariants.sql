-- The invariants I1-I5 and I7, as far as the database can show them: every row is a violation. PostgreSQL and SQLite
-- both take it, behind the first part of the WITH that lib/invariants.mjs puts before it, for each reads JSON its own way:
--   promised (order_id, name)                         what clients were promised by a 201
--   promised_items (order_id, product_id, quantity)   likewise, merged: one row a product
--   keyed (name)                                      names that belong to one idempotency key each
-- $3: whether all work should be done by now
line_sums AS (
    SELECT order_id, sum(quantity * price_cents) AS total_cents FROM order_items GROUP BY order_id
), last_events AS (
    SELECT order_id, status FROM order_events WHERE id IN (SELECT max(id) FROM order_events GROUP BY order_id)
), ends AS (
    SELECT order_id, count(*) AS count FROM order_events WHERE status IN ('completed', 'failed', 'cancelled')
    GROUP BY order_id
), ledger AS (
    SELECT product_id, sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END) AS stock
    FROM stock_moves GROUP BY product_id
), reserved AS (
    SELECT * FROM stock_moves WHERE kind = 'reserve'
), released AS (
    SELECT * FROM stock_moves WHERE kind = 'release'
)
SELECT 'I1 a promised order is there' AS rule, CAST(p.order_id AS text) AS subject
FROM promised p LEFT JOIN orders o ON o.id = p.order_id AND o.customer_name = p.name WHERE o.id IS NULL
UNION ALL
SELECT 'I1 its items are those that were ordered', CAST(coalesce(p.order_id, i.order_id) AS text)
FROM promised_items p
FULL JOIN (SELECT i.* FROM order_items i JOIN promised USING (order_id)) i
    ON i.order_id = p.order_id AND i.product_id = p.product_id AND i.quantity = p.quantity
WHERE p.order_id IS NULL OR i.order_id IS NULL
UNION ALL
SELECT 'I5 one order for one key', name
FROM keyed JOIN orders ON customer_name = name GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT 'I5 a key names an order that is there', key
FROM idempotency_keys k LEFT JOIN orders o ON o.id = k.order_id WHERE o.id IS NULL
UNION ALL
SELECT 'I5 an order has one key', CAST(order_id AS text) FROM idempotency_keys GROUP BY order_id HAVING count(*) > 1
UNION ALL
SELECT 'I7 the total is the sum of the lines', CAST(o.id AS text)
FROM orders o LEFT JOIN line_sums s ON s.order_id = o.id WHERE s.total_cents IS DISTINCT FROM o.total_cents
UNION ALL
SELECT 'I3 the status is that of the last event', CAST(o.id AS text)
FROM orders o LEFT JOIN last_events e ON e.order_id = o.id WHERE e.status IS DISTINCT FROM o.status
UNION ALL
SELECT 'I3 one end', CAST(order_id AS text) FROM ends WHERE count > 1
UNION ALL
SELECT 'I3 nothing happens after the end', CAST(later.order_id AS text)
FROM order_events ended JOIN order_events later ON later.order_id = ended.order_id AND later.id > ended.id
WHERE ended.status IN ('completed', 'failed', 'cancelled')
UNION ALL
SELECT 'I3 an order begins once', CAST(order_id AS text) FROM order_events WHERE status = 'pending' GROUP BY order_id HAVING count(*) > 1
UNION ALL
SELECT 'I3 a completed order is paid, in full, and no other is', CAST(o.id AS text)
FROM orders o LEFT JOIN payments p ON p.order_id = o.id
WHERE CASE o.status WHEN 'completed' THEN p.amount_cents IS DISTINCT FROM o.total_cents ELSE p.order_id IS NOT NULL END
UNION ALL
SELECT 'I4 stock is what the ledger says', CAST(p.id AS text)
FROM products p LEFT JOIN ledger l ON l.product_id = p.id WHERE p.stock IS NOT NULL AND p.stock <> coalesce(l.stock, 0)
UNION ALL
SELECT 'I4 stock is not negative', CAST(id AS text) FROM products WHERE stock < 0
UNION ALL
SELECT 'I4 what is reserved is what was ordered', CAST(r.order_id AS text)
FROM reserved r LEFT JOIN order_items i ON i.order_id = r.order_id AND i.product_id = r.product_id
WHERE i.quantity IS DISTINCT FROM r.quantity
UNION ALL
SELECT 'I4 what is released was reserved', CAST(l.order_id AS text)
FROM released l LEFT JOIN reserved r ON r.order_id = l.order_id AND r.product_id = l.product_id
WHERE r.quantity IS DISTINCT FROM l.quantity
UNION ALL
SELECT 'I4 a failed order keeps no stock, a completed one all', CAST(o.id AS text)
FROM orders o JOIN reserved r ON r.order_id = o.id JOIN products p ON p.id = r.product_id AND p.stock IS NOT NULL
LEFT JOIN released l ON l.order_id = r.order_id AND l.product_id = r.product_id
WHERE (o.status = 'failed' AND l.id IS NULL) OR (o.status = 'completed' AND l.id IS NOT NULL)
UNION ALL
SELECT 'I2 every order has ended', CAST(id AS text) FROM orders WHERE $3 AND status IN ('pending', 'processing')
UNION ALL
SELECT 'I2 the outbox is empty', CAST(id AS text) FROM outbox WHERE $3
ORDER BY 1, 2
