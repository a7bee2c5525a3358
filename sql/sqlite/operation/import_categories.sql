-- import_categories: inserts the result of export_categories.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO categories (key, place, names)
SELECT value ->> 'key', value ->> 'place', value ->> 'names' FROM json_each($1);

SELECT json_array_length($1)
