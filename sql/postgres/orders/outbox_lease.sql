-- outbox_lease: takes orders that wait to be sent, and skips rows that another process has locked. The caller sends them.
-- The array is computed once, and its rows are then found by the primary key. The outbox is usually empty, and a plan
-- from that time might run a plain subquery for each row.
-- access: work
-- params: $1 how many at most
-- columns: 0 order number
UPDATE outbox
SET sent = true, due_at = now() + interval '30 seconds'
WHERE order_number = ANY (ARRAY(
    SELECT order_number FROM outbox WHERE NOT sent ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING order_number
