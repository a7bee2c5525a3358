-- export_accounts: the accounts of the staff, as JSON; sessions and links end with the move.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", "email", "name", "role", "active", "password_hash", "created_at"}, …]
SELECT count(*), max(a.id), coalesce(jsonb_agg(to_jsonb(a) ORDER BY a.id), '[]')
FROM (SELECT * FROM staff_accounts WHERE id > $1 ORDER BY id LIMIT $2) a
