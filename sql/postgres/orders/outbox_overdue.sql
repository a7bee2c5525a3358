-- outbox_overdue: marks orders as not sent if they were sent and have not ended in time. An order that is being
-- processed is checked again when its lease ends.
-- The sum (+ 0) keeps the join out of the index scans, which use the array.
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
