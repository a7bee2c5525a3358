-- product_create: a new product, its first count of stock, and a new version of the list.
-- access: write
-- params: $1 name, $2 description, $3 price_cents, $4 category, $5 image, $6 stock, $7 active,
--         $8 account id of who adds it, $9 their name, $10 size, $11 ingredients, $12 allergens,
--         $13 lead days, $14 daily limit, $15 VAT in per mille, $16 sold out on
-- columns: 0 id, 1 version, 2 catalog version, 3 when it was added
WITH created AS (
    INSERT INTO products (name, description, price_cents, category, image, stock, active, changed_by,
                      size, ingredients, allergens, lead_days, daily_limit, vat_permille, sold_out_on)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $9, $10, $11, $12, $13, $14, $15, $16)
    RETURNING id, version, stock, created_at
), counted AS (
    INSERT INTO stock_moves (product_id, kind, quantity)
    SELECT id, 'adjust', stock FROM created WHERE stock IS NOT NULL
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT $8::bigint, $9, 'product_added', id, $1 FROM created
), bumped AS (
    UPDATE catalog SET version = version + 1 RETURNING version
)
SELECT created.id, created.version, bumped.version,
       to_char(created.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
FROM created, bumped
