-- password_change: sets a new password in place of one that was just checked. All other sessions of the account end.
-- No row: the password is no longer the one that was checked, or the account is no longer active.
-- access: write
-- params: $1 account id, $2 hash of the old password, $3 hash of the new one, $4 hash of this session's token,
--        $5 fingerprint of e-mail and address, $6 fingerprint of the e-mail
-- columns: 0 version of the sessions
DELETE FROM changing;

INSERT INTO changing (id, name) SELECT id, name FROM staff_accounts WHERE id = $1 AND active AND password_hash = $2;

UPDATE staff_accounts SET password_hash = $3 WHERE id IN (SELECT id FROM changing);

DELETE FROM staff_sessions WHERE account_id IN (SELECT id FROM changing) AND token_hash <> $4;

DELETE FROM staff_links WHERE account_id IN (SELECT id FROM changing);

DELETE FROM sign_in_failures WHERE subject = $5 AND EXISTS (SELECT 1 FROM changing);

UPDATE sign_in_failures SET failures = failures - 1
WHERE subject = $6 AND EXISTS (SELECT 1 FROM changing);

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT id, name, 'password_changed', id, name FROM changing;

UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changing) RETURNING version
