-- calendar_remove: gives a date the hours of its weekday again. No row: it has them.
-- access: write
-- params: $1 date, $2 account id of who changes it, $3 their name
-- columns: 0 version of the settings
INSERT INTO history (account_id, actor, action, subject)
SELECT $2, $3, 'day_removed', date FROM calendar WHERE date = $1;

UPDATE settings SET version = version + 1 WHERE EXISTS (SELECT 1 FROM calendar WHERE date = $1);

DELETE FROM calendar WHERE date = $1;

SELECT version FROM settings WHERE changes() > 0
