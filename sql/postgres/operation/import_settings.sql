-- import_settings: inserts the result of export_settings.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH documents AS MATERIALIZED (
    SELECT value FROM jsonb_array_elements($1::jsonb)
), made AS (
    INSERT INTO settings (version, document)
    SELECT (value->>'version')::bigint, value->>'document' FROM documents RETURNING 1
), dated AS (
    INSERT INTO calendar (date, hours, reason)
    SELECT c.date, c.hours, c.reason
    FROM documents, jsonb_to_recordset(value->'calendar') AS c (date text, hours text, reason text)
)
SELECT count(*) FROM made
