-- orders_sweep: gives orders that should have ended long ago an outbox row again. An order that was swept is left in
-- peace for 30 s, so that a long queue is not made longer.
-- access: work
-- params: $1 how many at most
-- columns: 0 order id
DELETE FROM taken;
INSERT INTO taken (order_id)
SELECT id FROM orders o
WHERE status IN ('pending', 'processing')
  AND updated_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds')
  AND (swept_at IS NULL OR swept_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 seconds'))
  AND (lease_until IS NULL OR lease_until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
  AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.order_id = o.id)
ORDER BY updated_at
LIMIT $1;

UPDATE orders SET swept_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE id IN (SELECT order_id FROM taken);

INSERT INTO outbox (kind, order_id) SELECT 'order', order_id FROM taken RETURNING order_id
