-- catalog_untold: the version of the list that the cache was not yet told. No row: it was told the newest.
-- access: read
-- columns: 0 catalog version
SELECT version FROM catalog WHERE told_version < version
