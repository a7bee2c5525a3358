-- import_accounts: inserts the result of export_accounts.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH made AS (
    INSERT INTO staff_accounts (id, email, name, role, active, password_hash, created_at)
    SELECT id, email, name, role, active, password_hash, created_at
    FROM jsonb_populate_recordset(NULL::staff_accounts, $1::jsonb)
    RETURNING id
)
SELECT count(*) FROM made
