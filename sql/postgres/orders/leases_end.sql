-- leases_end: ends every lease and lets every open order be sent again, for a process that has the database to itself
-- and starts: whoever held one is gone.
-- access: work
-- params: none
WITH freed AS (
    UPDATE outbox SET sent = false, due_at = now() WHERE sent RETURNING order_number
)
UPDATE orders SET lease_until = now() - interval '1 second'
WHERE number = ANY (ARRAY(SELECT order_number FROM freed)) AND status = 'processing' AND lease_until >= now()
