-- export_photos: pictures, as JSON.
-- access: read
-- params: $1 after which file, $2 how many at most
-- columns: 0 how many, 1 the last file, 2 [{"file", "bytes": base64, "stored_at"}, …]
SELECT count(*), max(file COLLATE "C"), coalesce(jsonb_agg(jsonb_build_object(
    'file', file, 'bytes', translate(encode(bytes, 'base64'), E'\n', ''), 'stored_at', stored_at)), '[]')
FROM (SELECT * FROM photos WHERE file COLLATE "C" > $1 ORDER BY file COLLATE "C" LIMIT $2) p
