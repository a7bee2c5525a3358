-- history_list: the newest entries before one of them.
-- access: read
-- params: $1 before which id, $2 how many at most
-- columns: 0 id, 1 at, 2 actor, 3 action, 4 subject id, 5 subject, 6 changes, as JSON, 7 account id
SELECT id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), actor, action, subject_id, subject, changes,
       account_id
FROM history WHERE id < $1 ORDER BY id DESC LIMIT $2
