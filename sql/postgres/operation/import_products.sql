-- import_products: inserts the result of export_products.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH documents AS MATERIALIZED (
    SELECT value FROM jsonb_array_elements($1::jsonb)
), made AS (
    INSERT INTO products SELECT p.* FROM documents, jsonb_populate_record(NULL::products, value) p RETURNING id
), counted AS (
    INSERT INTO stock_moves (product_id, kind, quantity, at)
    SELECT (value->>'id')::bigint, 'adjust', m.quantity, m.at
    FROM documents, jsonb_populate_recordset(NULL::stock_moves, value->'counts') m
    ORDER BY m.id
)
SELECT count(*) FROM made
