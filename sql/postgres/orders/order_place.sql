-- order_place: inserts orders with their lines, outbox rows and idempotency keys, each completely or not at all.
-- Prices, names and allergens are copied from the products. An order is not placed if a product is not on sale or sold
-- out today (column 1 is the line), or if its idempotency key exists (both columns NULL). If the same key is being
-- inserted at the same moment, the statement waits for that. Keys are inserted in sorted order to avoid deadlocks.
-- access: write
-- set of 11 params: 1 customer name, 2 e-mail, 3 pickup code, 4 payment token, 5 idempotency key, 6 fingerprint,
--         7 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products, 8 whether the caller sends it,
--         9 the shop's date, 10 note, 11 telephone
-- columns: 0 order number, 1 the first line (from 1) whose product is not on sale or sold out
WITH members AS MATERIALIZED (
    SELECT n, nextval('orders_number_seq') AS number, m->>0 AS customer_name, m->>1 AS customer_email,
           m->>2 AS pickup_code, m->>3 AS payment_token, m->>4 AS key, m->>5 AS fingerprint, (m->>6)::jsonb AS lines,
           (m->>7)::boolean AS sent, m->>8 AS today,
           m->>9 AS note, m->>10 AS phone
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), wanted AS MATERIALIZED (
    SELECT m.number, m.today, l.line, l.product_id, l.quantity
    FROM members m
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(m.lines) AS (product_id bigint, quantity integer))
         WITH ORDINALITY AS l (product_id, quantity, line)
), sold AS MATERIALIZED (
    SELECT id, name, price_cents, allergens, sold_out_on FROM products WHERE id = ANY (ARRAY(SELECT product_id FROM wanted)) AND active
), lines AS MATERIALIZED (
    SELECT w.number, w.line, w.product_id, w.quantity, s.name, s.price_cents, s.allergens
    FROM wanted w LEFT JOIN sold s ON s.id = w.product_id AND s.sold_out_on IS DISTINCT FROM w.today
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
    INSERT INTO orders (number, customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone)
    SELECT number, customer_name, customer_email, pickup_code, payment_token, total_cents, note, phone
    FROM members JOIN verdict USING (number)
    WHERE refused IS NULL AND (key IS NULL OR number IN (SELECT order_number FROM keys))
    RETURNING number
), items AS (
    INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents, allergens)
    SELECT number, line, product_id, quantity, name, price_cents, allergens FROM placed JOIN lines USING (number)
), told AS (
    INSERT INTO outbox (order_number, sent, due_at)
    SELECT number, sent, CASE WHEN sent THEN now() + interval '30 seconds' ELSE now() END
    FROM placed JOIN members USING (number)
)
SELECT m.n, p.number, v.refused
FROM members m JOIN verdict v USING (number) LEFT JOIN placed p USING (number)
ORDER BY m.n
