-- import_counters: inserts the result of export_counters.
-- access: write
-- params: $1 the array
-- columns: 0 how many dates
INSERT INTO slots_taken (date, minute, orders, capacity)
SELECT s.value ->> 'date', s.value ->> 'minute', s.value ->> 'orders', s.value ->> 'capacity'
FROM json_each($1) d, json_each(d.value, '$.slots') s;

INSERT INTO pieces_taken (date, product_id, pieces, daily_limit)
SELECT p.value ->> 'date', p.value ->> 'product_id', p.value ->> 'pieces', p.value ->> 'daily_limit'
FROM json_each($1) d, json_each(d.value, '$.pieces') p;

SELECT json_array_length($1)
