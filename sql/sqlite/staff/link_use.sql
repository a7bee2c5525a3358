-- link_use: sets the password by a link, which ends with that, as do all sessions of the account. No row: the link
-- was used, is too old, or never was.
-- access: write
-- params: $1 hash of the link's token, $2 password hash
-- columns: 0 account id, 1 version of the sessions
DELETE FROM changing;

INSERT INTO changing (id, name)
SELECT a.id, a.name FROM staff_links l JOIN staff_accounts a ON a.id = l.account_id
WHERE l.token_hash = $1 AND l.expires_at > strftime('%Y-%m-%dT%H:%M:%fZ', 'now') AND a.active;

DELETE FROM staff_links WHERE token_hash = $1;

UPDATE staff_accounts SET password_hash = $2 WHERE id IN (SELECT id FROM changing);

DELETE FROM staff_sessions WHERE account_id IN (SELECT id FROM changing);

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT id, name, 'password_changed', id, name FROM changing;

UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changing);

SELECT changing.id, staff.version FROM changing CROSS JOIN staff
