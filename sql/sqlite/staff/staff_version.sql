-- staff_version: the version of the sessions: another one means that sessions have ended.
-- access: read
-- columns: 0 version
SELECT version FROM staff
