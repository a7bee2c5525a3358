-- settings_put: writes the settings, if they still have the version that the caller read. The currency stays once there
-- are orders. No row: nothing was written.
-- access: write
-- params: $1 version, $2 document, $3 account id of who changes it, $4 their name, $5 what changes, as JSON
-- columns: 0 version
WITH changed AS (
    UPDATE settings SET version = version + 1, document = $2
    WHERE version = $1 AND (document::jsonb->>'currency' = $2::jsonb->>'currency' OR NOT EXISTS (SELECT 1 FROM orders))
    RETURNING version
), told AS (
    INSERT INTO history (account_id, actor, action, subject, changes)
    SELECT $3::bigint, $4, 'settings_changed', '', $5::jsonb FROM changed WHERE $5::jsonb <> '{}'
)
SELECT version FROM changed
