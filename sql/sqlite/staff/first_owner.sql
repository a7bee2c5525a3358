-- first_owner: makes an owner of this e-mail, unless there is one already. No row: there is.
-- access: write
-- params: $1 e-mail, $2 name, $3 password hash
-- columns: 0 id
DELETE FROM changing;

INSERT INTO staff_accounts (email, name, role, password_hash)
SELECT $1, $2, 'owner', $3 WHERE NOT EXISTS (SELECT 1 FROM owners)
ON CONFLICT (email) DO UPDATE SET role = 'owner', active = 1, password_hash = excluded.password_hash;

INSERT INTO changing (id, name) SELECT id, name FROM staff_accounts WHERE email = $1 AND changes() > 0;

INSERT INTO history (actor, action, subject_id, subject, changes)
SELECT 'settings', 'account_added', id, name, '{"role":[null,"owner"]}' FROM changing;

SELECT id FROM changing
