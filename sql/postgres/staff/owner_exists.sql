-- owner_exists: whether somebody can own the shop.
-- access: read
-- columns: 0 whether
SELECT EXISTS (SELECT 1 FROM owners)
