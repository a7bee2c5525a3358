-- export_orders: orders with all that belongs to each but its idempotency key, as JSON.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", …, "items": […], "events": […], "moves": […], "payment": {…},
--          "waiting": whether it is in the outbox}, …]
SELECT count(*), max(o.id), coalesce(jsonb_agg(to_jsonb(o) || jsonb_build_object(
    'items', (SELECT jsonb_agg(to_jsonb(i) ORDER BY i.line) FROM order_items i WHERE i.order_id = o.id),
    'events', (SELECT jsonb_agg(to_jsonb(e) ORDER BY e.id) FROM order_events e WHERE e.order_id = o.id),
    'moves', (SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.id), '[]') FROM stock_moves m WHERE m.order_id = o.id),
    'payment', (SELECT to_jsonb(p) FROM payments p WHERE p.order_id = o.id),
    'waiting', EXISTS (SELECT 1 FROM outbox b WHERE b.order_id = o.id)) ORDER BY o.id), '[]')
FROM (SELECT * FROM orders WHERE id > $1 ORDER BY id LIMIT $2) o
