-- orders_sweep: gives orders that should have ended long ago an outbox row again. An order that was swept is left in
-- peace for 30 s, so that a long queue is not made longer.
-- The outbox is asked for one order after the other: a join might be planned while it is empty, and then read all of it
-- for each of them.
-- access: work
-- params: $1 how many at most
-- columns: 0 order id
WITH overdue AS (
    SELECT id FROM orders o
    WHERE status IN ('pending', 'processing')
      AND updated_at < now() - interval '30 seconds'
      AND (swept_at IS NULL OR swept_at < now() - interval '30 seconds')
      AND (lease_until IS NULL OR lease_until < now())
      AND (SELECT b.id FROM outbox b WHERE b.order_id = o.id) IS NULL
    ORDER BY updated_at
    LIMIT $1
    FOR UPDATE SKIP LOCKED
), swept AS (
    UPDATE orders SET swept_at = now() FROM overdue WHERE orders.id = overdue.id RETURNING orders.id
)
INSERT INTO outbox (kind, order_id) SELECT 'order', id FROM swept
ON CONFLICT DO NOTHING
RETURNING order_id
