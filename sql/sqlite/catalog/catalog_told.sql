-- catalog_told: records that the cache knows a version of the product list.
-- access: work
-- params: $1 catalog version
UPDATE catalog SET told_version = CAST($1 AS INTEGER) WHERE told_version < CAST($1 AS INTEGER)
