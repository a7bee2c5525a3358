-- products_bytes: the length of the product list as JSON without one product, rounded up by some bytes per product.
-- access: read
-- params: $1 the product's id; NULL: none is left out
-- columns: 0 bytes
SELECT coalesce(sum(octet_length(concat(to_json(name), to_json(description), to_json(category), to_json(image), id,
                                        price_cents, to_json(size), to_json(ingredients), allergens,
                                        lead_days, to_json(photo))) + 160), 0)
FROM products
WHERE active AND id IS DISTINCT FROM $1
