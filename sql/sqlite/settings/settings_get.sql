-- settings_get: the settings and the calendar from a date on, in one snapshot. No row: the shop is not open yet.
-- access: read
-- params: $1 the date
-- columns: 0 version, 1 document, 2 [{"date", "hours", "reason"}, …]
SELECT version, document, (
    SELECT json_group_array(json_object('date', date, 'hours', json(hours), 'reason', reason))
    FROM (SELECT date, hours, reason FROM calendar WHERE date >= $1 ORDER BY date))
FROM settings
