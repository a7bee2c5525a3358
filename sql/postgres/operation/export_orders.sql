-- export_orders: orders with everything that belongs to them except the idempotency key, as JSON.
-- access: read
-- params: $1 after which number, $2 how many at most
-- columns: 0 how many, 1 the last number, 2 [{"number", …, "items": […], "events": […], "moves": […], "payments": […],
--          "open": whether it is in the outbox}, …]
SELECT count(*), max(o.number), coalesce(jsonb_agg(to_jsonb(o) || jsonb_build_object(
    'items', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.line) FROM order_items i WHERE i.order_number = o.number),
    'events', (SELECT coalesce(jsonb_agg(to_jsonb(e)), '[]') FROM order_events e WHERE e.order_number = o.number),
    'moves', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.id), '[]')
              FROM stock_moves m WHERE m.order_number = o.number),
    'payments', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM payments p WHERE p.order_number = o.number),
    'open', EXISTS (SELECT 1 FROM outbox b WHERE b.order_number = o.number)) ORDER BY o.number), '[]')
FROM (SELECT * FROM orders WHERE number > $1 ORDER BY number LIMIT $2) o
