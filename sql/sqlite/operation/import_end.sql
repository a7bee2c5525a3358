-- import_end: the shop was moved: caches of either shop are out of date, and it can be served. The next product's id
-- follows from those that were written.
-- access: write
-- params: $1 catalog version of the shop that was moved
-- columns: 0 the next product's id
UPDATE catalog SET seeded = 1, version = max(version, CAST($1 AS INTEGER)) + 1;

DELETE FROM schema_migrations WHERE version = 2147483647;

SELECT coalesce(max(id), 0) + 1 FROM products
