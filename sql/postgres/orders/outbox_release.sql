-- outbox_release: marks orders that could not be sent as not sent. Uses an array for the same reason as outbox_lease.
-- access: work
-- params: $1 their numbers: [1, 2, …]
UPDATE outbox SET sent = false, due_at = now()
WHERE order_number = ANY (ARRAY(SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb)))
