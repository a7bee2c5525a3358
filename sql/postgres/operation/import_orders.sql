-- import_orders: what export_orders gives. Events and moves keep their order and get new ids.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH documents AS MATERIALIZED (
    SELECT value FROM jsonb_array_elements($1::jsonb)
), placed AS (
    INSERT INTO orders SELECT o.* FROM documents, jsonb_populate_record(NULL::orders, value) o RETURNING id
), items AS (
    INSERT INTO order_items SELECT i.* FROM documents, jsonb_populate_recordset(NULL::order_items, value->'items') i
), events AS (
    INSERT INTO order_events (order_id, status, attempt, at)
    SELECT e.order_id, e.status, e.attempt, e.at
    FROM documents, jsonb_populate_recordset(NULL::order_events, value->'events') e
    ORDER BY e.id
), moves AS (
    INSERT INTO stock_moves (product_id, order_id, kind, quantity, at)
    SELECT m.product_id, m.order_id, m.kind, m.quantity, m.at
    FROM documents, jsonb_populate_recordset(NULL::stock_moves, value->'moves') m
    ORDER BY m.id
), paid AS (
    INSERT INTO payments
    SELECT p.* FROM documents, jsonb_populate_record(NULL::payments, nullif(value->'payment', 'null')) p
    WHERE p.order_id IS NOT NULL
), told AS (
    INSERT INTO outbox (kind, order_id)
    SELECT 'order', (value->>'id')::bigint FROM documents WHERE (value->>'waiting')::boolean
)
SELECT count(*) FROM placed
