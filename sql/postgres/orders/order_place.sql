-- order_place: inserts orders with their lines, outbox rows and idempotency keys, each completely or not at all.
-- Prices, names and allergens are copied from the products. An order is not placed if a product is not on sale or sold
-- out on its day (column 1 is the line), or if its idempotency key exists (both columns NULL). If the same key is being
-- inserted at the same moment, the statement waits for that.
-- If a slot or the limit of a product has no room, a CHECK of the counters refuses the whole set, and the driver runs
-- each member alone.
-- Keys and counters are written in sorted order, keys first, then slots, then pieces, to avoid deadlocks. Counters come
-- last, because others wait for their rows until the commit.
-- access: write
-- set of 16 params: 1 customer name, 2 e-mail, 3 pickup code, 4 payment token, 5 idempotency key, 6 fingerprint,
--         7 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products, 8 whether the caller sends it,
--         9 note, 10 telephone, 11 the date of the pickup, or today's, 12 the minute of the pickup (NULL: there is none),
--         13 until, 14 its instant and 15 until when it can be cancelled, in seconds since 1970, 16 the slot's capacity
--         (NULL: no limit)
-- columns: 0 order number, 1 the first line (from 1) whose product is not on sale or sold out
WITH members AS MATERIALIZED (
    SELECT n, nextval('orders_number_seq') AS number, m->>0 AS customer_name, m->>1 AS customer_email,
           m->>2 AS pickup_code, m->>3 AS payment_token, m->>4 AS key, m->>5 AS fingerprint, (m->>6)::jsonb AS lines,
           (m->>7)::boolean AS sent, m->>8 AS note, m->>9 AS phone, m->>10 AS day, (m->>10)::date AS date, (m->>11)::smallint AS minute,
           (m->>12)::smallint AS until, to_timestamp((m->>13)::bigint) AS at,
           to_timestamp((m->>14)::bigint) AS cancel_until,
           (m->>15)::integer AS capacity
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), wanted AS MATERIALIZED (
    SELECT m.number, m.day, m.date, m.minute, l.line, l.product_id, l.quantity
    FROM members m
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(m.lines) AS (product_id bigint, quantity integer))
         WITH ORDINALITY AS l (product_id, quantity, line)
), sold AS MATERIALIZED (
    SELECT id, name, price_cents, allergens, sold_out_on, daily_limit FROM products
    WHERE id = ANY (ARRAY(SELECT product_id FROM wanted)) AND active
), lines AS MATERIALIZED (
    SELECT w.number, w.line, w.date, w.product_id, w.quantity, s.name, s.price_cents, s.allergens, s.daily_limit,
           s.daily_limit IS NOT NULL AND w.minute IS NOT NULL AS counted
    FROM wanted w LEFT JOIN sold s ON s.id = w.product_id AND s.sold_out_on IS DISTINCT FROM w.day
), verdict AS MATERIALIZED (
    SELECT number, min(line) FILTER (WHERE price_cents IS NULL) AS refused,
           sum(price_cents * quantity)::bigint AS total_cents
    FROM lines
    GROUP BY number
), keys AS (
    INSERT INTO idempotency_keys (key, fingerprint, order_number)
    SELECT key, fingerprint, number
    FROM members JOIN verdict USING (number)
    WHERE key IS NOT NULL AND refused IS NULL
    ORDER BY key, n
    ON CONFLICT (key) DO NOTHING
    RETURNING order_number
), placed AS (
    INSERT INTO orders (number, customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone,
                        pickup_date, pickup_minute, pickup_until, pickup_at, cancel_until)
    SELECT number, customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone,
           CASE WHEN minute IS NOT NULL THEN date END, minute, until, coalesce(at, now()), cancel_until
    FROM members JOIN verdict USING (number)
    WHERE refused IS NULL AND (key IS NULL OR number IN (SELECT order_number FROM keys))
    RETURNING number
), items AS (
    INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents, allergens, counted)
    SELECT number, line, product_id, quantity, name, price_cents, allergens, counted FROM placed JOIN lines USING (number)
), told AS (
    INSERT INTO outbox (order_number, sent, due_at)
    SELECT number, sent, CASE WHEN sent THEN now() + interval '30 seconds' ELSE now() END
    FROM placed JOIN members USING (number)
), slots AS (
    INSERT INTO slots_taken AS s (date, minute, orders, capacity)
    SELECT date, minute, count(*), min(capacity)
    FROM placed JOIN members USING (number)
    WHERE minute IS NOT NULL
    GROUP BY date, minute
    ORDER BY date, minute
    ON CONFLICT (date, minute) DO UPDATE SET orders = s.orders + excluded.orders, capacity = excluded.capacity
    RETURNING 1
), pieces AS (
    INSERT INTO pieces_taken AS p (date, product_id, pieces, daily_limit)
    SELECT date, product_id, sum(quantity), min(daily_limit)
    FROM placed JOIN lines USING (number)
    WHERE counted AND (SELECT count(*) FROM slots) > 0
    GROUP BY date, product_id
    ORDER BY date, product_id
    ON CONFLICT (date, product_id) DO UPDATE
    SET pieces = p.pieces + excluded.pieces, daily_limit = excluded.daily_limit
)
SELECT m.n, p.number, v.refused
FROM members m JOIN verdict v USING (number) LEFT JOIN placed p USING (number)
ORDER BY m.n
