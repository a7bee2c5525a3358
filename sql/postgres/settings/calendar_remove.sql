-- calendar_remove: gives a date the hours of its weekday again. No row: it has them.
-- access: write
-- params: $1 date, $2 account id of who changes it, $3 their name
-- columns: 0 version of the settings
WITH removed AS (
    DELETE FROM calendar WHERE date = $1 RETURNING date
), told AS (
    INSERT INTO history (account_id, actor, action, subject)
    SELECT $2::bigint, $3, 'day_removed', date FROM removed
)
UPDATE settings SET version = version + 1 WHERE EXISTS (SELECT 1 FROM removed) RETURNING version
