-- import_orders: what export_orders gives. Events and moves keep their order and get new ids. Times may come with more
-- digits and another spelling of UTC.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO orders (id, customer_name, customer_email, pickup_code, payment_token, status, failure_reason, fulfilment,
                    total_cents, attempt, lease_until, swept_at, created_at, updated_at)
SELECT value ->> 'id', value ->> 'customer_name', value ->> 'customer_email', value ->> 'pickup_code',
       value ->> 'payment_token', value ->> 'status', value ->> 'failure_reason', value ->> 'fulfilment',
       value ->> 'total_cents', value ->> 'attempt',
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'lease_until'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'swept_at'),
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'created_at'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'updated_at')
FROM json_each($1);

INSERT INTO order_items (order_id, line, product_id, quantity, name, price_cents)
SELECT i.value ->> 'order_id', i.value ->> 'line', i.value ->> 'product_id', i.value ->> 'quantity',
       i.value ->> 'name', i.value ->> 'price_cents'
FROM json_each($1) o, json_each(o.value, '$.items') i;

INSERT INTO order_events (order_id, status, attempt, at)
SELECT e.value ->> 'order_id', e.value ->> 'status', e.value ->> 'attempt',
       strftime('%Y-%m-%dT%H:%M:%fZ', e.value ->> 'at')
FROM json_each($1) o, json_each(o.value, '$.events') e
ORDER BY e.value ->> 'id';

INSERT INTO stock_moves (product_id, order_id, kind, quantity, at)
SELECT m.value ->> 'product_id', m.value ->> 'order_id', m.value ->> 'kind', m.value ->> 'quantity',
       strftime('%Y-%m-%dT%H:%M:%fZ', m.value ->> 'at')
FROM json_each($1) o, json_each(o.value, '$.moves') m
ORDER BY m.value ->> 'id';

INSERT INTO payments (order_id, amount_cents, at)
SELECT value ->> 'id', value ->> '$.payment.amount_cents', strftime('%Y-%m-%dT%H:%M:%fZ', value ->> '$.payment.at')
FROM json_each($1) WHERE value ->> 'payment' IS NOT NULL;

INSERT INTO outbox (kind, order_id) SELECT 'order', value ->> 'id' FROM json_each($1) WHERE value ->> 'waiting';

SELECT json_array_length($1)
