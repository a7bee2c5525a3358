-- account_reset: sets the password of an active account from the command line, and ends its sessions, its link and
-- its limit of failures. No row: there is no such account.
-- access: write
-- params: $1 e-mail, $2 password hash, $3 fingerprint of the e-mail
-- columns: 0 account id
DELETE FROM changing;

INSERT INTO changing (id, name) SELECT id, name FROM staff_accounts WHERE email = $1 AND active;

UPDATE staff_accounts SET password_hash = $2 WHERE id IN (SELECT id FROM changing);

DELETE FROM staff_sessions WHERE account_id IN (SELECT id FROM changing);

DELETE FROM staff_links WHERE account_id IN (SELECT id FROM changing);

DELETE FROM sign_in_failures WHERE subject = $3;

INSERT INTO history (actor, action, subject_id, subject)
SELECT 'command line', 'password_changed', id, name FROM changing;

UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changing);

SELECT id FROM changing
