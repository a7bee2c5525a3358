-- keys_expire: deletes idempotency keys that are older than a day, which is long enough for any client's retries.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was forgotten
DELETE FROM idempotency_keys
WHERE key = ANY (ARRAY(
    SELECT key FROM idempotency_keys WHERE created_at < now() - interval '24 hours' LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING 1
