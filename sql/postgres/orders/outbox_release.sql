-- outbox_release: puts rows back that could not be told. An array, for the reason given in outbox_lease.
-- access: work
-- params: $1 their ids: [1, 2, …]
UPDATE outbox SET leased_until = NULL
WHERE id = ANY (ARRAY(SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)))
