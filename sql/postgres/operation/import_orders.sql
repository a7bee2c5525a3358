-- import_orders: inserts the result of export_orders. Stock moves get new ids in the same sequence. Open orders are sent
-- again.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH documents AS MATERIALIZED (
    SELECT value FROM jsonb_array_elements($1::jsonb)
), placed AS (
    INSERT INTO orders SELECT o.* FROM documents, jsonb_populate_record(NULL::orders, value) o RETURNING number
), items AS (
    INSERT INTO order_items SELECT i.* FROM documents, jsonb_populate_recordset(NULL::order_items, value->'items') i
), events AS (
    INSERT INTO order_events SELECT e.* FROM documents, jsonb_populate_recordset(NULL::order_events, value->'events') e
), moves AS (
    INSERT INTO stock_moves (product_id, order_number, kind, quantity, at)
    SELECT m.product_id, m.order_number, m.kind, m.quantity, m.at
    FROM documents, jsonb_populate_recordset(NULL::stock_moves, value->'moves') m
    ORDER BY m.id
), paid AS (
    INSERT INTO payments SELECT p.* FROM documents, jsonb_populate_recordset(NULL::payments, value->'payments') p
), told AS (
    INSERT INTO outbox (order_number, sent, due_at)
    SELECT (value->>'number')::bigint, false, now() FROM documents WHERE (value->>'open')::boolean
)
SELECT count(*) FROM placed
