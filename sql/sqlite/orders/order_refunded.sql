-- order_refunded: the customer of this ended order has the money back, as far as it was charged. No row: that was done
-- before.
-- access: work
-- params: $1 order number, $2 whether it was charged
-- columns: 0 order number
DELETE FROM taken;
INSERT INTO taken (order_number)
SELECT o.number FROM orders o JOIN outbox b ON b.order_number = o.number
WHERE o.number = $1 AND o.status IN ('failed', 'cancelled');

DELETE FROM outbox WHERE order_number = (SELECT order_number FROM taken);

INSERT INTO payments (order_number, kind, amount_cents)
SELECT o.number, k.value, o.total_cents
FROM taken t CROSS JOIN orders o ON o.number = t.order_number CROSS JOIN json_each('["charge", "refund"]') k
WHERE $2 = 'true'
ON CONFLICT DO NOTHING;

SELECT order_number FROM taken
