-- product_update: every field of a product, if it still has the version that the caller read.
-- No row: it is not there, or has another version.
-- A new count of stock enters the ledger as the difference to what the ledger says; while stock is NULL no order
-- moves it, so that the sum over the ledger is the right base then.
-- changes() is how many rows the statement before has written.
-- access: write
-- params: $1 id, $2 version, $3 name, $4 description, $5 price_cents, $6 category, $7 image, $8 active,
--         $9 whether to set stock, $10 stock
-- columns: 0 version, 1 stock, 2 catalog version
INSERT INTO stock_moves (product_id, kind, quantity)
SELECT id, 'adjust', $10 - coalesce(stock, (
    SELECT coalesce(sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END), 0)
    FROM stock_moves m WHERE m.product_id = products.id))
FROM products
WHERE id = $1 AND version = $2 AND $9 = 'true' AND $10 IS NOT NULL;

UPDATE products
SET name = $3, description = $4, price_cents = $5, category = $6, image = $7, active = $8 = 'true',
    stock = CASE WHEN $9 = 'true' THEN $10 ELSE stock END,
    version = version + 1, updated_at = strftime('%Y-%m-%dT%H:%M:%fZ', 'now')
WHERE id = $1 AND version = $2;

UPDATE catalog SET version = version + 1 WHERE changes() > 0;

INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM catalog WHERE changes() > 0;

SELECT p.version, p.stock, c.version FROM products p CROSS JOIN catalog c WHERE p.id = $1 AND changes() > 0
