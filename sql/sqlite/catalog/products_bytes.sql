-- products_bytes: how long the product list is, as JSON, without one product. At most some bytes a product too many.
-- access: read
-- params: $1 the product's id; NULL: none is left out
-- columns: 0 bytes
SELECT coalesce(sum(length(CAST(json_quote(name) || json_quote(description) || json_quote(category) || json_quote(image)
                                || id || price_cents AS BLOB)) + 90), 0)
FROM products
WHERE active AND id IS NOT $1
