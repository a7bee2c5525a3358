-- categories_put: gives the menu these shelves, if the settings still have the version that the caller read and no product
-- loses its shelf. No row: they have another version. No version: products stand on shelves that would be removed.
-- access: work
-- params: $1 version of the settings, $2 [{"key", "names"}, …], $3 account id of who changes them, $4 their name,
--         $5 what changes, as JSON
-- columns: 0 version of the settings, 1 the shelves with products
DELETE FROM writing;

INSERT INTO writing (n, category, value)
SELECT key + 1, value ->> 'key', value ->> 'names' FROM json_each($2)
WHERE EXISTS (SELECT 1 FROM settings WHERE version = $1)
    AND NOT EXISTS (SELECT 1 FROM products WHERE category NOT IN (SELECT value ->> 'key' FROM json_each($2)));

DELETE FROM categories WHERE EXISTS (SELECT 1 FROM writing) AND key NOT IN (SELECT category FROM writing);

INSERT INTO categories (key, place, names)
SELECT category, n, value FROM writing WHERE true
ON CONFLICT (key) DO UPDATE SET place = excluded.place, names = excluded.names;

INSERT INTO history (account_id, actor, action, subject, changes)
SELECT $3, $4, 'categories_changed', '', $5 WHERE EXISTS (SELECT 1 FROM writing) AND $5 <> '{}';

UPDATE settings SET version = version + 1 WHERE EXISTS (SELECT 1 FROM writing);

SELECT iif(EXISTS (SELECT 1 FROM writing), version, NULL), (
    SELECT group_concat(category, ', ')
    FROM (SELECT DISTINCT category FROM products WHERE category NOT IN (SELECT value ->> 'key' FROM json_each($2))))
FROM settings
WHERE version = $1 OR EXISTS (SELECT 1 FROM writing)
