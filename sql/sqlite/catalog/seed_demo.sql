-- seed_demo: the demo catalogue, once, if there are no products at all. Chocolate Croissant is 1, Blueberry Muffin 3.
-- Each statement goes on from the one before: changes() is how many rows that has written.
-- access: write
-- columns: 0 catalog version, when it was seeded
UPDATE catalog SET seeded = 1, version = version + 1
WHERE seeded = 0 AND NOT EXISTS (SELECT 1 FROM products);

INSERT INTO products (name, description, price_cents, category, image, size, lead_days, allergens, ingredients)
SELECT column1, column2, column3, column4, '/drawings/' || column5 || '.svg', column6, column7, column8, column9
FROM (
    VALUES
    ('Chocolate Croissant', 'Buttery croissant filled with rich chocolate', 350, 'pastry', 'pain-au-chocolat', '80 g', 0,
     '{"contains":["wheat","egg","soya","milk"],"may_contain":["almond","hazelnut"]}',
     '*wheat* flour, *butter*, chocolate (cocoa, sugar, *soya* lecithin), *milk*, *egg*, sugar, yeast, salt'),
    ('Butter Croissant', 'Three days, twenty-seven layers, cultured butter', 280, 'pastry', 'croissant', '70 g', 0,
     '{"contains":["wheat","egg","milk"],"may_contain":["almond","hazelnut"]}',
     '*wheat* flour, *butter*, *milk*, *egg*, sugar, yeast, salt'),
    ('Blueberry Muffin', 'Buttermilk batter, whole berries, crunchy sugar top', 275, 'cake', 'blueberry-muffin', '120 g', 0,
     '{"contains":["wheat","egg","milk"],"may_contain":["hazelnut"]}',
     '*wheat* flour, blueberries, *buttermilk*, sugar, *egg*, *butter*, baking powder, salt'),
    ('Country Sourdough', 'Two-day ferment, stone-milled wheat and a third of rye', 640, 'bread', 'sourdough', '900 g', 1,
     '{"contains":["wheat","rye"],"may_contain":[]}',
     'stone-milled *wheat* flour, *rye* flour, water, salt'),
    ('Seeded Rye Tin', 'Dense, dark, good for a week; sunflower, linseed and pumpkin seed', 680, 'bread', 'rye-tin', '1 kg', 0,
     '{"contains":["rye"],"may_contain":["sesame"]}',
     '*rye* flour, water, sunflower seed, linseed, pumpkin seed, salt'),
    ('Baguette', 'Proved overnight, baked twice a day', 260, 'bread', 'baguettes', '250 g', 0,
     '{"contains":["wheat"],"may_contain":[]}',
     '*wheat* flour, water, yeast, salt'),
    ('Rosemary Focaccia', 'Olive oil, flaky salt and rosemary', 450, 'bread', 'focaccia', '400 g', 0,
     '{"contains":["wheat"],"may_contain":[]}',
     '*wheat* flour, water, olive oil, rosemary, yeast, salt'),
    ('Soft Pretzel', 'Lye-dipped, coarse salt', 240, 'bread', 'pretzel', '90 g', 0,
     '{"contains":["wheat","barley"],"may_contain":["sesame"]}',
     '*wheat* flour, water, *barley* malt, yeast, salt, lye'),
    ('Cinnamon Roll', 'Soft milk dough, brown butter, cream-cheese icing', 360, 'pastry', 'cinnamon-roll', '110 g', 0,
     '{"contains":["wheat","egg","milk"],"may_contain":["almond","hazelnut"]}',
     '*wheat* flour, *milk*, *butter*, cream cheese (*milk*), sugar, *egg*, cinnamon, yeast, salt'),
    ('Baked Cheesecake', 'Vanilla, digestive base, whatever berries are best', 460, 'cake', 'cheesecake', '140 g', 0,
     '{"contains":["wheat","egg","milk"],"may_contain":["almond"]}',
     'cream cheese (*milk*), *wheat* biscuit, sugar, *egg*, *butter*, berries, vanilla'),
    ('Summer Berry Tart', 'Almond cream, raspberries and blueberries; serves six', 2400, 'cake', 'berry-tart', '1.1 kg', 2,
     '{"contains":["wheat","egg","milk","almond"],"may_contain":["hazelnut"]}',
     '*wheat* flour, *butter*, *almonds*, raspberries, blueberries, sugar, *egg*'),
    ('Chocolate Éclair', 'Choux, vanilla cream and a dark chocolate glaze', 390, 'pastry', 'eclair', '90 g', 0,
     '{"contains":["wheat","egg","soya","milk"],"may_contain":["hazelnut"]}',
     '*milk*, *wheat* flour, *egg*, *butter*, chocolate (cocoa, sugar, *soya* lecithin), vanilla'),
    ('Oat Cookie', 'Rolled oats, brown sugar, a little sea salt', 190, 'biscuit', 'cookie', '60 g', 0,
     '{"contains":["wheat","oats","milk"],"may_contain":["almond","hazelnut"]}',
     'rolled *oats*, *wheat* flour, *butter*, brown sugar, salt'),
    ('Cappuccino', 'Double shot, steamed milk', 320, 'drink', 'cappuccino', '180 ml', 0,
     '{"contains":["milk"],"may_contain":[]}',
     'coffee, *milk*')
)
WHERE changes() > 0;

SELECT version FROM catalog WHERE changes() > 0
