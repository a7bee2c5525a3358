-- outbox_lease: takes outbox rows for 30 s.
-- access: work
-- params: $1 how many at most, $2 whether orders too (not while the queue cannot take them)
-- columns: 0 id, 1 kind, 2 order id, 3 version
UPDATE outbox
SET leased_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+30 seconds')
WHERE id IN (
    SELECT id FROM (
        SELECT id FROM outbox
        WHERE $2 = 'true' AND (leased_until IS NULL OR leased_until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        ORDER BY id
        LIMIT $1)
    UNION ALL
    SELECT id FROM (
        SELECT id FROM outbox
        WHERE $2 <> 'true' AND kind = 'cache.invalidate'
          AND (leased_until IS NULL OR leased_until < strftime('%Y-%m-%dT%H:%M:%fZ', 'now'))
        ORDER BY id
        LIMIT $1))
RETURNING id, kind, order_id, version
