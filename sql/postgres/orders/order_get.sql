-- order_get: orders, one row a line.
-- access: read
-- set of 1 params: 1 order number
-- columns: 0 number, 1 customer name, 2 status, 3 failure reason, 4 fulfilment, 5 pickup code, 6 total_cents,
--          7 created at, 8 updated at, 9 quantity, 10 name, 11 price_cents, 12 product id,
--          13 the stock that was left, if the order failed because this line asked for more
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), found AS MATERIALIZED (
    SELECT number, customer_name, status, failure_reason, fulfilment, pickup_code, total_cents,
           to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created_at,
           to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated_at
    FROM orders WHERE number = ANY (ARRAY(SELECT number FROM members))
), items AS MATERIALIZED (
    SELECT order_number, line, quantity, name, price_cents, product_id, stock_left
    FROM order_items WHERE order_number = ANY (ARRAY(SELECT number FROM members))
)
SELECT m.n, o.number, o.customer_name, o.status, o.failure_reason, o.fulfilment, o.pickup_code, o.total_cents,
       o.created_at, o.updated_at, i.quantity, i.name, i.price_cents, i.product_id,
       CASE WHEN o.failure_reason = 'out_of_stock' THEN i.stock_left END
FROM members m
JOIN found o ON o.number = m.number
JOIN items i ON i.order_number = m.number
ORDER BY m.n, i.line
