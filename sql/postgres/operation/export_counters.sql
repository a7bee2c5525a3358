-- export_counters: what orders have taken of slots and of limits, by date, as JSON.
-- access: read
-- params: $1 after which date, $2 how many dates at most
-- columns: 0 how many, 1 the last date, 2 [{"date", "slots": […], "pieces": […]}, …]
SELECT count(*), max(day), coalesce(jsonb_agg(jsonb_build_object(
    'date', day,
    'slots', (SELECT coalesce(jsonb_agg(to_jsonb(s)), '[]') FROM slots_taken s WHERE s.date = d.date),
    'pieces', (SELECT coalesce(jsonb_agg(to_jsonb(p)), '[]') FROM pieces_taken p WHERE p.date = d.date)) ORDER BY date), '[]')
FROM (SELECT DISTINCT date, to_char(date, 'YYYY-MM-DD') AS day FROM slots_taken
      WHERE to_char(date, 'YYYY-MM-DD') > $1 ORDER BY date LIMIT $2) d
