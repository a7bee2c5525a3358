-- outbox_overdue: lets the relay send orders again that were sent and have not ended in time. One that somebody is
-- processing is looked at again when that lease ends.
-- The sum keeps the join out of the index scans, which have the array.
-- access: work
-- params: $1 how many at most
-- columns: 0 order number
WITH overdue AS MATERIALIZED (
    SELECT order_number FROM outbox WHERE sent AND due_at < now() ORDER BY due_at LIMIT $1 FOR UPDATE SKIP LOCKED
), looked_at AS (
    UPDATE outbox b
    SET sent = (o.lease_until >= now()) IS TRUE, due_at = greatest(now(), o.lease_until)
    FROM orders o
    WHERE b.order_number = ANY (ARRAY(SELECT order_number FROM overdue))
      AND o.number = ANY (ARRAY(SELECT order_number FROM overdue)) AND o.number = b.order_number + 0
    RETURNING b.order_number, b.sent
)
SELECT order_number FROM looked_at WHERE NOT sent
