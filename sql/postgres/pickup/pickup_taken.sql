-- pickup_taken: what pickup depends on besides the settings, in one snapshot: products that need notice, have a limit,
-- are sold out on a day, or are nearly gone; slots that are full; how many pieces are taken on a day.
-- access: read
-- params: $1 the shop's date, $2 how many orders a slot has room for (NULL: no limit)
-- columns: 0 kind (product, slot, pieces), 1 product id, 2 minute, 3 count (of product: its stock), 4 date (of product:
--          when it is sold out), 5 lead days, 6 daily limit
SELECT 'product', id, NULL::smallint, stock, sold_out_on, lead_days, daily_limit
FROM products
WHERE active AND (lead_days > 0 OR daily_limit IS NOT NULL OR sold_out_on >= $1::text OR stock < 7)
UNION ALL
SELECT 'slot', NULL, minute, orders, to_char(date, 'YYYY-MM-DD'), NULL, NULL FROM slots_taken
WHERE date >= $1::text::date AND orders >= $2::integer
UNION ALL
SELECT 'pieces', product_id, NULL, pieces, to_char(date, 'YYYY-MM-DD'), NULL, NULL FROM pieces_taken
WHERE date >= $1::text::date
