-- orders_erase: erases the personal data of orders that are older than the settings say. The figures stay.
-- Orders are erased in the order of their pickups; an order without a pickup counts from when it was placed. One that has
-- not ended needs its data, and those after it wait.
-- access: work
-- params: $1 how many at most
-- columns: 0 a 1 for each that was erased
DELETE FROM taken;

INSERT INTO taken (order_number, status)
SELECT number, sum(is_due IS NOT 1) OVER (ORDER BY pickup_at, number)
FROM (SELECT o.number, o.pickup_at,
             o.status NOT IN ('pending', 'processing') AND NOT EXISTS (SELECT 1 FROM outbox WHERE order_number = o.number)
             AND o.pickup_at < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-' || (
                 SELECT document ->> 'keep_personal_data_days' FROM settings) || ' days') AS is_due
      FROM personal_data d CROSS JOIN orders o ON (o.pickup_at, o.number) > (d.pickup_at, d.number)
      ORDER BY o.pickup_at, o.number LIMIT $1);

DELETE FROM taken WHERE status <> '0';

UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
WHERE number IN (SELECT order_number FROM taken);

UPDATE personal_data SET (pickup_at, number) = (
    SELECT o.pickup_at, o.number FROM taken t CROSS JOIN orders o ON o.number = t.order_number
    ORDER BY o.pickup_at DESC, o.number DESC LIMIT 1)
WHERE EXISTS (SELECT 1 FROM taken);

SELECT 1 FROM taken
