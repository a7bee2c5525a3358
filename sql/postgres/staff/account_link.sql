-- account_link: a new link for an active account; an older one no longer works. No row: there is no such account.
-- access: write
-- params: $1 account id, $2 hash of the link's token, $3 account id of who makes it, $4 their name
-- columns: 0 until when it is valid
WITH member AS MATERIALIZED (
    SELECT id, name FROM staff_accounts WHERE id = $1 AND active FOR KEY SHARE
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT $3::bigint, $4, 'link_made', id, name FROM member
)
INSERT INTO staff_links (account_id, token_hash, expires_at)
SELECT id, $2, now() + interval '72 hours' FROM member
ON CONFLICT (account_id) DO UPDATE SET token_hash = excluded.token_hash, expires_at = excluded.expires_at
RETURNING to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
