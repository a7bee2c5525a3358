-- account_add: a new account, with a password or with a link to choose one. No row: the e-mail has an account, or
-- there are as many accounts as allowed.
-- access: write
-- params: $1 e-mail, $2 name, $3 role, $4 password hash, $5 hash of the link's token, $6 how many accounts may be,
--        $7 account id of who adds it, $8 name of who adds it
-- columns: 0 id
DELETE FROM changing;

INSERT INTO staff_accounts (email, name, role, password_hash)
SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM staff_accounts) < CAST($6 AS INTEGER)
ON CONFLICT (email) DO NOTHING;

INSERT INTO changing (id, name, role) SELECT id, name, role FROM staff_accounts WHERE email = $1 AND changes() > 0;

INSERT INTO staff_links (account_id, token_hash, expires_at)
SELECT id, $5, strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '+72 hours') FROM changing WHERE $5 IS NOT NULL;

INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
SELECT $7, $8, 'account_added', id, name, json_object('role', json_array(NULL, role)) FROM changing;

SELECT id FROM changing
