-- outbox_overdue: marks orders as not sent if they were sent and have not ended in time. An order that is being
-- processed is checked again when its lease ends.
-- access: work
-- params: $1 how many at most
-- columns: 0 order number
DELETE FROM taken;
INSERT INTO taken (order_number)
SELECT order_number FROM outbox
WHERE sent = 1 AND due_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
ORDER BY due_at
LIMIT $1;

UPDATE outbox
SET due_at = (SELECT max(coalesce(lease_until, ''), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
              FROM orders WHERE number = order_number)
WHERE order_number IN (SELECT order_number FROM taken);

UPDATE outbox SET sent = 0
WHERE order_number IN (SELECT order_number FROM taken) AND due_at <= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
RETURNING order_number
