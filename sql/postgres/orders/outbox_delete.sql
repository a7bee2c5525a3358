-- outbox_delete: forgets rows that were told. An array, for the reason given in outbox_lease.
-- access: work
-- params: $1 their ids: [1, 2, …]
DELETE FROM outbox WHERE id = ANY (ARRAY(SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)))
