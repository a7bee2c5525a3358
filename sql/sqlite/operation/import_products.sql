-- import_products: inserts the result of export_products. Times may come with more digits and another spelling of UTC.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO products (id, name, description, price_cents, category, image, stock, active, version, created_at,
                      updated_at, changed_by, size, ingredients, allergens, lead_days, daily_limit, vat_permille,
                      photo, sold_out_on, place)
SELECT value ->> 'id', value ->> 'name', value ->> 'description', value ->> 'price_cents', value ->> 'category',
       value ->> 'image', value ->> 'stock', value ->> 'active', value ->> 'version',
       strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'created_at'), strftime('%Y-%m-%dT%H:%M:%fZ', value ->> 'updated_at'),
       value ->> 'changed_by', value ->> 'size', value ->> 'ingredients', value ->> 'allergens', value ->> 'lead_days',
       value ->> 'daily_limit', value ->> 'vat_permille', value ->> 'photo',
       value ->> 'sold_out_on', value ->> 'place'
FROM json_each($1);

INSERT INTO stock_moves (product_id, kind, quantity, at)
SELECT p.value ->> 'id', 'adjust', m.value ->> 'quantity', strftime('%Y-%m-%dT%H:%M:%fZ', m.value ->> 'at')
FROM json_each($1) p, json_each(p.value, '$.counts') m
ORDER BY m.value ->> 'id';

SELECT json_array_length($1)
