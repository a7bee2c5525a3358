-- catalog_untold: the version of the product list that the cache does not know yet. No row: it knows the newest.
-- access: read
-- columns: 0 catalog version
SELECT version FROM catalog WHERE told_version < version
