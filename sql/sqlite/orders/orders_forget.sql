-- orders_forget: erases the personal data of one customer, some orders at a time. An order that has not ended, or must be
-- refunded, needs it and is counted instead.
-- access: work
-- params: $1 e-mail, $2 after which number, $3 how many orders to look at, $4 account id of who asks, $5 their name
-- columns: 0 the last number looked at; NULL: there are no more, 1 how many were erased, 2 how many have not ended
DELETE FROM taken;

INSERT INTO taken (order_number, status)
SELECT number, iif(lower(customer_email) = lower($1),
                   iif(status IN ('pending', 'processing') OR EXISTS (SELECT 1 FROM outbox WHERE order_number = number),
                       'open', 'ended'), NULL)
FROM orders WHERE number > $2 ORDER BY number LIMIT $3;

INSERT INTO history (account_id, actor, action, subject)
SELECT $4, $5, 'customer_forgotten', '' WHERE NOT EXISTS (SELECT 1 FROM taken);

UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
WHERE number IN (SELECT order_number FROM taken WHERE status = 'ended');

SELECT (SELECT max(order_number) FROM taken), changes(),
       (SELECT count(*) FROM taken WHERE status = 'open')
