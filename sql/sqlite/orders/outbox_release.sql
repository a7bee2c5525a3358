-- outbox_release: puts rows back that could not be told.
-- access: work
-- params: $1 their ids: [1, 2, …]
UPDATE outbox SET leased_until = NULL WHERE id IN (SELECT value FROM json_each($1))
