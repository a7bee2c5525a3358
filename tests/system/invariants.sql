-- The invariants I1-I5, I7, I10 and I11, as far as the database can show them: every row is a violation. PostgreSQL and SQLite
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
                 row_number() OVER (PARTITION BY order_number
                                    ORDER BY status = 'cancelled' DESC, attempt DESC, status = 'processing') AS nth
          FROM order_events) AS e
    WHERE nth = 1
), ends AS (
    SELECT order_number, sum(CASE WHEN status <> 'cancelled' THEN 1 ELSE 0 END) AS ended,
           sum(CASE WHEN status <> 'completed' THEN 1 ELSE 0 END) AS lost
    FROM order_events WHERE status <> 'processing'
    GROUP BY order_number
), ledger AS (
    SELECT product_id, sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END) AS stock
    FROM stock_moves GROUP BY product_id
), reserved AS (
    SELECT * FROM stock_moves WHERE kind = 'reserve'
), released AS (
    SELECT * FROM stock_moves WHERE kind = 'release'
), money AS (
    SELECT order_number, sum(CASE kind WHEN 'charge' THEN amount_cents ELSE 0 END) AS charged,
           sum(CASE kind WHEN 'refund' THEN amount_cents ELSE 0 END) AS refunded
    FROM payments GROUP BY order_number
), holding AS (
    SELECT * FROM orders WHERE status IN ('pending', 'processing', 'completed') AND pickup_date IS NOT NULL
), slots_held AS (
    SELECT pickup_date AS date, pickup_minute AS minute, count(*) AS orders FROM holding GROUP BY pickup_date, pickup_minute
), pieces_held AS (
    SELECT h.pickup_date AS date, i.product_id, sum(i.quantity) AS pieces
    FROM holding h JOIN order_items i ON i.order_number = h.number AND i.counted
    GROUP BY h.pickup_date, i.product_id
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
SELECT 'I3 one end, and perhaps a cancellation of a completed order', CAST(order_number AS text)
FROM ends WHERE ended > 1 OR lost > 1
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
WHERE ended.status <> 'processing' AND began.order_number IS NULL AND NOT (ended.status = 'cancelled' AND ended.attempt = 0)
UNION ALL
SELECT 'I3 every attempt is an event', CAST(o.number AS text)
FROM orders o
LEFT JOIN (SELECT order_number, count(*) AS count, max(attempt) AS last
           FROM order_events WHERE status = 'processing' GROUP BY order_number) b ON b.order_number = o.number
WHERE coalesce(b.count, 0) <> o.attempt OR coalesce(b.last, 0) <> o.attempt
UNION ALL
SELECT 'I3 a completed order is paid, in full', CAST(o.number AS text)
FROM orders o LEFT JOIN money m ON m.order_number = o.number
WHERE o.status = 'completed' AND coalesce(m.charged - m.refunded, 0) <> o.total_cents
UNION ALL
SELECT 'I3 an order that has not ended is not paid', CAST(o.number AS text)
FROM orders o JOIN payments p ON p.order_number = o.number
WHERE o.status IN ('pending', 'processing')
UNION ALL
SELECT 'I11 what was paid for an order that ended otherwise is refunded, or about to be', CAST(o.number AS text)
FROM orders o JOIN money m ON m.order_number = o.number
WHERE o.status IN ('failed', 'cancelled') AND m.charged <> m.refunded
  AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.order_number = o.number)
UNION ALL
SELECT 'I11 refunds do not exceed charges', CAST(order_number AS text) FROM money WHERE refunded > charged
UNION ALL
SELECT 'I10 a slot counts the orders that have it', CAST(coalesce(h.date, t.date) AS text)
FROM slots_held h FULL JOIN slots_taken t ON t.date = h.date AND t.minute = h.minute
WHERE coalesce(h.orders, 0) <> coalesce(t.orders, 0)
UNION ALL
SELECT 'I10 a slot holds what it can', CAST(date AS text) FROM slots_taken WHERE orders > capacity
UNION ALL
SELECT 'I10 a limit counts the pieces of its orders', CAST(coalesce(h.date, t.date) AS text)
FROM pieces_held h FULL JOIN pieces_taken t ON t.date = h.date AND t.product_id = h.product_id
WHERE coalesce(h.pieces, 0) <> coalesce(t.pieces, 0)
UNION ALL
SELECT 'I10 a limit is kept', CAST(date AS text) FROM pieces_taken WHERE pieces > daily_limit
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
SELECT 'I4 a failed or cancelled order keeps no stock, a completed one all', CAST(o.number AS text)
FROM orders o
JOIN reserved r ON r.order_number = o.number
JOIN products p ON p.id = r.product_id AND p.stock IS NOT NULL
LEFT JOIN released l ON l.order_number = r.order_number AND l.product_id = r.product_id
WHERE (o.status IN ('failed', 'cancelled') AND l.id IS NULL) OR (o.status = 'completed' AND l.id IS NOT NULL)
UNION ALL
SELECT 'I2 every open order has an outbox row', CAST(o.number AS text)
FROM orders o LEFT JOIN outbox b ON b.order_number = o.number
WHERE o.status IN ('pending', 'processing') AND b.order_number IS NULL
UNION ALL
SELECT 'I2 an order with an outbox row is open, or may have to be refunded', CAST(b.order_number AS text)
FROM outbox b LEFT JOIN orders o ON o.number = b.order_number
WHERE o.number IS NULL OR o.status = 'completed' OR (o.status = 'failed' AND o.failure_reason <> 'internal')
UNION ALL
SELECT 'I2 there is nothing left to do', CAST(order_number AS text) FROM outbox WHERE $3
ORDER BY 1, 2
