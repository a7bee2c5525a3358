-- photo_get: one picture.
-- access: read
-- params: $1 file
-- columns: 0 its bytes as base64
SELECT encode(bytes, 'base64') FROM photos WHERE file = $1
