-- outbox_lease: takes outbox rows for 30 s; rows that another holds are passed over.
-- Arrays, because each is made once, and then its rows are found by the index. The outbox is empty as a rule, and of a
-- plan that was made then, and is kept, the rest is not certain: it may run a subquery for each row, which would take
-- more than $1, or compare each row with each.
-- access: work
-- params: $1 how many at most, $2 whether orders too (not while the queue cannot take them)
-- columns: 0 id, 1 kind, 2 order id, 3 version
UPDATE outbox
SET leased_until = now() + interval '30 seconds'
WHERE id = ANY (ARRAY(
    SELECT id FROM outbox
    WHERE $2 AND (leased_until IS NULL OR leased_until < now())
    ORDER BY id
    LIMIT $1
    FOR UPDATE SKIP LOCKED
) || ARRAY(
    SELECT id FROM outbox
    WHERE NOT $2 AND kind = 'cache.invalidate' AND (leased_until IS NULL OR leased_until < now())
    ORDER BY id
    LIMIT $1
    FOR UPDATE SKIP LOCKED
))
RETURNING id, kind, order_id, version
