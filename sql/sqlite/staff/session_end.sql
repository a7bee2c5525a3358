-- session_end: signs out.
-- access: write
-- params: $1 token hash
-- columns: 0 version of the sessions
INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT a.id, a.name, 'signed_out', a.id, a.name
FROM staff_sessions s JOIN staff_accounts a ON a.id = s.account_id WHERE s.token_hash = $1;

DELETE FROM staff_sessions WHERE token_hash = $1;

UPDATE staff SET version = version + 1 WHERE changes() > 0 RETURNING version
