-- leases_end: ends every lease, for a process that has the database to itself and starts: whoever held one is dead.
-- access: work
-- params: none
WITH freed AS (
    UPDATE outbox SET leased_until = NULL WHERE leased_until IS NOT NULL
)
UPDATE orders SET lease_until = now() - interval '1 second' WHERE status = 'processing' AND lease_until >= now()
