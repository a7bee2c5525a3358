-- products_bytes: the length of the product list as JSON without some products, rounded up by some bytes per product.
-- access: read
-- params: $1 the ids of those that are left out, as a JSON array
-- columns: 0 bytes
SELECT coalesce(sum(octet_length(concat(to_json(name), to_json(description), to_json(category), to_json(image), id,
                                        price_cents, to_json(size), to_json(ingredients), allergens,
                                        lead_days, to_json(photo), place)) + 170), 0)
FROM products
WHERE active AND NOT $1::jsonb @> to_jsonb(id)
