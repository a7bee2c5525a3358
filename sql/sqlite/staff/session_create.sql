-- session_create: begins a session after the right password, or after a link was used; failures from this address
-- are forgiven. Of more than 20 sessions of an account, those not used for longest end. No row: the account is no
-- longer active, or its password is no longer the one that was checked.
-- access: write
-- params: $1 account id, $2 the password's hash, $3 token hash, $4 idle time: 12 hours, 30 days,
--         $5 fingerprint of e-mail and address, $6 fingerprint of the e-mail
-- columns: 0 version of the sessions
INSERT INTO staff_sessions (token_hash, account_id, idle)
SELECT $3, id, '+' || $4 FROM staff_accounts WHERE id = $1 AND active AND password_hash = $2;

DELETE FROM staff_sessions WHERE token_hash IN (
    SELECT token_hash FROM staff_sessions WHERE account_id = $1 AND token_hash <> $3
    AND EXISTS (SELECT 1 FROM staff_sessions WHERE token_hash = $3)
    ORDER BY used_at DESC LIMIT -1 OFFSET 19);

UPDATE staff SET version = version + 1 WHERE changes() > 0;

DELETE FROM sign_in_failures WHERE subject = $5 AND EXISTS (SELECT 1 FROM staff_sessions WHERE token_hash = $3);

UPDATE sign_in_failures SET failures = failures - 1
WHERE subject = $6 AND EXISTS (SELECT 1 FROM staff_sessions WHERE token_hash = $3);

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT a.id, a.name, 'signed_in', a.id, a.name
FROM staff_sessions s JOIN staff_accounts a ON a.id = s.account_id WHERE s.token_hash = $3;

SELECT staff.version FROM staff_sessions s CROSS JOIN staff WHERE s.token_hash = $3
