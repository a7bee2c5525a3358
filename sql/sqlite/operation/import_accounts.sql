-- import_accounts: inserts the result of export_accounts.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO staff_accounts (id, email, name, role, active, password_hash, created_at)
SELECT value ->> 'id', value ->> 'email', value ->> 'name', value ->> 'role', value ->> 'active',
       value ->> 'password_hash', strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'created_at')
FROM json_each($1);

SELECT json_array_length($1)
