-- The invariants I1-I5 and I7, as far as the database can show them: every row is a violation. PostgreSQL and SQLite
-- both take it, behind the first part of the WITH that lib/invariants.mjs puts before it, for each reads JSON its own way:
--   promised (order_number, name)                         what clients were promised by a 201
--   promised_items (order_number, product_id, quantity)   likewise, merged: one row a product
--   keyed (name)                                      names that belong to one idempotency key each
-- $3: whether all work should be done by now
line_sums AS (
    SELECT order_number, sum(quantity * price_cents) AS total_cents FROM order_items GROUP BY order_number
), last_events AS (
    SELECT order_number, status
    FROM (SELECT order_number, status,
                 row_number() OVER (PARTITION BY order_number ORDER BY attempt DESC, status = 'processing') AS nth
          FROM order_events) AS e
    WHERE nth = 1
), ends AS (
    SELECT order_number, count(*) AS count FROM order_events WHERE status IN ('completed', 'failed', 'cancelled')
    GROUP BY order_number
), ledger AS (
    SELECT product_id, sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END) AS stock
    FROM stock_moves GROUP BY product_id
), reserved AS (
    SELECT * FROM stock_moves WHERE kind = 'reserve'
), released AS (
    SELECT * FROM stock_moves WHERE kind = 'release'
)
SELECT 'I1 a promised order is there' AS rule, CAST(p.order_number AS text) AS subject
FROM promised p LEFT JOIN orders o ON o.number = p.order_number AND o.customer_name = p.name WHERE o.number IS NULL
UNION ALL
SELECT 'I1 its items are those that were ordered', CAST(coalesce(p.order_number, i.order_number) AS text)
FROM promised_items p
FULL JOIN (SELECT i.* FROM order_items i JOIN promised USING (order_number)) i
    ON i.order_number = p.order_number AND i.product_id = p.product_id AND i.quantity = p.quantity
WHERE p.order_number IS NULL OR i.order_number IS NULL
UNION ALL
SELECT 'I5 one order for one key', name
FROM keyed JOIN orders ON customer_name = name GROUP BY name HAVING count(*) > 1
UNION ALL
SELECT 'I5 a key names an order that is there', key
FROM idempotency_keys k LEFT JOIN orders o ON o.number = k.order_number WHERE o.number IS NULL
UNION ALL
SELECT 'I5 an order has one key', CAST(order_number AS text)
FROM idempotency_keys GROUP BY order_number HAVING count(*) > 1
UNION ALL
SELECT 'I7 the total is the sum of the lines', CAST(o.number AS text)
FROM orders o LEFT JOIN line_sums s ON s.order_number = o.number WHERE s.total_cents IS DISTINCT FROM o.total_cents
UNION ALL
SELECT 'I3 the status is that of the last event', CAST(o.number AS text)
FROM orders o LEFT JOIN last_events e ON e.order_number = o.number
WHERE coalesce(e.status, 'pending') <> o.status
UNION ALL
SELECT 'I3 one end', CAST(order_number AS text) FROM ends WHERE count > 1
UNION ALL
SELECT 'I3 nothing happens after the end', CAST(later.order_number AS text)
FROM order_events ended
JOIN order_events later ON later.order_number = ended.order_number AND later.attempt > ended.attempt
WHERE ended.status IN ('completed', 'failed', 'cancelled')
UNION ALL
SELECT 'I3 what ends has begun', CAST(ended.order_number AS text)
FROM order_events ended
LEFT JOIN order_events began
    ON began.order_number = ended.order_number AND began.attempt = ended.attempt AND began.status = 'processing'
WHERE ended.status <> 'processing' AND began.order_number IS NULL
UNION ALL
SELECT 'I3 every attempt is an event', CAST(o.number AS text)
FROM orders o
LEFT JOIN (SELECT order_number, count(*) AS count, max(attempt) AS last
           FROM order_events WHERE status = 'processing' GROUP BY order_number) b ON b.order_number = o.number
WHERE coalesce(b.count, 0) <> o.attempt OR coalesce(b.last, 0) <> o.attempt
UNION ALL
SELECT 'I3 a completed order is paid, in full, and no other is', CAST(o.number AS text)
FROM orders o LEFT JOIN payments p ON p.order_number = o.number
WHERE CASE o.status WHEN 'completed' THEN p.amount_cents IS DISTINCT FROM o.total_cents
                    ELSE p.order_number IS NOT NULL END
UNION ALL
SELECT 'I4 stock is what the ledger says', CAST(p.id AS text)
FROM products p LEFT JOIN ledger l ON l.product_id = p.id WHERE p.stock IS NOT NULL AND p.stock <> coalesce(l.stock, 0)
UNION ALL
SELECT 'I4 stock is not negative', CAST(id AS text) FROM products WHERE stock < 0
UNION ALL
SELECT 'I4 what is reserved is what was ordered', CAST(r.order_number AS text)
FROM reserved r LEFT JOIN order_items i ON i.order_number = r.order_number AND i.product_id = r.product_id
WHERE i.quantity IS DISTINCT FROM r.quantity
UNION ALL
SELECT 'I4 what is released was reserved', CAST(l.order_number AS text)
FROM released l LEFT JOIN reserved r ON r.order_number = l.order_number AND r.product_id = l.product_id
WHERE r.quantity IS DISTINCT FROM l.quantity
UNION ALL
SELECT 'I4 a failed order keeps no stock, a completed one all', CAST(o.number AS text)
FROM orders o
JOIN reserved r ON r.order_number = o.number
JOIN products p ON p.id = r.product_id AND p.stock IS NOT NULL
LEFT JOIN released l ON l.order_number = r.order_number AND l.product_id = r.product_id
WHERE (o.status = 'failed' AND l.id IS NULL) OR (o.status = 'completed' AND l.id IS NOT NULL)
UNION ALL
SELECT 'I2 every open order has an outbox row, and no ended order has one',
       CAST(coalesce(o.number, b.order_number) AS text)
FROM (SELECT number FROM orders WHERE status IN ('pending', 'processing')) o
FULL JOIN outbox b ON b.order_number = o.number
WHERE o.number IS NULL OR b.order_number IS NULL
UNION ALL
SELECT 'I2 every order has ended', CAST(number AS text) FROM orders WHERE $3 AND status IN ('pending', 'processing')
ORDER BY 1, 2
