-- settings_get: the settings and the calendar from a date on, in one snapshot. No row: the shop is not open yet.
-- access: read
-- params: $1 the date
-- columns: 0 version, 1 document, 2 [{"date", "hours", "reason"}, …]
SELECT version, document, coalesce((
    SELECT jsonb_agg(jsonb_build_object('date', date, 'hours', hours::jsonb, 'reason', reason) ORDER BY date)
    FROM calendar WHERE date COLLATE "C" >= $1), '[]')
FROM settings
