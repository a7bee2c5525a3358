-- products_list: the products on sale, with the version of the list, in one snapshot.
-- access: read
-- params: $1 the shop's date
-- columns: 0 version, 1 id (NULL: nothing is on sale), 2 name, 3 description, 4 price_cents, 5 category, 6 image,
--          7 whether there is stock, 8 size, 9 ingredients, 10 allergens, 11 lead days, 12 photo, 13 place,
--          14 whether it is sold out on that date
SELECT c.version, p.id, p.name, p.description, p.price_cents, p.category, p.image,
       p.stock IS NULL OR p.stock > 0,
       p.size, p.ingredients, p.allergens, p.lead_days, p.photo, p.place, p.sold_out_on IS $1
FROM catalog c LEFT JOIN products p ON p.active
ORDER BY p.id
