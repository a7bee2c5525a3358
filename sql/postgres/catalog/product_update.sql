-- product_update: writes every field of a product, if it still has the version that the caller read.
-- No row: it does not exist, or has another version.
-- A new stock is recorded in the ledger as the difference to the old one; NULL (not counted) counts as 0.
-- Catalog is locked before the product, as in order_claim.
-- access: write
-- params: $1 id, $2 version, $3 name, $4 description, $5 price_cents, $6 category, $7 image, $8 active,
--         $9 whether to set stock, $10 stock, $11 account id of who changes it, $12 their name,
--         $13 what changes, as JSON, $14 size, $15 ingredients, $16 allergens, $17 lead days, $18 daily limit,
--         $19 VAT in per mille, $20 photo, $21 sold out on
-- columns: 0 version, 1 stock, 2 catalog version, 3 when it was changed
WITH gate AS MATERIALIZED (
    SELECT one FROM catalog FOR NO KEY UPDATE
), before AS MATERIALIZED (
    SELECT p.id, p.stock FROM gate CROSS JOIN products p WHERE p.id = $1 AND p.version = $2 FOR NO KEY UPDATE OF p
), changed AS (
    UPDATE products p
    SET name = $3, description = $4, price_cents = $5, category = $6, image = $7, active = $8,
        stock = CASE WHEN $9 THEN $10 ELSE p.stock END,
        changed_by = $12, size = $14, ingredients = $15, allergens = $16, lead_days = $17, daily_limit = $18,
        vat_permille = $19, photo = $20, sold_out_on = $21,
        version = p.version + 1, updated_at = now()
    FROM before
    WHERE p.id = before.id
    RETURNING p.id, p.version, p.stock, p.updated_at, before.stock AS stock_before
), counted AS (
    INSERT INTO stock_moves (product_id, kind, quantity)
    SELECT id, 'adjust', coalesce(stock, 0) - coalesce(stock_before, 0)
    FROM changed
    WHERE stock IS DISTINCT FROM stock_before
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
    SELECT $11::bigint, $12, 'product_changed', id, $3, $13::jsonb FROM changed WHERE $13::jsonb <> '{}'
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM changed) RETURNING version
)
SELECT changed.version, changed.stock, bumped.version,
       to_char(changed.updated_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
FROM changed, bumped
