-- outbox_lease: takes orders that wait to be sent; rows that another holds are passed over. The caller sends them.
-- An array, because it is made once, and then its rows are found by the primary key. The outbox is empty as a rule, and
-- a plan that was made then might run the subquery for each row.
-- access: work
-- params: $1 how many at most
-- columns: 0 order number
UPDATE outbox
SET sent = true, due_at = now() + interval '30 seconds'
WHERE order_number = ANY (ARRAY(
    SELECT order_number FROM outbox WHERE NOT sent ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING order_number
