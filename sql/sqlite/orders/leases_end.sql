-- leases_end: ends every lease, for a process that has the database to itself and starts: whoever held one is dead.
-- access: work
-- params: none
UPDATE outbox SET leased_until = NULL WHERE leased_until IS NOT NULL;

UPDATE orders SET lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 seconds')
WHERE status IN ('pending', 'processing') AND status = 'processing' -- the first is the index's condition, to the letter
  AND lease_until >= strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
