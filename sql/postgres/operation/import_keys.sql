-- import_keys: inserts the result of export_keys.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH made AS (
    INSERT INTO idempotency_keys SELECT * FROM jsonb_populate_recordset(NULL::idempotency_keys, $1::jsonb) RETURNING key
)
SELECT count(*) FROM made
