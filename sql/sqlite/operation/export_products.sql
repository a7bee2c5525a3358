-- export_products: products with the adjustments of their stock, as JSON.
-- access: read
-- params: $1 after which id, $2 how many at most
-- columns: 0 how many, 1 the last id, 2 [{"id", …, "counts": [{"quantity", "at"}, …]}, …]
SELECT count(*), max(id), json_group_array(json(document))
FROM (
    SELECT id, json_object(
        'id', id, 'name', name, 'description', description, 'price_cents', price_cents, 'category', category,
        'image', image, 'stock', stock, 'active', json(iif(active, 'true', 'false')), 'version', version,
        'created_at', created_at, 'updated_at', updated_at, 'changed_by', changed_by,
        'size', size, 'ingredients', ingredients, 'allergens', allergens, 'lead_days', lead_days,
        'daily_limit', daily_limit, 'vat_permille', vat_permille, 'photo', photo, 'sold_out_on', sold_out_on,
        'place', place,
        'counts', (
            SELECT json_group_array(json_object('id', m.id, 'quantity', m.quantity, 'at', m.at))
            FROM stock_moves m WHERE m.product_id = p.id AND m.kind = 'adjust')) AS document
    FROM products p WHERE id > $1 ORDER BY id LIMIT $2)
