-- settings_begin: gives a new shop its first settings, and returns those that it has.
-- access: write
-- params: $1 the document
-- columns: 0 version, 1 document
WITH made AS (
    INSERT INTO settings (document) VALUES ($1) ON CONFLICT DO NOTHING RETURNING version, document
)
SELECT version, document FROM made
UNION ALL
SELECT version, document FROM settings
LIMIT 1
