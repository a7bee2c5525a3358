-- order_claim: claims orders for 30 s and reserves the stock of each, either all of it or none.
-- No row: no such order. Column 0 NULL: it has ended, another attempt has claimed it (if two members name the same
-- order, the first one does), or it must be claimed again (column 6). What an earlier attempt reserved stays reserved.
-- The members take stock in their order. If the stock is enough for a member alone, but not after those before it, the
-- member is not changed and must be claimed again, because the others may fail. The first member is always decided, so
-- this ends.
-- Every statement that locks products locks the row of catalog first. Sorting by product id would not prevent
-- deadlocks, because several statements share a transaction.
-- If a line asks for more than the stock, the stock is recorded in the line, so that the customer can be told.
-- In all statements for sets, each table is read by an array of keys before it is joined. So it is always an index scan
-- of these keys, whatever the statistics were when the plan was made.
-- The new stock is computed from the locked row: p.stock may be an older version here, for which the CHECK would fail.
-- access: work
-- set of 1 params: 1 order number
-- columns: 0 attempt, 1 whether the stock was enough, 2 total_cents, 3 payment token, 4 catalog version when
--          something sold out, 5 status before, 6 whether to claim it again, 7 whether it has ended and must be refunded
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number, row_number() OVER (PARTITION BY m->>0 ORDER BY n) AS time
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), known AS MATERIALIZED (
    SELECT number, status, total_cents, payment_token,
           status IN ('failed', 'cancelled')
           AND coalesce((SELECT true FROM outbox WHERE order_number = number), false) AS owed -- by its index, unlike EXISTS
    FROM orders
    WHERE number = ANY (ARRAY(SELECT number FROM members))
), open AS MATERIALIZED (
    SELECT number FROM orders
    WHERE number = ANY (ARRAY(SELECT number FROM members)) AND status NOT IN ('completed', 'failed', 'cancelled')
      AND (lease_until IS NULL OR lease_until < now())
    ORDER BY number
    FOR NO KEY UPDATE
), items AS MATERIALIZED (
    SELECT order_number, product_id, quantity FROM order_items
    WHERE order_number = ANY (ARRAY(SELECT number FROM open))
), counted AS MATERIALIZED (
    SELECT id FROM products WHERE id = ANY (ARRAY(SELECT product_id FROM items)) AND stock IS NOT NULL
), reserved AS MATERIALIZED (
    SELECT order_number, product_id FROM stock_moves
    WHERE order_number = ANY (ARRAY(SELECT number FROM open)) AND kind = 'reserve'
), gate AS MATERIALIZED (
    SELECT one FROM catalog WHERE EXISTS (SELECT 1 FROM counted) FOR NO KEY UPDATE
), stocks AS MATERIALIZED (
    SELECT p.id, p.stock FROM gate CROSS JOIN products p
    WHERE p.id = ANY (ARRAY(SELECT id FROM counted)) AND p.stock IS NOT NULL
    FOR NO KEY UPDATE OF p
), needed AS MATERIALIZED (
    SELECT m.n, i.order_number, s.id, s.stock, i.quantity
    FROM stocks s JOIN items i ON i.product_id = s.id JOIN members m ON m.number = i.order_number AND m.time = 1
    WHERE (i.order_number, s.id) NOT IN (SELECT order_number, product_id FROM reserved)
), queued AS (
    SELECT order_number, id, stock, quantity <= stock AS alone,
           sum(quantity) OVER (PARTITION BY id ORDER BY n) <= stock AS in_turn
    FROM needed
), short AS MATERIALIZED (
    SELECT order_number AS number, bool_and(alone) AS again FROM queued GROUP BY order_number HAVING NOT bool_and(in_turn)
), noted AS (
    UPDATE order_items i SET stock_left = q.stock
    FROM queued q
    WHERE i.order_number = ANY (ARRAY(SELECT number FROM short WHERE NOT again))
      AND i.order_number + 0 = q.order_number AND i.product_id = q.id AND NOT q.alone
), claimed AS (
    UPDATE orders
    SET status = 'processing', attempt = attempt + 1, lease_until = now() + interval '30 seconds', updated_at = now()
    WHERE number = ANY (ARRAY(SELECT number FROM open WHERE number NOT IN (SELECT number FROM short WHERE again)))
    RETURNING number, attempt
), taken AS (
    UPDATE products p
    SET stock = t.stock - t.quantity
    FROM (SELECT id, stock, sum(quantity)::integer AS quantity
          FROM needed
          WHERE order_number NOT IN (SELECT number FROM short)
          GROUP BY id, stock) t
    WHERE p.id = t.id
    RETURNING p.stock
), moved AS (
    INSERT INTO stock_moves (product_id, order_number, kind, quantity)
    SELECT id, order_number, 'reserve', quantity FROM needed WHERE order_number NOT IN (SELECT number FROM short)
), bumped AS (
    UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM taken WHERE stock = 0) RETURNING version
), event AS (
    INSERT INTO order_events (order_number, attempt, status) SELECT number, attempt, 'processing' FROM claimed
)
SELECT m.n, c.attempt, s.number IS NULL, k.total_cents, k.payment_token, (SELECT version FROM bumped), k.status,
       c.number IS NULL AND m.time = 1 AND coalesce(s.again, false), k.owed
FROM members m
JOIN known k ON k.number = m.number
LEFT JOIN claimed c ON c.number = m.number AND m.time = 1
LEFT JOIN short s ON s.number = m.number
ORDER BY m.n
