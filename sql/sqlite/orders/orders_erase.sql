-- orders_erase: erases the personal data of orders that are older than the settings say. The figures stay.
-- Orders are numbered in order of time, so those up to `erased_to` are done. One that has not ended needs its data, and those after it wait.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was erased
DELETE FROM taken;

INSERT INTO taken (order_number, status)
SELECT number, status NOT IN ('pending', 'processing') AND created_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (
           SELECT document ->> 'keep_personal_data_days' FROM settings) || ' days')
FROM orders WHERE number > (SELECT erased_to FROM personal_data) ORDER BY number LIMIT $1;

DELETE FROM taken
WHERE order_number >= (SELECT min(order_number) FROM taken WHERE status IS NOT '1');

UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
WHERE number IN (SELECT order_number FROM taken);

UPDATE personal_data SET erased_to = (SELECT max(order_number) FROM taken) WHERE EXISTS (SELECT 1 FROM taken);

SELECT 1 FROM taken
