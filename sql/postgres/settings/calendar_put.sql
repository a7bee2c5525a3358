-- calendar_put: gives a date its own hours.
-- access: write
-- params: $1 date, $2 hours, $3 reason, $4 account id of who changes it, $5 their name
-- columns: 0 version of the settings
WITH changed AS (
    INSERT INTO calendar (date, hours, reason) VALUES ($1, $2, $3)
    ON CONFLICT (date) DO UPDATE SET hours = excluded.hours, reason = excluded.reason
), told AS (
    INSERT INTO history (account_id, actor, action, subject) VALUES ($4, $5, 'day_changed', $1)
)
UPDATE settings SET version = version + 1 RETURNING version
