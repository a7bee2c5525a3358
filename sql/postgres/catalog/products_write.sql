-- products_write: adds products and writes every field of others, all or none.
-- No row: one of them does not exist, or has another version than the caller read.
-- A new stock is recorded in the ledger as the difference to the old one; NULL (not counted) counts as 0.
-- Catalog is locked before the products, as in order_claim.
-- access: work
-- params: $1 [{"id", "version", "name", …, "sets_stock", "changes"}, …]; without an id it is new,
--         $2 account id of who writes them, $3 their name
-- columns: 0 id, 1 version, 2 stock, 3 catalog version, 4 when, 5 place
WITH gate AS MATERIALIZED (
    SELECT one FROM catalog FOR NO KEY UPDATE
), wanted AS MATERIALIZED (
    SELECT n, value, (value->>'id')::bigint AS id, (value->>'version')::bigint AS version
    FROM gate, jsonb_array_elements($1::jsonb) WITH ORDINALITY AS one (value, n)
), before AS MATERIALIZED (
    SELECT p.id, p.stock, p.category, w.value
    FROM wanted w JOIN products p ON p.id = w.id AND p.version = w.version
    FOR NO KEY UPDATE OF p
), whole AS MATERIALIZED (
    SELECT 1 WHERE (SELECT count(*) FROM before) = (SELECT count(*) FROM wanted WHERE id IS NOT NULL)
), shelved AS (
    INSERT INTO categories (key, place)
    SELECT DISTINCT value->>'category', (SELECT coalesce(max(place), 0) + 1 FROM categories) FROM whole, wanted
    ON CONFLICT DO NOTHING
    RETURNING key
), reshelved AS (
    UPDATE settings SET version = version + 1 WHERE EXISTS (SELECT 1 FROM shelved)
), ends AS MATERIALIZED (
    SELECT category, max(place) AS place FROM products GROUP BY category
), created AS (
    INSERT INTO products (name, description, price_cents, category, image, stock, active, changed_by, size, ingredients,
                          allergens, lead_days, daily_limit, vat_permille, sold_out_on, place)
    SELECT new.name, new.description, new.price_cents, new.category, new.image, new.stock, new.active, $3, new.size,
           new.ingredients, new.allergens, new.lead_days, new.daily_limit, new.vat_permille, new.sold_out_on,
           coalesce(ends.place, 0) + w.n
    FROM whole, wanted w CROSS JOIN LATERAL jsonb_populate_record(NULL::products, w.value) new
        LEFT JOIN ends ON ends.category = new.category
    WHERE w.id IS NULL
    ORDER BY w.n
    RETURNING id, version, stock, place, name, created_at AS at
), changed AS (
    UPDATE products p
    SET name = new.name, description = new.description, price_cents = new.price_cents, category = new.category,
        image = new.image, active = new.active,
        stock = CASE WHEN (b.value->>'sets_stock')::boolean THEN new.stock ELSE p.stock END,
        changed_by = $3, size = new.size, ingredients = new.ingredients, allergens = new.allergens,
        lead_days = new.lead_days, daily_limit = new.daily_limit, vat_permille = new.vat_permille, photo = new.photo,
        sold_out_on = new.sold_out_on,
        place = CASE WHEN new.category = b.category THEN p.place
                     ELSE (SELECT coalesce(max(ends.place), 0) + 1 FROM ends WHERE ends.category = new.category) END,
        version = p.version + 1, updated_at = now()
    FROM whole, before b CROSS JOIN LATERAL jsonb_populate_record(NULL::products, b.value) new
    WHERE p.id = b.id
    RETURNING p.id, p.version, p.stock, p.place, p.name, p.updated_at AS at,
        b.stock AS stock_before, b.value->'changes' AS changes
), counted AS (
    INSERT INTO stock_moves (product_id, kind, quantity)
    SELECT id, 'adjust', stock FROM created WHERE stock IS NOT NULL
    UNION ALL
    SELECT id, 'adjust', coalesce(stock, 0) - coalesce(stock_before, 0) FROM changed WHERE stock IS DISTINCT FROM stock_before
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject, changes)
    SELECT $2::bigint, $3, 'product_added', id, name, NULL FROM created
    UNION ALL
    SELECT $2::bigint, $3, 'product_changed', id, name, changes FROM changed WHERE changes <> '{}'
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM whole) RETURNING version
)
SELECT written.id, written.version, written.stock, bumped.version,
       to_char(written.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), written.place
FROM bumped, (
    SELECT id, version, stock, at, place FROM created
    UNION ALL
    SELECT id, version, stock, at, place FROM changed) written
