-- catalog_told: the cache was told a version of the list.
-- access: work
-- params: $1 catalog version
UPDATE catalog SET told_version = CAST($1 AS INTEGER) WHERE told_version < CAST($1 AS INTEGER)
