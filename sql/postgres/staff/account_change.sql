-- account_change: changes name, role or activity. Another role, and the end of activity, end all sessions of the
-- account; the latter also ends its link. No row: there is no such account. The last owner stays (a constraint).
-- access: write
-- params: $1 id, $2 name, $3 role, $4 active; NULL: as before, $5 account id of who changes it, $6 their name
-- columns: 0 id, 1 e-mail, 2 name, 3 role, 4 active, 5 has a password, 6 version of the sessions
WITH before AS MATERIALIZED (
    SELECT id, name, role, active FROM staff_accounts WHERE id = $1 FOR NO KEY UPDATE
), changed AS (
    UPDATE staff_accounts a
    SET name = coalesce($2, a.name), role = coalesce($3, a.role), active = coalesce($4, a.active)
    FROM before b WHERE a.id = b.id
    RETURNING a.id, a.email, a.name, a.role, a.active, a.password_hash IS NOT NULL AS joined,
        a.role <> b.role OR a.active <> b.active AS ends,
        (CASE WHEN a.name <> b.name THEN jsonb_build_object('name', jsonb_build_array(b.name, a.name)) ELSE '{}' END ||
         CASE WHEN a.role <> b.role THEN jsonb_build_object('role', jsonb_build_array(b.role, a.role)) ELSE '{}' END ||
         CASE WHEN a.active <> b.active THEN jsonb_build_object('active', jsonb_build_array(b.active, a.active))
              ELSE '{}' END) AS changes
), ended AS (
    DELETE FROM staff_sessions s USING changed c WHERE s.account_id = c.id AND c.ends
), unlinked AS (
    DELETE FROM staff_links l USING changed c WHERE l.account_id = c.id AND NOT c.active
), bumped AS (
    UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changed WHERE ends) RETURNING version
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
    SELECT $5::bigint, $6, 'account_changed', id, name, changes FROM changed WHERE changes <> '{}'
)
SELECT c.id, c.email, c.name, c.role, c.active, c.joined, coalesce((SELECT version FROM bumped), s.version)
FROM changed c, staff s
