-- products_write: adds products and writes every field of others, all or none.
-- No row: one of them does not exist, or has another version than the caller read.
-- A new stock is recorded in the ledger as the difference to the old one; NULL (not counted) counts as 0.
-- access: work
-- params: $1 [{"id", "version", "name", …, "sets_stock", "changes"}, …]; without an id it is new,
--         $2 account id of who writes them, $3 their name
-- columns: 0 id, 1 version, 2 stock, 3 catalog version, 4 when, 5 place
DELETE FROM writing;

INSERT INTO writing (n, id, version, category, value)
SELECT key + 1, value ->> 'id', value ->> 'version', value ->> 'category', value FROM json_each($1)
WHERE NOT EXISTS (
    SELECT 1 FROM json_each($1) w LEFT JOIN products p ON p.id = w.value ->> 'id'
    WHERE w.value ->> 'id' IS NOT NULL AND p.version IS NOT w.value ->> 'version');

INSERT INTO categories (key, place)
SELECT DISTINCT category, (SELECT coalesce(max(place), 0) + 1 FROM categories) FROM writing WHERE true
ON CONFLICT DO NOTHING;

UPDATE settings SET version = version + 1 WHERE changes() > 0;

INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
SELECT $2, $3, 'product_changed', id, value ->> 'name', value ->> 'changes'
FROM writing
WHERE id IS NOT NULL AND value ->> 'changes' <> '{}';

INSERT INTO stock_moves (product_id, kind, quantity)
SELECT p.id, 'adjust', coalesce(w.value ->> 'stock', 0) - coalesce(p.stock, 0)
FROM writing w JOIN products p ON p.id = w.id
WHERE w.value ->> 'sets_stock' AND w.value ->> 'stock' IS NOT p.stock;

UPDATE products AS p
SET name = w.value ->> 'name', description = w.value ->> 'description', price_cents = w.value ->> 'price_cents',
    category = w.category, image = w.value ->> 'image', active = w.value ->> 'active',
    stock = iif(w.value ->> 'sets_stock', w.value ->> 'stock', p.stock),
    changed_by = $3, size = w.value ->> 'size', ingredients = w.value ->> 'ingredients',
    allergens = w.value ->> 'allergens', lead_days = w.value ->> 'lead_days',
    daily_limit = w.value ->> 'daily_limit', vat_permille = w.value ->> 'vat_permille', photo = w.value ->> 'photo',
    sold_out_on = w.value ->> 'sold_out_on',
    place = iif(w.category = p.category, p.place,
                (SELECT coalesce(max(o.place), 0) + 1 FROM products o WHERE o.category = w.category)),
    version = p.version + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
FROM writing w
WHERE p.id = w.id;

INSERT INTO products (name, description, price_cents, category, image, stock, active, changed_by, size, ingredients,
                      allergens, lead_days, daily_limit, vat_permille, sold_out_on, place)
SELECT w.value ->> 'name', w.value ->> 'description', w.value ->> 'price_cents', w.category, w.value ->> 'image',
       w.value ->> 'stock', w.value ->> 'active', $3, w.value ->> 'size', w.value ->> 'ingredients',
       w.value ->> 'allergens', w.value ->> 'lead_days', w.value ->> 'daily_limit', w.value ->> 'vat_permille',
       w.value ->> 'sold_out_on',
       (SELECT coalesce(max(o.place), 0) FROM products o WHERE o.category = w.category) + w.n
FROM writing w
WHERE w.id IS NULL
ORDER BY w.n;

-- New products got the highest ids, in the order of the array.
UPDATE writing
SET id = (SELECT max(id) FROM products) - (SELECT count(*) FROM writing l WHERE l.id IS NULL AND l.n > writing.n),
    added = 1
WHERE id IS NULL;

INSERT INTO stock_moves (product_id, kind, quantity)
SELECT id, 'adjust', value ->> 'stock' FROM writing WHERE added AND value ->> 'stock' IS NOT NULL;

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT $2, $3, 'product_added', id, value ->> 'name' FROM writing WHERE added;

UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM writing);

SELECT p.id, p.version, p.stock, c.version, p.updated_at, p.place
FROM writing w JOIN products p ON p.id = w.id CROSS JOIN catalog c
