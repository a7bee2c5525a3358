-- export_keys: idempotency keys, as JSON.
-- access: read
-- params: $1 after which key, $2 how many at most
-- columns: 0 how many, 1 the last key, 2 [{"key", "fingerprint", "order_number", "created_at"}, …]
SELECT count(*), max(key), json_group_array(json_object(
    'key', key, 'fingerprint', fingerprint, 'order_number', order_number, 'created_at', created_at))
FROM (SELECT * FROM idempotency_keys WHERE key > $1 ORDER BY key LIMIT $2)
