-- product_create: a new product, its first count of stock, and a new version of the list.
-- The new product is the one with the highest id: ids only grow.
-- access: write
-- params: $1 name, $2 description, $3 price_cents, $4 category, $5 image, $6 stock, $7 active,
--         $8 account id of who adds it, $9 their name, $10 size, $11 ingredients, $12 allergens,
--         $13 lead days, $14 daily limit, $15 VAT in per mille, $16 sold out on
-- columns: 0 id, 1 version, 2 catalog version, 3 when it was added
INSERT INTO products (name, description, price_cents, category, image, stock, active, changed_by,
                      size, ingredients, allergens, lead_days, daily_limit, vat_permille, sold_out_on)
VALUES ($1, $2, $3, $4, $5, $6, $7 = 'true', $9, $10, $11, $12, $13, $14, $15, $16);

INSERT INTO stock_moves (product_id, kind, quantity)
SELECT id, 'adjust', stock FROM products WHERE id = (SELECT max(id) FROM products) AND stock IS NOT NULL;

UPDATE catalog SET version = version + 1;

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT $8, $9, 'product_added', max(id), $1 FROM products;

SELECT p.id, p.version, c.version, p.created_at
FROM products p CROSS JOIN catalog c WHERE p.id = (SELECT max(id) FROM products)
