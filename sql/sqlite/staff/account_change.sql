-- account_change: changes name, role or activity. Another role, and the end of activity, end all sessions of the
-- account; the latter also ends its link. No row: there is no such account. The last owner stays (a constraint).
-- access: write
-- params: $1 id, $2 name, $3 role, $4 active; NULL: as before, $5 account id of who changes it, $6 their name
-- columns: 0 id, 1 e-mail, 2 name, 3 role, 4 active, 5 has a password, 6 version of the sessions
DELETE FROM changing;

INSERT INTO changing (id, name, role, active) SELECT id, name, role, active FROM staff_accounts WHERE id = $1;

UPDATE staff_accounts
SET name = coalesce($2, name), role = coalesce($3, role),
    active = CASE WHEN $4 IS NULL THEN active ELSE $4 = 'true' END
WHERE id = $1;

DELETE FROM staff_sessions WHERE account_id IN (
    SELECT a.id FROM staff_accounts a JOIN changing b ON a.id = b.id WHERE a.role <> b.role OR a.active <> b.active);

DELETE FROM staff_links WHERE account_id = $1 AND NOT (SELECT active FROM staff_accounts WHERE id = $1);

UPDATE staff SET version = version + 1 WHERE EXISTS (
    SELECT 1 FROM staff_accounts a JOIN changing b ON a.id = b.id WHERE a.role <> b.role OR a.active <> b.active);

INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
SELECT $5, $6, 'account_changed', a.id, a.name, json_patch(json_patch(
           iif(a.name <> b.name, json_object('name', json_array(b.name, a.name)), '{}'),
           iif(a.role <> b.role, json_object('role', json_array(b.role, a.role)), '{}')),
           iif(a.active <> b.active, json_object('active', json_array(json(iif(b.active, 'true', 'false')),
                                                                      json(iif(a.active, 'true', 'false')))), '{}'))
FROM staff_accounts a JOIN changing b ON a.id = b.id
WHERE a.name <> b.name OR a.role <> b.role OR a.active <> b.active;

SELECT a.id, a.email, a.name, a.role, a.active, a.password_hash IS NOT NULL, staff.version
FROM staff_accounts a CROSS JOIN staff WHERE a.id = $1
