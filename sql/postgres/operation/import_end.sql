-- import_end: completes an import. Ids and numbers continue after the imported ones, public order ids stay the same, the
-- list gets a version that invalidates all caches, and servers can use the database.
-- access: write
-- params: $1 catalog version of the shop that was moved, $2 its key of order ids
-- columns: 0 the next product's id, 1 the next order's number
WITH ended AS (
    DELETE FROM schema_migrations WHERE version = 2147483647 RETURNING version
), bumped AS (
    UPDATE catalog SET seeded = true, version = greatest(version, $1) + 1
), numbered AS (
    SELECT setval(pg_get_serial_sequence('staff_accounts', 'id'),
                  coalesce((SELECT max(id) FROM staff_accounts), 0) + 1, false),
           setval(pg_get_serial_sequence('history', 'id'), coalesce((SELECT max(id) FROM history), 0) + 1, false)
), keyed AS (
    UPDATE order_ids SET key = $2
)
SELECT setval(pg_get_serial_sequence('products', 'id'), coalesce((SELECT max(id) FROM products), 0) + 1, false),
       setval(pg_get_serial_sequence('orders', 'number'), coalesce((SELECT max(number) FROM orders), 0) + 1, false)
FROM ended, numbered
