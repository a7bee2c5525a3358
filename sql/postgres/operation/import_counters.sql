-- import_counters: inserts the result of export_counters.
-- access: write
-- params: $1 the array
-- columns: 0 how many dates
WITH documents AS MATERIALIZED (
    SELECT value FROM jsonb_array_elements($1::jsonb)
), slots AS (
    INSERT INTO slots_taken SELECT s.* FROM documents, jsonb_populate_recordset(NULL::slots_taken, value->'slots') s
), pieces AS (
    INSERT INTO pieces_taken SELECT p.* FROM documents, jsonb_populate_recordset(NULL::pieces_taken, value->'pieces') p
)
SELECT count(*) FROM documents
