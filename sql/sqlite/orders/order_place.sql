-- order_place: an order with its lines, first event, outbox row and idempotency key; whole or not at all.
-- Prices and names come from the products as they are now. An order is not placed when a product is not on sale
-- (column 1 says which line), or when its idempotency key is already there (both columns NULL).
-- Each statement goes on from the one before: changes() is how many rows that has written.
-- access: write
-- params: $1 order id, $2 customer name, $3 e-mail, $4 pickup code, $5 payment token, $6 idempotency key,
--         $7 fingerprint, $8 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products
-- columns: 0 order id, 1 the first line (from 1) whose product is not on sale
INSERT INTO orders (id, customer_name, customer_email, pickup_code, payment_token, total_cents)
SELECT $1, $2, $3, $4, $5, sum(p.price_cents * (l.value ->> 'quantity'))
FROM json_each($8) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active
WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE key = $6)
HAVING count(*) > 0 AND count(*) = count(p.id);

INSERT INTO order_items (order_id, line, product_id, quantity, name, price_cents)
SELECT $1, l.key + 1, p.id, l.value ->> 'quantity', p.name, p.price_cents
FROM json_each($8) l JOIN products p ON p.id = l.value ->> 'product_id'
WHERE changes() > 0;

INSERT INTO order_events (order_id, status, attempt) SELECT $1, 'pending', 0 WHERE changes() > 0;

INSERT INTO outbox (kind, order_id) SELECT 'order', $1 WHERE changes() > 0;

INSERT INTO idempotency_keys (key, fingerprint, order_id)
SELECT $6, $7, $1 WHERE changes() > 0 AND $6 IS NOT NULL;

SELECT (SELECT id FROM orders WHERE id = $1), min(l.key + 1) FILTER (WHERE p.id IS NULL)
FROM json_each($8) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active
