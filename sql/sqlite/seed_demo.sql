-- seed_demo: the demo catalogue, once, if there are no products at all. Chocolate Croissant is 1, Blueberry Muffin 3.
-- Each statement goes on from the one before: changes() is how many rows that has written.
-- access: write
-- columns: 0 catalog version, when it was seeded
UPDATE catalog SET seeded = 1, version = version + 1
WHERE seeded = 0 AND NOT EXISTS (SELECT 1 FROM products);

INSERT INTO products (name, description, price_cents, category)
SELECT column1, column2, column3, column4
FROM (
    VALUES
    ('Chocolate Croissant', 'Buttery croissant filled with rich chocolate', 350, 'pastry'),
    ('Butter Croissant', 'Three days, twenty-seven layers, cultured butter', 280, 'pastry'),
    ('Blueberry Muffin', 'Buttermilk batter, whole berries, crunchy sugar top', 275, 'cake'),
    ('Country Sourdough', 'Two-day ferment, stone-milled wheat and a third of rye', 640, 'bread'),
    ('Seeded Rye Tin', 'Dense, dark, good for a week; sunflower, linseed and pumpkin seed', 680, 'bread'),
    ('Baguette', 'Proved overnight, baked twice a day', 260, 'bread'),
    ('Rosemary Focaccia', 'Olive oil, flaky salt and rosemary', 450, 'bread'),
    ('Soft Pretzel', 'Lye-dipped, coarse salt', 240, 'bread'),
    ('Cinnamon Roll', 'Soft milk dough, brown butter, cream-cheese icing', 360, 'pastry'),
    ('Baked Cheesecake', 'Vanilla, digestive base, whatever berries are best', 460, 'cake'),
    ('Summer Berry Tart', 'Almond cream, raspberries and blueberries; serves six', 2400, 'cake'),
    ('Chocolate Éclair', 'Choux, vanilla cream and a dark chocolate glaze', 390, 'pastry'),
    ('Oat Cookie', 'Rolled oats, brown sugar, a little sea salt', 190, 'biscuit'),
    ('Cappuccino', 'Double shot, steamed milk', 320, 'drink')
)
WHERE changes() > 0;

INSERT INTO outbox (kind, version) SELECT 'cache.invalidate', version FROM catalog WHERE changes() > 0;

SELECT version FROM catalog WHERE changes() > 0
