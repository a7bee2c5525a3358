-- session_use: notes that a valid session is being used. No row: it has ended, or never was.
-- access: write
-- params: $1 token hash
-- columns: 0 account id, 1 name, 2 e-mail, 3 role, 4 seconds until it ends unless it is used, 5 version of the sessions
UPDATE staff_sessions s SET used_at = now()
FROM staff_accounts a, staff
WHERE s.token_hash = $1 AND a.id = s.account_id AND a.active
    AND s.used_at + s.idle > now() AND s.created_at + interval '30 days' > now()
RETURNING a.id, a.name, a.email, a.role,
    floor(extract(epoch FROM least(now() + s.idle, s.created_at + interval '30 days') - now()))::bigint, staff.version
