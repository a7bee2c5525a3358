-- import_end: the shop was moved: public order ids stay what they were, caches of either shop are out of date, and it
-- can be served. The next ids and numbers follow from the rows that were written.
-- access: write
-- params: $1 catalog version of the shop that was moved, $2 its key of order ids
-- columns: 0 the next product's id, 1 the next order's number
UPDATE order_ids SET key = $2;

UPDATE catalog SET seeded = 1, version = max(version, CAST($1 AS INTEGER)) + 1;

DELETE FROM schema_migrations WHERE version = 2147483647;

SELECT (SELECT coalesce(max(id), 0) + 1 FROM products), (SELECT coalesce(max(number), 0) + 1 FROM orders)
