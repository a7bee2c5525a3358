-- outbox_lease: takes outbox rows for 30 s; rows that another holds are passed over.
-- Materialized, because a plan that runs the subquery once for each row would take more than $1.
-- access: work
-- params: $1 how many at most, $2 whether orders too (not while the queue cannot take them)
-- columns: 0 id, 1 kind, 2 order id, 3 version
WITH free AS MATERIALIZED (
    SELECT id FROM outbox
    WHERE (leased_until IS NULL OR leased_until < now()) AND ($2 OR kind <> 'order')
    ORDER BY id
    LIMIT $1
    FOR UPDATE SKIP LOCKED
)
UPDATE outbox
SET leased_until = now() + interval '30 seconds'
FROM free
WHERE outbox.id = free.id
RETURNING outbox.id, kind, order_id, version
