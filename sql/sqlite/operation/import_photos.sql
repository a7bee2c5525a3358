-- import_photos: inserts the result of export_photos.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO photos (file, bytes, stored_at)
SELECT value ->> 'file', decode(value ->> 'bytes', 'base64'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'stored_at')
FROM json_each($1);

SELECT json_array_length($1)
