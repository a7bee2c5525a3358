-- settings_begin: gives a new shop its first settings, and returns those that it has.
-- access: write
-- params: $1 the document
-- columns: 0 version, 1 document
INSERT INTO settings (document) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM settings);

SELECT version, document FROM settings
