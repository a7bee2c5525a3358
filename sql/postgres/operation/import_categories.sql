-- import_categories: inserts the result of export_categories.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH made AS (
    INSERT INTO categories
    SELECT c.* FROM jsonb_array_elements($1::jsonb), jsonb_populate_record(NULL::categories, value) c
    RETURNING key
)
SELECT count(*) FROM made
