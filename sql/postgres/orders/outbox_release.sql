-- outbox_release: puts orders back that could not be sent. An array, for the reason given in outbox_lease.
-- access: work
-- params: $1 their numbers: [1, 2, …]
UPDATE outbox SET sent = false, due_at = now()
WHERE order_number = ANY (ARRAY(SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)))
