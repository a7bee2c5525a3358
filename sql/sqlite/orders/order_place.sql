-- order_place: an order with its lines, outbox row and idempotency key; whole or not at all.
-- Prices, names and allergens come from the products as they are now. An order is not placed when a product is not on sale
-- or sold out (column 1 says which line), or when its idempotency key is already there (both columns NULL).
-- Each statement goes on from the one before: changes() is how many rows that has written. The new order is the row
-- that was inserted last.
-- access: write
-- params: $1 customer name, $2 e-mail, $3 pickup code, $4 payment token, $5 idempotency key, $6 fingerprint,
--         $7 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products, $8 whether the caller sends it,
--         $9 the shop's date, $10 note, $11 telephone
-- columns: 0 order number, 1 the first line (from 1) whose product is not on sale or sold out
DELETE FROM taken;
INSERT INTO orders (customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone)
SELECT $1, $2, $3, $4, sum(p.price_cents * (l.value ->> 'quantity')), $10, $11
FROM json_each($7) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active AND p.sold_out_on IS NOT $9
WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE key = $5)
HAVING count(*) > 0 AND count(*) = count(p.id);

INSERT INTO taken (order_number) SELECT last_insert_rowid() WHERE changes() > 0;

INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents, allergens)
SELECT t.order_number, l.key + 1, p.id, l.value ->> 'quantity', p.name, p.price_cents, p.allergens
FROM taken t CROSS JOIN json_each($7) l CROSS JOIN products p ON p.id = l.value ->> 'product_id';

INSERT INTO outbox (order_number, sent, due_at)
SELECT order_number, $8 = 'true', strftime('%Y-%m-%dT%H:%M:%fZ', 'now', iif($8 = 'true', '+30 seconds', '+0 seconds'))
FROM taken;

INSERT INTO idempotency_keys (key, fingerprint, order_number)
SELECT $5, $6, order_number FROM taken WHERE $5 IS NOT NULL;

SELECT (SELECT order_number FROM taken), min(l.key + 1) FILTER (WHERE p.id IS NULL)
FROM json_each($7) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active AND p.sold_out_on IS NOT $9
