-- order_refunded: the customers of these ended orders have their money back, as far as they were charged. No row: that
-- was done before.
-- access: work
-- set of 2 params: 1 order number, 2 whether it was charged
-- columns: 0 order number
WITH members AS MATERIALIZED (
    SELECT n, (m->>0)::bigint AS number, (m->>1)::boolean AS charged
    FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (m, n)
), ended AS MATERIALIZED (
    SELECT number, total_cents FROM orders
    WHERE number = ANY (ARRAY(SELECT number FROM members)) AND status IN ('failed', 'cancelled')
), settled AS (
    DELETE FROM outbox WHERE order_number = ANY (ARRAY(SELECT number FROM ended)) RETURNING order_number
), paid AS (
    INSERT INTO payments (order_number, kind, amount_cents)
    SELECT e.number, k.kind, e.total_cents
    FROM settled s JOIN ended e ON e.number = s.order_number CROSS JOIN (VALUES ('charge'), ('refund')) k (kind)
    WHERE EXISTS (SELECT 1 FROM members m WHERE m.number = e.number AND m.charged)
    ON CONFLICT DO NOTHING
)
SELECT m.n, s.order_number FROM members m JOIN settled s ON s.order_number = m.number ORDER BY m.n
