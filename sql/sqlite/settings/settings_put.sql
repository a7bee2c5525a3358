-- settings_put: writes the settings, if they still have the version that the caller read. The currency stays once there
-- are orders. No row: nothing was written.
-- access: write
-- params: $1 version, $2 document, $3 account id of who changes it, $4 their name, $5 what changes, as JSON
-- columns: 0 version
UPDATE settings SET version = version + 1, document = $2
WHERE version = $1 AND (document ->> 'currency' = $2 ->> 'currency' OR NOT EXISTS (SELECT 1 FROM orders));

INSERT INTO history (account_id, actor, action, subject, changes)
SELECT $3, $4, 'settings_changed', '', $5 WHERE changes() > 0 AND $5 <> '{}';

SELECT version FROM settings WHERE version = $1 + 1 AND document = $2
