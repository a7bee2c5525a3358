-- import_orders: inserts the result of export_orders. Stock moves get new ids in the same sequence. Open orders are sent
-- again. Times may come with more digits and another spelling of UTC.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO orders (number, customer_name, customer_email, pickup_code, payment_token, note, phone, status,
                    failure_reason, fulfilment, total_cents, pickup_date, pickup_minute, pickup_until, pickup_at,
                    cancel_until, attempt, lease_until, created_at, updated_at)
SELECT value ->> 'number', value ->> 'customer_name', value ->> 'customer_email', value ->> 'pickup_code',
       value ->> 'payment_token', value ->> 'note', value ->> 'phone', value ->> 'status', value ->> 'failure_reason', value ->> 'fulfilment',
       value ->> 'total_cents', value ->> 'pickup_date', value ->> 'pickup_minute', value ->> 'pickup_until',
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'pickup_at'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'cancel_until'),
       value ->> 'attempt',
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'lease_until'),
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'created_at'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'updated_at')
FROM json_each($1);

INSERT INTO order_items (order_number, line, product_id, quantity, name, price_cents, allergens, stock_left,
                         counted)
SELECT i.value ->> 'order_number', i.value ->> 'line', i.value ->> 'product_id', i.value ->> 'quantity',
       i.value ->> 'name', i.value ->> 'price_cents', i.value ->> 'allergens', i.value ->> 'stock_left',
       i.value ->> 'counted'
FROM json_each($1) o, json_each(o.value, '$.items') i;

INSERT INTO order_events (order_number, attempt, status, at)
SELECT e.value ->> 'order_number', e.value ->> 'attempt', e.value ->> 'status',
       strftime('%Y-%m-%dT%H:%M:%fZ', e.value ->> 'at')
FROM json_each($1) o, json_each(o.value, '$.events') e;

INSERT INTO stock_moves (product_id, order_number, kind, quantity, at)
SELECT m.value ->> 'product_id', m.value ->> 'order_number', m.value ->> 'kind', m.value ->> 'quantity',
       strftime('%Y-%m-%dT%H:%M:%fZ', m.value ->> 'at')
FROM json_each($1) o, json_each(o.value, '$.moves') m
ORDER BY m.value ->> 'id';

INSERT INTO payments (order_number, kind, amount_cents, at)
SELECT p.value ->> 'order_number', p.value ->> 'kind', p.value ->> 'amount_cents',
       strftime('%Y-%m-%dT%H:%M:%fZ', p.value ->> 'at')
FROM json_each($1) o, json_each(o.value, '$.payments') p;

INSERT INTO outbox (order_number, sent, due_at)
SELECT value ->> 'number', 0, strftime('%Y-%m-%dT%H:%M:%fZ', 'now') FROM json_each($1) WHERE value ->> 'open';

SELECT json_array_length($1)
