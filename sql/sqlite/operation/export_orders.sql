-- export_orders: orders with all that belongs to each but its idempotency key, as JSON.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", …, "items": […], "events": […], "moves": […], "payment": {…},
--          "waiting": whether it is in the outbox}, …]
SELECT count(*), max(id), json_group_array(json(document))
FROM (
    SELECT id, json_object(
        'id', id, 'customer_name', customer_name, 'customer_email', customer_email, 'pickup_code', pickup_code,
        'payment_token', payment_token, 'status', status, 'failure_reason', failure_reason,
        'fulfilment', fulfilment, 'total_cents', total_cents, 'attempt', attempt, 'lease_until', lease_until,
        'swept_at', swept_at, 'created_at', created_at, 'updated_at', updated_at,
        'items', (
            SELECT json_group_array(json_object(
                'order_id', i.order_id, 'line', i.line, 'product_id', i.product_id, 'quantity', i.quantity,
                'name', i.name, 'price_cents', i.price_cents))
            FROM order_items i WHERE i.order_id = o.id),
        'events', (
            SELECT json_group_array(json_object(
                'id', e.id, 'order_id', e.order_id, 'status', e.status, 'attempt', e.attempt, 'at', e.at))
            FROM order_events e WHERE e.order_id = o.id),
        'moves', (
            SELECT json_group_array(json_object(
                'id', m.id, 'product_id', m.product_id, 'order_id', m.order_id, 'kind', m.kind,
                'quantity', m.quantity, 'at', m.at))
            FROM stock_moves m WHERE m.order_id = o.id),
        'payment', (
            SELECT json_object('order_id', p.order_id, 'amount_cents', p.amount_cents, 'at', p.at)
            FROM payments p WHERE p.order_id = o.id),
        'waiting', json(iif(EXISTS (SELECT 1 FROM outbox b WHERE b.order_id = o.id), 'true', 'false'))) AS document
    FROM orders o WHERE id > $1 ORDER BY id LIMIT $2)
