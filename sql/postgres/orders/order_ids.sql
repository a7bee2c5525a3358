-- order_ids: the key of the permutation between order numbers and public order ids.
-- access: read
-- columns: 0 32 hexadecimal digits
SELECT key FROM order_ids
