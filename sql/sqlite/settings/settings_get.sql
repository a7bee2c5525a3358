-- settings_get: the settings, the calendar from a date on, and the shelves, in one snapshot. No row: the shop is not open yet.
-- access: read
-- params: $1 the date
-- columns: 0 version, 1 document, 2 [{"date", "hours", "reason"}, …],
--          3 [{"key", "names"}, …]
SELECT version, document, (
    SELECT json_group_array(json_object('date', date, 'hours', json(hours), 'reason', reason))
    FROM (SELECT date, hours, reason FROM calendar WHERE date >= $1 ORDER BY date)), (
    SELECT json_group_array(json_object('key', key, 'names', json(names)))
    FROM (SELECT key, names FROM categories ORDER BY place, key))
FROM settings
