-- import_end: the shop was moved: ids go on behind its own, caches of either shop are out of date, and it can be served.
-- access: write
-- params: $1 catalog version of the shop that was moved
-- columns: 0 the next product's id
WITH ended AS (
    DELETE FROM schema_migrations WHERE version = 2147483647 RETURNING version
), bumped AS (
    UPDATE catalog SET seeded = true, version = greatest(version, $1) + 1
)
SELECT setval(pg_get_serial_sequence('products', 'id'), coalesce((SELECT max(id) FROM products), 0) + 1, false)
FROM ended
