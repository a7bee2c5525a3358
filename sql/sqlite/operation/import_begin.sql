-- import_begin: marks a database that has no products and no orders as one into which a shop is being moved: until
-- import_end nobody serves it. No row: it has some.
-- access: write
-- columns: 0 the mark, a version of the schema that does not exist
INSERT INTO schema_migrations (version, name)
SELECT 2147483647, 'an import that did not end'
WHERE NOT EXISTS (SELECT 1 FROM products) AND NOT EXISTS (SELECT 1 FROM orders)
RETURNING version
