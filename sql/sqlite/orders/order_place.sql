-- order_place: an order with its lines, outbox row and idempotency key; whole or not at all.
-- Prices, names and allergens come from the products as they are now. An order is not placed when a product is not on sale
-- or sold out on its day (column 1 says which line), or when its idempotency key is already there (both columns NULL).
-- If its slot or the limit of a product has no room, a CHECK of the counters refuses it.
-- Each statement goes on from the one before: changes() is how many rows that has written. The new order is the row
-- that was inserted last.
-- access: write
-- params: $1 customer name, $2 e-mail, $3 pickup code, $4 payment token, $5 idempotency key, $6 fingerprint,
--         $7 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products, $8 whether the caller sends it,
--         $9 note, $10 telephone, $11 the date of the pickup, or today's, $12 the minute of the pickup (NULL: there is
--         none), $13 until, $14 its instant and $15 until when it can be cancelled, in seconds since 1970, $16 the slot's
--         capacity (NULL: no limit)
-- columns: 0 order number, 1 the first line (from 1) whose product is not on sale or sold out
DELETE FROM taken;
INSERT INTO orders (customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone,
                    pickup_date, pickup_minute, pickup_until, pickup_at, cancel_until)
SELECT $1, $2, $3, $4, sum(p.price_cents * (l.value ->> 'quantity')), $9, $10,
       iif($12 IS NOT NULL, $11, NULL), $12, $13,
       coalesce(strftime('%Y-%m-%dT%H:%M:%fZ', $14, 'unixepoch'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
       strftime('%Y-%m-%dT%H:%M:%fZ', $15, 'unixepoch')
FROM json_each($7) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active AND p.sold_out_on IS NOT $11
WHERE NOT EXISTS (SELECT 1 FROM idempotency_keys WHERE key = $5)
HAVING count(*) > 0 AND count(*) = count(p.id);

INSERT INTO taken (order_number) SELECT last_insert_rowid() WHERE changes() > 0;

INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents, allergens, counted)
SELECT t.order_number, l.key + 1, p.id, l.value ->> 'quantity', p.name, p.price_cents, p.allergens,
       p.daily_limit IS NOT NULL AND $12 IS NOT NULL
FROM taken t CROSS JOIN json_each($7) l CROSS JOIN products p ON p.id = l.value ->> 'product_id';

INSERT INTO slots_taken (date, minute, orders, capacity)
SELECT $11, $12, 1, $16 FROM taken WHERE $12 IS NOT NULL
ON CONFLICT (date, minute) DO UPDATE SET orders = orders + 1, capacity = excluded.capacity;

INSERT INTO pieces_taken (date, product_id, pieces, daily_limit)
SELECT $11, i.product_id, i.quantity, p.daily_limit
FROM taken t
CROSS JOIN order_items i ON i.order_number = t.order_number AND i.counted
CROSS JOIN products p ON p.id = i.product_id
WHERE true
ON CONFLICT (date, product_id) DO UPDATE SET pieces = pieces + excluded.pieces, daily_limit = excluded.daily_limit;

INSERT INTO outbox (order_number, sent, due_at)
SELECT order_number, $8 = 'true', strftime('%Y-%m-%dT%H:%M:%fZ', 'now', iif($8 = 'true', '+30 seconds', '+0 seconds'))
FROM taken;

INSERT INTO idempotency_keys (key, fingerprint, order_number)
SELECT $5, $6, order_number FROM taken WHERE $5 IS NOT NULL;

SELECT (SELECT order_number FROM taken), min(l.key + 1) FILTER (WHERE p.id IS NULL)
FROM json_each($7) l LEFT JOIN products p ON p.id = l.value ->> 'product_id' AND p.active AND p.sold_out_on IS NOT $11
