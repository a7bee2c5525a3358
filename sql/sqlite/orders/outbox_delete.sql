-- outbox_delete: forgets rows that were told.
-- access: work
-- params: $1 their ids: [1, 2, …]
DELETE FROM outbox WHERE id IN (SELECT value FROM json_each($1))
