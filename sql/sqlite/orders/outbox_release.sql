-- outbox_release: marks orders that could not be sent as not sent.
-- access: work
-- params: $1 their numbers: [1, 2, …]
UPDATE outbox SET sent = 0, due_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE order_number IN (SELECT value FROM json_each($1))
