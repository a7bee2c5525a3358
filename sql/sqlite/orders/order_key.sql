-- order_key: the order that an idempotency key was used for.
-- access: read
-- params: $1 key
-- columns: 0 fingerprint, 1 order number
SELECT fingerprint, order_number FROM idempotency_keys WHERE key = $1
