-- accounts_list: everybody, active people first.
-- access: read
-- columns: 0 id, 1 e-mail, 2 name, 3 role, 4 active, 5 has a password, 6 until when a link is valid,
--          7 last use of a session
SELECT a.id, a.email, a.name, a.role, a.active, a.password_hash IS NOT NULL,
       (SELECT to_char(l.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        FROM staff_links l WHERE l.account_id = a.id AND l.expires_at > now()),
       (SELECT to_char(max(s.used_at) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        FROM staff_sessions s WHERE s.account_id = a.id)
FROM staff_accounts a
ORDER BY a.active DESC, lower(a.name), a.id
