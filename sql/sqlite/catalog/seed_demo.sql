-- seed_demo: the demo catalogue, once, if there are no products at all. Chocolate Croissant is 1, Blueberry Muffin 3.
-- Each statement goes on from the one before: changes() is how many rows that has written.
-- access: write
-- columns: 0 catalog version, when it was seeded
UPDATE catalog SET seeded = 1, version = version + 1
WHERE seeded = 0 AND NOT EXISTS (SELECT 1 FROM products);

INSERT INTO products (name, description, price_cents, category, image)
SELECT column1, column2, column3, column4, '/drawings/' || column5 || '.svg'
FROM (
    VALUES
    ('Chocolate Croissant', 'Buttery croissant filled with rich chocolate', 350, 'pastry', 'pain-au-chocolat'),
    ('Butter Croissant', 'Three days, twenty-seven layers, cultured butter', 280, 'pastry', 'croissant'),
    ('Blueberry Muffin', 'Buttermilk batter, whole berries, crunchy sugar top', 275, 'cake', 'blueberry-muffin'),
    ('Country Sourdough', 'Two-day ferment, stone-milled wheat and a third of rye', 640, 'bread', 'sourdough'),
    ('Seeded Rye Tin', 'Dense, dark, good for a week; sunflower, linseed and pumpkin seed', 680, 'bread', 'rye-tin'),
    ('Baguette', 'Proved overnight, baked twice a day', 260, 'bread', 'baguettes'),
    ('Rosemary Focaccia', 'Olive oil, flaky salt and rosemary', 450, 'bread', 'focaccia'),
    ('Soft Pretzel', 'Lye-dipped, coarse salt', 240, 'bread', 'pretzel'),
    ('Cinnamon Roll', 'Soft milk dough, brown butter, cream-cheese icing', 360, 'pastry', 'cinnamon-roll'),
    ('Baked Cheesecake', 'Vanilla, digestive base, whatever berries are best', 460, 'cake', 'cheesecake'),
    ('Summer Berry Tart', 'Almond cream, raspberries and blueberries; serves six', 2400, 'cake', 'berry-tart'),
    ('Chocolate Éclair', 'Choux, vanilla cream and a dark chocolate glaze', 390, 'pastry', 'eclair'),
    ('Oat Cookie', 'Rolled oats, brown sugar, a little sea salt', 190, 'biscuit', 'cookie'),
    ('Cappuccino', 'Double shot, steamed milk', 320, 'drink', 'cappuccino')
)
WHERE changes() > 0;

SELECT version FROM catalog WHERE changes() > 0
