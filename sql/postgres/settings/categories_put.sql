-- categories_put: gives the menu these shelves, if the settings still have the version that the caller read and no product
-- loses its shelf. No row: they have another version. No version: products stand on shelves that would be removed.
-- Catalog is locked before the settings, as in products_write.
-- access: work
-- params: $1 version of the settings, $2 [{"key", "names"}, …], $3 account id of who changes them, $4 their name,
--         $5 what changes, as JSON
-- columns: 0 version of the settings, 1 the shelves with products
WITH wanted AS MATERIALIZED (
    SELECT n, value->>'key' AS key, value->'names' AS names
    FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS one (value, n)
), gate AS MATERIALIZED (
    SELECT one FROM catalog FOR NO KEY UPDATE
), current AS MATERIALIZED (
    SELECT s.version FROM gate CROSS JOIN settings s WHERE s.version = $1 FOR NO KEY UPDATE OF s
), filled AS MATERIALIZED (
    SELECT string_agg(DISTINCT category, ', ') AS keys
    FROM current, products WHERE category NOT IN (SELECT key FROM wanted)
), changed AS (
    UPDATE settings s SET version = s.version + 1 FROM current, filled WHERE filled.keys IS NULL RETURNING s.version
), removed AS (
    DELETE FROM categories WHERE EXISTS (SELECT 1 FROM changed) AND key NOT IN (SELECT key FROM wanted)
), stored AS (
    INSERT INTO categories (key, place, names)
    SELECT key, n, names FROM wanted, changed
    ON CONFLICT (key) DO UPDATE SET place = excluded.place, names = excluded.names
), told AS (
    INSERT INTO history (account_id, actor, action, subject, changes)
    SELECT $3::bigint, $4, 'categories_changed', '', $5::jsonb FROM changed WHERE $5::jsonb <> '{}'
)
SELECT (SELECT version FROM changed), keys FROM current, filled
