-- session_create: begins a session after the right password, or after a link was used; failures from this address
-- are forgiven. Of more than 20 sessions of an account, those not used for longest end. No row: the account is no
-- longer active, or its password is no longer the one that was checked.
-- access: write
-- params: $1 account id, $2 the password's hash, $3 token hash, $4 idle time: 12 hours, 30 days,
--         $5 fingerprint of e-mail and address, $6 fingerprint of the e-mail
-- columns: 0 version of the sessions
WITH member AS MATERIALIZED (
    SELECT id, name FROM staff_accounts
    WHERE id = $1 AND active AND password_hash = $2
    FOR NO KEY UPDATE
), created AS (
    INSERT INTO staff_sessions (token_hash, account_id, idle) SELECT $3, id, $4::interval FROM member
), crowded AS (
    DELETE FROM staff_sessions WHERE token_hash IN (
        SELECT token_hash FROM staff_sessions WHERE account_id IN (SELECT id FROM member)
        ORDER BY used_at DESC OFFSET 19)
    RETURNING token_hash
), ended AS (
    UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM crowded) RETURNING version
), forgiven AS (
    DELETE FROM sign_in_failures WHERE subject = $5 AND EXISTS (SELECT 1 FROM member)
), less AS (
    UPDATE sign_in_failures SET failures = failures - 1 WHERE subject = $6 AND EXISTS (SELECT 1 FROM member)
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT id, name, 'signed_in', id, name FROM member
)
SELECT coalesce((SELECT version FROM ended), s.version) FROM member, staff s
