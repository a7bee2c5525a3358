-- order_claim: takes orders to process for 30 s and reserves their stock, for each all of it or none.
-- No row: there is no such order. Column 0 NULL: it has ended, or another holds it (so does the first of two members
-- that name one order), or it has to be claimed again (column 6). What an earlier attempt reserved stays reserved.
-- The members take stock in their turn. One that would have enough alone, but not behind those before it, is left as
-- it was and claimed again: they may yet not take what they ask for. The first is always decided, so it ends.
-- Whoever is about to lock products locks the row of catalog first. Many statements share a transaction, so that no
-- order of product ids could keep two transactions from waiting for each other in a circle.
-- An order is open when it has not ended and nobody holds it.
-- access: work
-- set of 1 params: 1 order number
-- columns: 0 attempt, 1 whether the stock was enough, 2 total_cents, 3 payment token, 4 catalog version when
--          something sold out, 5 status before, 6 whether to claim it again
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number, row_number() OVER (PARTITION BY m->>0 ORDER BY n) AS time
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), open AS MATERIALIZED (
    SELECT m.n, o.number
    FROM members m JOIN orders o ON o.number = m.number
    WHERE m.time = 1 AND o.status NOT IN ('completed', 'failed', 'cancelled')
      AND (o.lease_until IS NULL OR o.lease_until < now())
    ORDER BY o.number
    FOR NO KEY UPDATE OF o
), gate AS MATERIALIZED (
    SELECT one FROM catalog
    WHERE EXISTS (
        SELECT 1 FROM open o
        JOIN order_items i ON i.order_number = o.number
        JOIN products p ON p.id = i.product_id
        WHERE p.stock IS NOT NULL)
    FOR NO KEY UPDATE
), needed AS MATERIALIZED (
    SELECT o.n, o.number AS order_number, p.id, p.stock, i.quantity
    FROM gate CROSS JOIN open o
    JOIN order_items i ON i.order_number = o.number
    JOIN products p ON p.id = i.product_id
    WHERE p.stock IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM stock_moves m WHERE m.order_number = o.number AND m.product_id = p.id AND m.kind = 'reserve')
    FOR NO KEY UPDATE OF p
), queued AS (
    SELECT order_number, quantity <= stock AS alone, sum(quantity) OVER (PARTITION BY id ORDER BY n) <= stock AS in_turn
    FROM needed
), short AS MATERIALIZED (
    SELECT order_number AS number, bool_and(alone) AS again FROM queued GROUP BY order_number HAVING NOT bool_and(in_turn)
), claimed AS (
    UPDATE orders o
    SET status = 'processing', attempt = attempt + 1, lease_until = now() + interval '30 seconds', updated_at = now()
    FROM open
    WHERE o.number = open.number
      AND NOT EXISTS (SELECT 1 FROM short WHERE short.number = open.number AND short.again)
    RETURNING open.n, o.number, o.attempt, o.total_cents, o.payment_token
), taken AS (
    UPDATE products p
    SET stock = p.stock - t.quantity
    FROM (SELECT id, sum(quantity)::integer AS quantity
          FROM needed
          WHERE order_number NOT IN (SELECT number FROM short)
          GROUP BY id) t
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
SELECT m.n, c.attempt, short.number IS NULL, c.total_cents, c.payment_token, (SELECT version FROM bumped), o.status,
       c.n IS NULL AND m.time = 1 AND coalesce(short.again, false)
FROM members m
JOIN orders o ON o.number = m.number
LEFT JOIN claimed c ON c.n = m.n
LEFT JOIN short ON short.number = m.number
ORDER BY m.n
