-- shop_totals: numbers to compare two copies of a shop.
-- access: read
-- columns: 0 catalog version, 1 products, 2 orders, 3 idempotency keys, 4 lines, 5 events, 6 moves, 7 payments,
--          8 open orders, 9 completed orders, 10 total_cents of orders, 11 cents of lines, 12 cents paid,
--          13 stock, 14 the ledger's sum, 15 accounts, 16 entries of the history, 17 pictures, 18 dates of the calendar
SELECT (SELECT version FROM catalog),
       (SELECT count(*) FROM products),
       (SELECT count(*) FROM orders),
       (SELECT count(*) FROM idempotency_keys),
       (SELECT count(*) FROM order_items),
       (SELECT count(*) FROM order_events),
       (SELECT count(*) FROM stock_moves),
       (SELECT count(*) FROM payments),
       (SELECT count(*) FROM outbox),
       (SELECT count(*) FROM orders WHERE status = 'completed'),
       (SELECT coalesce(sum(total_cents), 0) FROM orders),
       (SELECT coalesce(sum(price_cents * quantity), 0) FROM order_items),
       (SELECT coalesce(sum(amount_cents), 0) FROM payments),
       (SELECT coalesce(sum(stock), 0) FROM products),
       (SELECT coalesce(sum(CASE kind WHEN 'reserve' THEN -quantity ELSE quantity END), 0) FROM stock_moves),
       (SELECT count(*) FROM staff_accounts),
       (SELECT count(*) FROM history),
       (SELECT count(*) FROM photos),
       (SELECT count(*) FROM calendar)
