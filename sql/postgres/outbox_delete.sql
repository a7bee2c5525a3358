-- outbox_delete: forgets rows that were told.
-- access: work
-- params: $1 their ids: [1, 2, …]
DELETE FROM outbox WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
