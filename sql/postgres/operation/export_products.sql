-- export_products: products with the adjustments of their stock, as JSON.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", …, "counts": [{"quantity", "at"}, …]}, …]
SELECT count(*), max(p.id), coalesce(jsonb_agg(to_jsonb(p) || jsonb_build_object('counts', (
    SELECT coalesce(jsonb_agg(to_jsonb(m) ORDER BY m.id), '[]')
    FROM stock_moves m WHERE m.product_id = p.id AND m.kind = 'adjust')) ORDER BY p.id), '[]')
FROM (SELECT * FROM products WHERE id > $1 ORDER BY id LIMIT $2) p
