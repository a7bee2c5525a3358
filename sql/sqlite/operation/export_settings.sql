-- export_settings: the settings with the calendar, as JSON, once.
-- access: read
-- params: $1 "": not exported yet, $2 how many at most
-- columns: 0 how many, 1 a mark, 2 [{"version", "document", "calendar": [{"date", "hours", "reason"}, …]}]
SELECT count(*), 'settings', json_group_array(json_object('version', version, 'document', document, 'calendar', (
    SELECT json_group_array(json_object('date', date, 'hours', hours, 'reason', reason)) FROM calendar)))
FROM (SELECT * FROM settings WHERE $1 = '' LIMIT $2)
