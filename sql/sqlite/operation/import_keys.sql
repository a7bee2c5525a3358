-- import_keys: inserts the result of export_keys. Times may come with more digits and another spelling of UTC.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO idempotency_keys (key, fingerprint, order_number, created_at)
SELECT value ->> 'key', value ->> 'fingerprint', value ->> 'order_number',
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'created_at')
FROM json_each($1);

SELECT json_array_length($1)
