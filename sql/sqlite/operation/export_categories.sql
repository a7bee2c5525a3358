-- export_categories: the shelves of the menu, as JSON.
-- access: read
-- params: $1 after which key, $2 how many at most
-- columns: 0 how many, 1 the last key, 2 [{"key", "place", "names"}, …]
SELECT count(*), max(key), json_group_array(json_object('key', key, 'place', place, 'names', json(names)))
FROM (SELECT * FROM categories WHERE key > $1 ORDER BY key LIMIT $2)
