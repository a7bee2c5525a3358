-- products_bytes: the length of the product list as JSON without one product, rounded up by some bytes per product.
-- access: read
-- params: $1 the product's id; NULL: none is left out
-- columns: 0 bytes
SELECT coalesce(sum(length(CAST(json_quote(name) || json_quote(description) || json_quote(category) || json_quote(image)
                                || id || price_cents || json_quote(size) || json_quote(ingredients)
                                || coalesce(allergens, '') || lead_days || json_quote(photo) AS BLOB)) + 160), 0)
FROM products
WHERE active AND id IS NOT $1
