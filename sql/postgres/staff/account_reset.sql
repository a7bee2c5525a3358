-- account_reset: sets the password of an active account from the command line, and ends its sessions, its link and
-- its limit of failures. No row: there is no such account.
-- access: write
-- params: $1 e-mail, $2 password hash, $3 fingerprint of the e-mail
-- columns: 0 account id
WITH changed AS (
    UPDATE staff_accounts SET password_hash = $2 WHERE email = $1 AND active RETURNING id, name
), ended AS (
    DELETE FROM staff_sessions s USING changed WHERE s.account_id = changed.id
), unlinked AS (
    DELETE FROM staff_links l USING changed WHERE l.account_id = changed.id
), forgiven AS (
    DELETE FROM sign_in_failures WHERE subject = $3
), told AS (
    INSERT INTO history (actor, action, subject_id, subject)
    SELECT 'command line', 'password_changed', id, name FROM changed
), bumped AS (
    UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changed)
)
SELECT id FROM changed
