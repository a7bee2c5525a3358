-- product_move: puts a product on its shelf before another, or at the end. The shelf is numbered again.
-- No row: one of them does not exist, or they are on different shelves.
-- access: work
-- params: $1 the product's id, $2 that of the other; NULL: the end, $3 account id of who moves it, $4 their name
-- columns: 0 catalog version
DELETE FROM writing;

INSERT INTO writing (n, id, category)
SELECT row_number() OVER (ORDER BY iif(products.id = m.id, coalesce(o.place, 2147483647), products.place),
                                   iif(products.id = m.id, coalesce(o.id, m.id), products.id),
                                   products.id <> m.id), products.id, products.category
FROM products m JOIN products ON products.category = m.category
    LEFT JOIN products o ON o.id = $2 AND o.category = m.category
WHERE m.id = $1 AND (o.id IS NOT NULL OR $2 IS NULL);

UPDATE products SET place = w.n FROM writing w WHERE products.id = w.id AND place <> w.n;

INSERT INTO history (account_id, actor, action, subject_id, subject)
SELECT $3, $4, 'product_moved', p.id, p.name FROM products p WHERE p.id = $1 AND EXISTS (SELECT 1 FROM writing);

UPDATE catalog SET version = version + 1 WHERE EXISTS (SELECT 1 FROM writing) RETURNING version
