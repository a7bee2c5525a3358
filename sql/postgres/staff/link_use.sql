-- link_use: sets the password by a link, which ends with that, as do all sessions of the account. No row: the link
-- was used, is too old, or never was.
-- access: write
-- params: $1 hash of the link's token, $2 password hash
-- columns: 0 account id, 1 version of the sessions
WITH used AS (
    DELETE FROM staff_links WHERE token_hash = $1 AND expires_at > now() RETURNING account_id
), joined AS (
    UPDATE staff_accounts a SET password_hash = $2 FROM used WHERE a.id = used.account_id AND a.active
    RETURNING a.id, a.name
), ended AS (
    DELETE FROM staff_sessions s USING joined WHERE s.account_id = joined.id
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT id, name, 'password_changed', id, name FROM joined
), bumped AS (
    UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM joined) RETURNING version
)
SELECT joined.id, bumped.version FROM joined, bumped
