-- leases_end: ends all leases and marks all open orders as not sent. Only for a process that starts and has the database
-- to itself, so that the owners of the leases must have died.
-- access: work
-- params: none
WITH freed AS (
    UPDATE outbox SET sent = false, due_at = now() WHERE sent RETURNING order_number
)
UPDATE orders SET lease_until = now() - interval '1 second'
WHERE number = ANY (ARRAY(SELECT order_number FROM freed)) AND status = 'processing' AND lease_until >= now()
