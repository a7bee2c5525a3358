-- outbox_overdue: lets the relay send orders again that were sent and have not ended in time. One that somebody is
-- processing is looked at again when that lease ends.
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
