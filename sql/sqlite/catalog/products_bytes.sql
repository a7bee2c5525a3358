-- products_bytes: the length of the product list as JSON without some products, rounded up by some bytes per product.
-- access: read
-- params: $1 the ids of those that are left out, as a JSON array
-- columns: 0 bytes
SELECT coalesce(sum(length(CAST(json_quote(name) || json_quote(description) || json_quote(category) || json_quote(image)
                                || id || price_cents || json_quote(size) || json_quote(ingredients)
                                || coalesce(allergens, '') || lead_days || json_quote(photo) || place AS BLOB)) + 170), 0)
FROM products
WHERE active AND id NOT IN (SELECT value FROM json_each($1))
