-- import_history: inserts the result of export_history.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO history (id, at, account_id, actor, action, subject_id, subject, changes)
SELECT value ->> 'id', strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'at'), value ->> 'account_id', value ->> 'actor', value ->> 'action',
       value ->> 'subject_id', value ->> 'subject', value ->> 'changes'
FROM json_each($1);

SELECT json_array_length($1)
