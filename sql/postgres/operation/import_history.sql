-- import_history: inserts the result of export_history.
-- access: write
-- params: $1 the array
-- columns: 0 how many
WITH made AS (
    INSERT INTO history (id, at, account_id, actor, action, subject_id, subject, changes)
    SELECT id, at, account_id, actor, action, subject_id, subject, nullif(changes, 'null')
    FROM jsonb_populate_recordset(NULL::history, $1::jsonb)
    RETURNING id
)
SELECT count(*) FROM made
