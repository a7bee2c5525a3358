-- settings_get: the settings, the calendar from a date on, and the shelves, in one snapshot. No row: the shop is not open yet.
-- access: read
-- params: $1 the date
-- columns: 0 version, 1 document, 2 [{"date", "hours", "reason"}, …],
--          3 [{"key", "names"}, …]
SELECT version, document, coalesce((
    SELECT jsonb_agg(jsonb_build_object('date', date, 'hours', hours::jsonb, 'reason', reason) ORDER BY date)
    FROM calendar WHERE date COLLATE "C" >= $1), '[]'), coalesce((
    SELECT json_agg(json_build_object('key', key, 'names', names) ORDER BY place, key) FROM categories), '[]')
FROM settings
