-- leases_end: ends every lease and lets every open order be sent again, for a process that has the database to itself
-- and starts: whoever held one is gone.
-- access: work
-- params: none
UPDATE orders SET lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 seconds')
WHERE number IN (SELECT order_number FROM outbox WHERE sent = 1)
  AND status = 'processing' AND lease_until >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

UPDATE outbox SET sent = 0, due_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') WHERE sent = 1
