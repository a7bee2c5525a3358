-- leases_end: ends all leases and marks all open orders as not sent. Only for a process that starts and has the database
-- to itself, so that the owners of the leases must have died.
-- access: work
-- params: none
UPDATE orders SET lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 seconds')
WHERE number IN (SELECT order_number FROM outbox WHERE sent = 1)
  AND status = 'processing' AND lease_until >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

UPDATE outbox SET sent = 0, due_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE sent = 1
