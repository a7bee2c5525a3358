-- order_get: an order, one row a line.
-- access: read
-- params: $1 order number
-- columns: 0 number, 1 customer name, 2 status, 3 failure reason, 4 fulfilment, 5 pickup code, 6 total_cents,
--          7 created at, 8 updated at, 9 quantity, 10 name, 11 price_cents, 12 product id,
--          13 the stock that was left, if the order failed because this line asked for more, 14 allergens, 15 note,
--          16 date of the pickup, 17 its minute, 18 until, 19 until when it can be cancelled, as seconds since 1970,
--          20 attempt
SELECT o.number, o.customer_name, o.status, o.failure_reason, o.fulfilment, o.pickup_code, o.total_cents,
       substr(o.created_at, 1, 19) || 'Z', substr(o.updated_at, 1, 19) || 'Z',
       i.quantity, i.name, i.price_cents, i.product_id,
       iif(o.failure_reason = 'out_of_stock', i.stock_left, NULL), i.allergens, o.note,
       o.pickup_date, o.pickup_minute, o.pickup_until, CAST(strftime('%s', o.cancel_until) AS INTEGER), o.attempt
FROM orders o JOIN order_items i ON i.order_number = o.number
WHERE o.number = $1
ORDER BY i.line
