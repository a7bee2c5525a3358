-- staff_expire: deletes sessions, links and failed sign-ins that no longer count.
-- access: work
-- params: $1 how many of each at most
-- columns: 0 a 1 for each failed sign-in that was forgotten
DELETE FROM staff_sessions WHERE token_hash IN (
    SELECT token_hash FROM staff_sessions
    WHERE strftime('%Y-%m-%dT%H:%M:%fZ', used_at, idle) < strftime('%Y-%m-%dT%H:%M:%fZ', 'now') OR created_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-30 days') LIMIT $1);

DELETE FROM staff_links WHERE token_hash IN (SELECT token_hash FROM staff_links WHERE expires_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now') LIMIT $1);

DELETE FROM sign_in_failures WHERE subject IN (
    SELECT subject FROM sign_in_failures WHERE since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour') LIMIT $1)
RETURNING 1
