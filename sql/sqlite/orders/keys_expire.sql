-- keys_expire: deletes idempotency keys that are older than a day, which is long enough for any client's retries.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was forgotten
DELETE FROM idempotency_keys
WHERE key IN (
    SELECT key FROM idempotency_keys WHERE created_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-24 hours') LIMIT $1)
RETURNING 1
