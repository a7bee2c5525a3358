-- password_change: sets a new password in place of one that was just checked. All other sessions of the account end.
-- No row: the password is no longer the one that was checked, or the account is no longer active.
-- access: write
-- params: $1 account id, $2 hash of the old password, $3 hash of the new one, $4 hash of this session's token,
--        $5 fingerprint of e-mail and address, $6 fingerprint of the e-mail
-- columns: 0 version of the sessions
WITH changed AS (
    UPDATE staff_accounts SET password_hash = $3 WHERE id = $1 AND active AND password_hash = $2 RETURNING id, name
), ended AS (
    DELETE FROM staff_sessions s USING changed WHERE s.account_id = changed.id AND s.token_hash <> $4
), unlinked AS (
    DELETE FROM staff_links l USING changed WHERE l.account_id = changed.id
), forgiven AS (
    DELETE FROM sign_in_failures WHERE subject = $5 AND EXISTS (SELECT 1 FROM changed)
), less AS (
    UPDATE sign_in_failures SET failures = failures - 1 WHERE subject = $6 AND EXISTS (SELECT 1 FROM changed)
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT id, name, 'password_changed', id, name FROM changed
)
UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changed) RETURNING version
