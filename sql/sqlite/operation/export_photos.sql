-- export_photos: pictures, as JSON.
-- access: read
-- params: $1 after which file, $2 how many at most
-- columns: 0 how many, 1 the last file, 2 [{"file", "bytes": base64, "stored_at"}, …]
SELECT count(*), max(file), json_group_array(json_object(
    'file', file, 'bytes', encode(bytes, 'base64'), 'stored_at', stored_at))
FROM (SELECT * FROM photos WHERE file > $1 ORDER BY file LIMIT $2)
