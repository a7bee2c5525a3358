-- export_counters: what orders have taken of slots and of limits, by date, as JSON.
-- access: read
-- params: $1 after which date, $2 how many dates at most
-- columns: 0 how many, 1 the last date, 2 [{"date", "slots": […], "pieces": […]}, …]
SELECT count(*), max(date), json_group_array(json_object(
    'date', date,
    'slots', (
        SELECT json_group_array(json_object('date', s.date, 'minute', s.minute, 'orders', s.orders, 'capacity', s.capacity))
        FROM slots_taken s WHERE s.date = d.date),
    'pieces', (
        SELECT json_group_array(json_object(
            'date', p.date, 'product_id', p.product_id, 'pieces', p.pieces, 'daily_limit', p.daily_limit))
        FROM pieces_taken p WHERE p.date = d.date)))
FROM (SELECT DISTINCT date FROM slots_taken WHERE date > $1 ORDER BY date LIMIT $2) d
