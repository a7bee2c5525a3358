-- order_ids: the key of the permutation that makes public order ids of order numbers.
-- access: read
-- columns: 0 32 hexadecimal digits
SELECT key FROM order_ids
