-- products_some: some products, on sale or not, in the order of ids.
-- access: read
-- params: $1 their ids, as a JSON array
-- columns: 0 id, 1 name, 2 description, 3 price_cents, 4 category, 5 image, 6 stock, 7 active, 8 version,
--          9 who made this version, 10 when, 11 size, 12 ingredients, 13 allergens, 14 lead days,
--          15 daily limit, 16 VAT in per mille, 17 photo, 18 sold out on, 19 place
SELECT id, name, description, price_cents, category, image, stock, active, version, changed_by,
       to_char(updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
       size, ingredients, allergens, lead_days, daily_limit, vat_permille, photo, sold_out_on, place
FROM products
WHERE id IN (SELECT value::bigint FROM jsonb_array_elements_text($1::jsonb))
ORDER BY id
