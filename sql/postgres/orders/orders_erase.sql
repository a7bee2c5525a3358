-- orders_erase: erases the personal data of orders that are older than the settings say. The figures stay.
-- Orders are erased in the order of their pickups; an order without a pickup counts from when it was placed. One that has
-- not ended needs its data, and those after it wait. Another process may be erasing: then nothing.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was erased
WITH mark AS MATERIALIZED (
    SELECT pickup_at, number FROM personal_data FOR NO KEY UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT number, pickup_at,
           status NOT IN ('pending', 'processing') AND NOT EXISTS (SELECT 1 FROM outbox WHERE order_number = number)
           AND pickup_at < now() - make_interval(days => (
               SELECT (document::jsonb->>'keep_personal_data_days')::integer FROM settings)) AS is_due
    FROM orders
    WHERE (pickup_at, number) > ((SELECT pickup_at FROM mark), (SELECT number FROM mark))
    ORDER BY pickup_at, number LIMIT $1
), due AS MATERIALIZED (
    SELECT number, pickup_at
    FROM (SELECT *, bool_and(is_due IS TRUE) OVER (ORDER BY pickup_at, number) AS all_due FROM looked) AS l
    WHERE all_due
), erased AS (
    UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
    WHERE number = ANY (ARRAY(SELECT number FROM due))
), marked AS (
    UPDATE personal_data p SET pickup_at = d.pickup_at, number = d.number
    FROM (SELECT pickup_at, number FROM due ORDER BY pickup_at DESC, number DESC LIMIT 1) d
)
SELECT 1 FROM due
