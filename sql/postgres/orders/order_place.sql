-- order_place: orders with their lines, first event, outbox row and idempotency key; each of them whole or not at all.
-- Prices and names come from the products as they are now. An order is not placed when a product is not on sale
-- (column 1 says which line), or when its idempotency key is already there (both columns NULL); a twin that is being
-- placed at the same moment is waited for. Keys are taken in their order, so that nobody waits in a circle.
-- access: write
-- set of 8 params: 1 order id, 2 customer name, 3 e-mail, 4 pickup code, 5 payment token, 6 idempotency key,
--         7 fingerprint, 8 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products
-- columns: 0 order id, 1 the first line (from 1) whose product is not on sale
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS id, m->>1 AS customer_name, m->>2 AS customer_email, m->>3 AS pickup_code,
           m->>4 AS payment_token, m->>5 AS key, m->>6 AS fingerprint, (m->>7)::jsonb AS lines
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), lines AS MATERIALIZED (
    SELECT m.id, l.line, l.product_id, l.quantity, p.name, p.price_cents
    FROM members m
    CROSS JOIN LATERAL ROWS FROM (jsonb_to_recordset(m.lines) AS (product_id bigint, quantity integer))
         WITH ORDINALITY AS l (product_id, quantity, line)
    LEFT JOIN products p ON p.id = l.product_id AND p.active
), verdict AS MATERIALIZED (
    SELECT id, min(line) FILTER (WHERE price_cents IS NULL) AS refused,
           sum(price_cents * quantity)::bigint AS total_cents
    FROM lines
    GROUP BY id
), keys AS (
    INSERT INTO idempotency_keys (key, fingerprint, order_id)
    SELECT key, fingerprint, id
    FROM members JOIN verdict USING (id)
    WHERE key IS NOT NULL AND refused IS NULL
    ORDER BY key, n
    ON CONFLICT (key) DO NOTHING
    RETURNING order_id
), placed AS (
    INSERT INTO orders (id, customer_name, customer_email, pickup_code, payment_token, total_cents)
    SELECT id, customer_name, customer_email, pickup_code, payment_token, total_cents
    FROM members JOIN verdict USING (id)
    WHERE refused IS NULL AND (key IS NULL OR id IN (SELECT order_id FROM keys))
    RETURNING id
), items AS (
    INSERT INTO order_items (order_id, line, product_id, quantity, name, price_cents)
    SELECT id, line, product_id, quantity, name, price_cents FROM placed JOIN lines USING (id)
), event AS (
    INSERT INTO order_events (order_id, status, attempt) SELECT id, 'pending', 0 FROM placed
), told AS (
    INSERT INTO outbox (kind, order_id) SELECT 'order', id FROM placed
)
SELECT m.n, p.id, v.refused
FROM members m JOIN verdict v USING (id) LEFT JOIN placed p USING (id)
ORDER BY m.n
