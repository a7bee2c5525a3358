-- export_settings: the settings with the calendar, as JSON, once.
-- access: read
-- params: $1 "": not exported yet, $2 how many at most
-- columns: 0 how many, 1 a mark, 2 [{"version", "document", "calendar": [{"date", "hours", "reason"}, …]}]
SELECT count(*), 'settings', coalesce(jsonb_agg(jsonb_build_object('version', version, 'document', document, 'calendar', (
    SELECT coalesce(jsonb_agg(to_jsonb(c) ORDER BY date), '[]') FROM calendar c))), '[]')
FROM (SELECT * FROM settings WHERE $1 = '' LIMIT $2) s
