-- import_begin: marks an empty database as the target of an import, so that no server uses it until import_end. The shelves
-- that a new shop has are removed. No row: it has products, orders or accounts.
-- access: write
-- columns: 0 the mark, a version of the schema that does not exist
DELETE FROM categories
WHERE NOT EXISTS (SELECT 1 FROM products) AND NOT EXISTS (SELECT 1 FROM orders)
    AND NOT EXISTS (SELECT 1 FROM staff_accounts);

INSERT INTO schema_migrations (version, name)
SELECT 2147483647, 'an import that did not end'
WHERE NOT EXISTS (SELECT 1 FROM products) AND NOT EXISTS (SELECT 1 FROM orders)
    AND NOT EXISTS (SELECT 1 FROM staff_accounts)
RETURNING version
