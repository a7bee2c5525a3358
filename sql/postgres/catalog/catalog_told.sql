-- catalog_told: the cache was told a version of the list.
-- access: work
-- params: $1 catalog version
UPDATE catalog SET told_version = $1 WHERE told_version < $1
