-- first_owner: makes an owner of this e-mail, unless there is one already. No row: there is.
-- access: write
-- params: $1 e-mail, $2 name, $3 password hash
-- columns: 0 id
WITH gate AS MATERIALIZED (
    SELECT one FROM staff FOR UPDATE
), made AS (
    INSERT INTO staff_accounts (email, name, role, password_hash)
    SELECT $1, $2, 'owner', $3 FROM gate WHERE NOT EXISTS (SELECT 1 FROM owners)
    ON CONFLICT (email) DO UPDATE SET role = 'owner', active = true, password_hash = excluded.password_hash
    RETURNING id, name
), told AS (
    INSERT INTO history (actor, action, subject_id, subject, changes)
    SELECT 'settings', 'account_added', id, name, '{"role": [null, "owner"]}' FROM made
)
SELECT id FROM made
