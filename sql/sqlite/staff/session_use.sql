-- session_use: notes that a valid session is being used. No row: it has ended, or never was.
-- access: write
-- params: $1 token hash
-- columns: 0 account id, 1 name, 2 e-mail, 3 role, 4 seconds until it ends unless it is used, 5 version of the sessions
UPDATE staff_sessions SET used_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE token_hash = $1 AND strftime('%Y-%m-%dT%H:%M:%fZ', used_at, idle) > strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
    AND strftime('%Y-%m-%dT%H:%M:%fZ', created_at, '+30 days') > strftime('%Y-%m-%dT%H:%M:%fZ', 'now');

SELECT a.id, a.name, a.email, a.role,
       min(unixepoch('now', s.idle), unixepoch(s.created_at, '+30 days')) - unixepoch(), staff.version
FROM staff_sessions s JOIN staff_accounts a ON a.id = s.account_id AND a.active CROSS JOIN staff
WHERE s.token_hash = $1 AND changes() > 0
