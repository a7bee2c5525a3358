-- product_update: writes every field of a product, if it still has the version that the caller read.
-- No row: it does not exist, or has another version.
-- A new stock is recorded in the ledger as the difference to the old one; NULL (not counted) counts as 0.
-- changes() is the number of rows that the previous statement wrote.
-- access: write
-- params: $1 id, $2 version, $3 name, $4 description, $5 price_cents, $6 category, $7 image, $8 active,
--         $9 whether to set stock, $10 stock, $11 account id of who changes it, $12 their name,
--         $13 what changes, as JSON, $14 size, $15 ingredients, $16 allergens, $17 lead days, $18 daily limit,
--         $19 VAT in per mille, $20 photo, $21 sold out on
-- columns: 0 version, 1 stock, 2 catalog version, 3 when it was changed
INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
SELECT $11, $12, 'product_changed', id, $3, $13 FROM products WHERE id = $1 AND version = $2 AND $13 <> '{}';

INSERT INTO stock_moves (product_id, kind, quantity)
SELECT id, 'adjust', coalesce($10, 0) - coalesce(stock, 0)
FROM products
WHERE id = $1 AND version = $2 AND $9 = 'true' AND $10 IS NOT stock;

UPDATE products
SET name = $3, description = $4, price_cents = $5, category = $6, image = $7, active = $8 = 'true',
    stock = CASE WHEN $9 = 'true' THEN $10 ELSE stock END,
    changed_by = $12, size = $14, ingredients = $15, allergens = $16, lead_days = $17, daily_limit = $18,
    vat_permille = $19, photo = $20, sold_out_on = $21,
    version = version + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE id = $1 AND version = $2;

UPDATE catalog SET version = version + 1 WHERE changes() > 0;

SELECT p.version, p.stock, c.version, p.updated_at FROM products p CROSS JOIN catalog c WHERE p.id = $1 AND changes() > 0
