-- order_get: orders, with one row per line.
-- OFFSET 0 keeps the planner from merging the subqueries: each member is one index scan, whatever the statistics say.
-- access: read
-- set of 1 params: 1 order number
-- columns: 0 number, 1 customer name, 2 status, 3 failure reason, 4 fulfilment, 5 pickup code, 6 total_cents,
--          7 created at, 8 updated at, 9 quantity, 10 name, 11 price_cents, 12 product id,
--          13 the stock that was left, if the order failed because this line asked for more, 14 allergens, 15 note,
--          16 date of the pickup, 17 its minute, 18 until, 19 until when it can be cancelled, as seconds since 1970,
--          20 attempt
SELECT m.n, o.number, o.customer_name, o.status, o.failure_reason, o.fulfilment, o.pickup_code, o.total_cents,
       o.created, o.updated, i.quantity, i.name, i.price_cents, i.product_id,
       CASE WHEN o.failure_reason = 'out_of_stock' THEN i.stock_left END, i.allergens, o.note,
       o.pickup_on, o.pickup_minute, o.pickup_until, o.cancel_s, o.attempt
FROM (SELECT n, (m->>0)::bigint AS number FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)) m
CROSS JOIN LATERAL (
    SELECT *, to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS created,
           to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS updated,
           extract(epoch FROM cancel_until)::bigint AS cancel_s, to_char(pickup_date, 'YYYY-MM-DD') AS pickup_on
    FROM orders WHERE number = m.number OFFSET 0) o
CROSS JOIN LATERAL (SELECT * FROM order_items WHERE order_number = m.number OFFSET 0) i
ORDER BY m.n, i.line
