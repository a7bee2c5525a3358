-- staff_expire: deletes sessions, links and failed sign-ins that no longer count.
-- access: work
-- params: $1 how many of each at most
-- columns: 0 a 1 for each failed sign-in that was forgotten
WITH ended AS (
    DELETE FROM staff_sessions WHERE token_hash IN (
        SELECT token_hash FROM staff_sessions
        WHERE used_at + idle < now() OR created_at < now() - interval '30 days' LIMIT $1 FOR UPDATE SKIP LOCKED)
), unlinked AS (
    DELETE FROM staff_links WHERE token_hash IN (
        SELECT token_hash FROM staff_links WHERE expires_at < now() LIMIT $1 FOR UPDATE SKIP LOCKED)
)
DELETE FROM sign_in_failures WHERE subject = ANY (ARRAY(
    SELECT subject FROM sign_in_failures WHERE since < now() - interval '1 hour' LIMIT $1 FOR UPDATE SKIP LOCKED
))
RETURNING 1
