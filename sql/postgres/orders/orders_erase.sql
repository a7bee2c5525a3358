-- orders_erase: erases the personal data of orders that are older than the settings say. The figures stay.
-- Orders are numbered in order of time, so those up to `erased_to` are done. One that has not ended needs its data, and those after it wait. Another process may be erasing: then nothing.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was erased
WITH mark AS MATERIALIZED (
    SELECT erased_to FROM personal_data FOR NO KEY UPDATE SKIP LOCKED
), looked AS MATERIALIZED (
    SELECT number, status NOT IN ('pending', 'processing') AND created_at < now() - make_interval(days => (
               SELECT (document::jsonb->>'keep_personal_data_days')::integer FROM settings)) AS is_due
    FROM orders WHERE number > (SELECT erased_to FROM mark) ORDER BY number LIMIT $1
), due AS MATERIALIZED (
    SELECT number FROM looked
    WHERE is_due AND number < coalesce((SELECT min(number) FROM looked WHERE is_due IS NOT TRUE), 9223372036854775807)
), erased AS (
    UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
    WHERE number = ANY (ARRAY(SELECT number FROM due))
), marked AS (
    UPDATE personal_data SET erased_to = (SELECT max(number) FROM due) WHERE EXISTS (SELECT 1 FROM due)
)
SELECT 1 FROM due
