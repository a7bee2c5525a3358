-- catalog_told: records that the cache knows a version of the product list.
-- access: work
-- params: $1 catalog version
UPDATE catalog SET told_version = $1 WHERE told_version < $1
