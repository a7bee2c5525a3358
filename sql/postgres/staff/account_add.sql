-- account_add: a new account, with a password or with a link to choose one. No row: the e-mail has an account, or
-- there are as many accounts as allowed.
-- access: write
-- params: $1 e-mail, $2 name, $3 role, $4 password hash, $5 hash of the link's token, $6 how many accounts may be,
--        $7 account id of who adds it, $8 name of who adds it
-- columns: 0 id
WITH added AS (
    INSERT INTO staff_accounts (email, name, role, password_hash)
    SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM staff_accounts) < $6::integer
    ON CONFLICT (email) DO NOTHING
    RETURNING id, name, role
), linked AS (
    INSERT INTO staff_links (account_id, token_hash, expires_at)
    SELECT id, $5, now() + interval '72 hours' FROM added WHERE $5::text IS NOT NULL
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
    SELECT $7::bigint, $8, 'account_added', id, name, jsonb_build_object('role', jsonb_build_array(NULL, role)) FROM added
)
SELECT id FROM added
