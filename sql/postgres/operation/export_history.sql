-- export_history: entries of the history, as JSON.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", "at", "account_id", "actor", "action", "subject_id", "subject",
--          "changes"}, …]
SELECT count(*), max(h.id), coalesce(jsonb_agg(to_jsonb(h) ORDER BY h.id), '[]')
FROM (SELECT * FROM history WHERE id > $1 ORDER BY id LIMIT $2) h
