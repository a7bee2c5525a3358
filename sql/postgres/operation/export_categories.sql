-- export_categories: the shelves of the menu, as JSON.
-- access: read
-- params: $1 after which key, $2 how many at most
-- columns: 0 how many, 1 the last key, 2 [{"key", "place", "names"}, …]
SELECT count(*), max(key COLLATE "C"), coalesce(jsonb_agg(to_jsonb(c)), '[]')
FROM (SELECT * FROM categories WHERE key COLLATE "C" > $1 ORDER BY key COLLATE "C" LIMIT $2) c
