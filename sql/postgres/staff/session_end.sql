-- session_end: signs out.
-- access: write
-- params: $1 token hash
-- columns: 0 version of the sessions
WITH ended AS (
    DELETE FROM staff_sessions WHERE token_hash = $1 RETURNING account_id
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT a.id, a.name, 'signed_out', a.id, a.name FROM ended JOIN staff_accounts a ON a.id = ended.account_id
)
UPDATE staff SET version = version + 1 WHERE EXISTS (SELECT 1 FROM ended) RETURNING version
