-- photo_put: stores the pictures of a photo, and deletes those of a day ago that no product shows any more.
-- access: write
-- params: $1 file, $2 its bytes as base64, $3 file, $4 its bytes, $5 file, $6 its bytes; NULL: there is no such picture
-- columns: none
WITH unused AS (
    DELETE FROM photos
    WHERE stored_at < now() - interval '1 day' AND file NOT IN ($1, coalesce($3, ''), coalesce($5, ''))
        AND NOT EXISTS (SELECT 1 FROM products WHERE starts_with(photo, '/photos/' || split_part(file, '-', 1) || '-'))
)
INSERT INTO photos (file, bytes)
SELECT file, decode(bytes, 'base64')
FROM (VALUES ($1::text, $2::text), ($3::text, $4::text), ($5::text, $6::text)) AS picture (file, bytes)
WHERE file IS NOT NULL
ON CONFLICT (file) DO UPDATE SET stored_at = now()
