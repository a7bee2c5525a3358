-- import_photos: inserts the result of export_photos.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH made AS (
    INSERT INTO photos (file, bytes, stored_at)
    SELECT p.file, decode(p.bytes, 'base64'), p.stored_at
    FROM jsonb_to_recordset($1::jsonb) AS p (file text, bytes text, stored_at timestamptz)
    RETURNING 1
)
SELECT count(*) FROM made
