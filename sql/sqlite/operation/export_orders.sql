-- export_orders: orders with everything that belongs to them except the idempotency key, as JSON.
-- access: read
-- params: $1 after which number, $2 how many at most
-- columns: 0 how many, 1 the last number, 2 [{"number", …, "items": […], "events": […], "moves": […], "payments": […],
--          "open": whether it is in the outbox}, …]
SELECT count(*), max(number), json_group_array(json(document))
FROM (
    SELECT number, json_object(
        'number', number, 'customer_name', customer_name, 'customer_email', customer_email, 'pickup_code', pickup_code,
        'payment_token', payment_token, 'note', note, 'phone', phone, 'status', status, 'failure_reason', failure_reason,
        'fulfilment', fulfilment, 'total_cents', total_cents, 'pickup_date', pickup_date,
        'pickup_minute', pickup_minute, 'pickup_until', pickup_until, 'pickup_at', pickup_at, 'cancel_until', cancel_until,
        'attempt', attempt, 'lease_until', lease_until,
        'created_at', created_at, 'updated_at', updated_at,
        'items', (
            SELECT json_group_array(json_object(
                'order_number', i.order_number, 'line', i.line, 'product_id', i.product_id, 'quantity', i.quantity,
                'name', i.name, 'price_cents', i.price_cents, 'allergens', i.allergens,
                'stock_left', i.stock_left, 'counted', json(iif(i.counted, 'true', 'false'))))
            FROM order_items i WHERE i.order_number = o.number),
        'events', (
            SELECT json_group_array(json_object(
                'order_number', e.order_number, 'attempt', e.attempt, 'status', e.status, 'at', e.at))
            FROM order_events e WHERE e.order_number = o.number),
        'moves', (
            SELECT json_group_array(json_object(
                'id', m.id, 'product_id', m.product_id, 'order_number', m.order_number, 'kind', m.kind,
                'quantity', m.quantity, 'at', m.at))
            FROM stock_moves m WHERE m.order_number = o.number),
        'payments', (
            SELECT json_group_array(json_object(
                'order_number', p.order_number, 'kind', p.kind, 'amount_cents', p.amount_cents, 'at', p.at))
            FROM payments p WHERE p.order_number = o.number),
        'open', json(iif(EXISTS (SELECT 1 FROM outbox b WHERE b.order_number = o.number), 'true', 'false'))) AS document
    FROM orders o WHERE number > $1 ORDER BY number LIMIT $2)
