-- While the queue takes no orders these rows are looked for among all those that wait for it.
CREATE INDEX outbox_versions ON outbox (id) WHERE kind = 'cache.invalidate';
