-- order_place: an order with its lines, its first event, its outbox row and its idempotency key, or nothing at all.
-- Prices and names come from the products as they are now. Nothing is placed when a product is not on sale (column 1
-- says which line), or when the idempotency key is already there (both columns NULL); a twin that is being placed at
-- the same moment is waited for.
-- access: write
-- params: $1 order id, $2 customer name, $3 e-mail, $4 pickup code, $5 payment token, $6 idempotency key,
--         $7 fingerprint, $8 lines: [{"product_id": 1, "quantity": 2}, …] without repeated products
-- columns: 0 order id, 1 the first line (from 1) whose product is not on sale
WITH lines AS MATERIALIZED (
    SELECT l.line, l.product_id, l.quantity, p.name, p.price_cents
    FROM ROWS FROM (jsonb_to_recordset($8::jsonb) AS (product_id bigint, quantity integer))
         WITH ORDINALITY AS l (product_id, quantity, line)
    LEFT JOIN products p ON p.id = l.product_id AND p.active
), refused AS (
    SELECT min(line) AS line FROM lines WHERE price_cents IS NULL
), key AS (
    INSERT INTO idempotency_keys (key, fingerprint, order_id)
    SELECT $6::text, $7, $1::bigint FROM refused WHERE line IS NULL AND $6::text IS NOT NULL
    ON CONFLICT (key) DO NOTHING
    RETURNING key
), placed AS (
    INSERT INTO orders (id, customer_name, customer_email, pickup_code, payment_token, total_cents)
    SELECT $1::bigint, $2, $3, $4, $5, (SELECT sum(price_cents * quantity)::bigint FROM lines)
    FROM refused
    WHERE line IS NULL AND ($6::text IS NULL OR EXISTS (SELECT 1 FROM key))
    RETURNING id
), items AS (
    INSERT INTO order_items (order_id, line, product_id, quantity, name, price_cents)
    SELECT placed.id, line, product_id, quantity, name, price_cents FROM lines, placed
), event AS (
    INSERT INTO order_events (order_id, status, attempt) SELECT id, 'pending', 0 FROM placed
), told AS (
    INSERT INTO outbox (kind, order_id) SELECT 'order', id FROM placed
)
SELECT (SELECT id FROM placed), line FROM refused
