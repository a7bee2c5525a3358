-- order_get: orders, one row a line.
-- access: read
-- set of 1 params: 1 order number
-- columns: 0 number, 1 customer name, 2 status, 3 failure reason, 4 fulfilment, 5 pickup code, 6 total_cents,
--          7 created at, 8 updated at, 9 quantity, 10 name, 11 price_cents, 12 product id
SELECT m.n, o.number, o.customer_name, o.status, o.failure_reason, o.fulfilment, o.pickup_code, o.total_cents,
       to_char(o.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       to_char(o.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'),
       i.quantity, i.name, i.price_cents, i.product_id
FROM (SELECT n, (m->>0)::bigint AS number FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)) m
JOIN orders o ON o.number = m.number
JOIN order_items i ON i.order_number = o.number
ORDER BY m.n, i.line
