-- product_move: puts a product on its shelf before another, or at the end. The shelf is numbered again.
-- The rows are locked after the gate, because the statement's snapshot is older than a move that it has waited for.
-- No row: one of them does not exist, or they are on different shelves.
-- access: work
-- params: $1 the product's id, $2 that of the other; NULL: the end, $3 account id of who moves it, $4 their name
-- columns: 0 catalog version
WITH gate AS MATERIALIZED (
    SELECT one FROM catalog FOR NO KEY UPDATE
), shelf AS MATERIALIZED (
    SELECT p.id, p.name, p.category, p.place
    FROM gate CROSS JOIN products p
    WHERE p.category = (SELECT category FROM products WHERE id = $1)
    FOR NO KEY UPDATE OF p
), moved AS MATERIALIZED (
    SELECT p.id, p.name, coalesce(o.place, 2147483647) AS place, coalesce(o.id, p.id) AS before
    FROM shelf p LEFT JOIN shelf o ON o.id = $2
    WHERE p.id = $1 AND (o.id IS NOT NULL OR $2 IS NULL)
), numbered AS MATERIALIZED (
    SELECT p.id, row_number() OVER (ORDER BY CASE WHEN p.id = m.id THEN m.place ELSE p.place END,
                                             CASE WHEN p.id = m.id THEN m.before ELSE p.id END,
                                             p.id <> m.id) AS place
    FROM moved m CROSS JOIN shelf p
), placed AS (
    UPDATE products p SET place = n.place FROM numbered n WHERE p.id = n.id AND p.place <> n.place
), told AS (
    INSERT INTO history (account_id, actor, action, subject_id, subject)
    SELECT $3::bigint, $4, 'product_moved', id, name FROM moved
)
UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM moved) RETURNING version
