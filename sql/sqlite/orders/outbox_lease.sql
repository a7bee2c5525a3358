-- outbox_lease: takes orders that wait to be sent. The caller sends them.
-- access: work
-- params: $1 how many at most
-- columns: 0 order number
UPDATE outbox
SET sent = 1, due_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+30 seconds')
WHERE order_number IN (SELECT order_number FROM outbox WHERE sent = 0 ORDER BY due_at LIMIT $1)
RETURNING order_number
