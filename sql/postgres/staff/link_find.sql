-- link_find: whose link this is. No row: it was used, is too old, or never was.
-- access: read
-- params: $1 hash of the link's token
-- columns: 0 account id
SELECT a.id FROM staff_links l JOIN staff_accounts a ON a.id = l.account_id
WHERE l.token_hash = $1 AND l.expires_at > now() AND a.active
