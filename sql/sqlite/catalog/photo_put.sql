-- photo_put: stores the pictures of a photo, and deletes those of a day ago that no product shows any more.
-- access: write
-- params: $1 file, $2 its bytes as base64, $3 file, $4 its bytes, $5 file, $6 its bytes; NULL: there is no such picture
-- columns: none
DELETE FROM photos
WHERE stored_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 day')
    AND file NOT IN ($1, coalesce($3, ''), coalesce($5, ''))
    AND NOT EXISTS (SELECT 1 FROM products WHERE instr(photo, '/photos/' || substr(file, 1, instr(file, '-'))) = 1);

INSERT INTO photos (file, bytes)
SELECT file, decode(bytes, 'base64')
FROM (SELECT $1 AS file, $2 AS bytes UNION ALL SELECT $3, $4 UNION ALL SELECT $5, $6)
WHERE file IS NOT NULL
ON CONFLICT (file) DO UPDATE SET stored_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
