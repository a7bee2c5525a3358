-- orders_forget: erases the personal data of one customer, some orders at a time. An order that has not ended, or must be
-- refunded, needs it and is counted instead.
-- access: work
-- params: $1 e-mail, $2 after which number, $3 how many orders to look at, $4 account id of who asks, $5 their name
-- columns: 0 the last number looked at; NULL: there are no more, 1 how many were erased, 2 how many have not ended
WITH looked AS MATERIALIZED (
    SELECT number, customer_email FROM orders WHERE number > $2 ORDER BY number LIMIT $3
), theirs AS MATERIALIZED (
    SELECT o.number, o.status IN ('pending', 'processing')
                     OR EXISTS (SELECT 1 FROM outbox b WHERE b.order_number = o.number) AS is_open
    FROM looked l JOIN orders o ON o.number = l.number
    WHERE lower(l.customer_email) = lower($1)
    FOR NO KEY UPDATE OF o
), erased AS (
    UPDATE orders SET customer_name = '', customer_email = '', payment_token = NULL, note = NULL, phone = NULL
    WHERE number = ANY (ARRAY(SELECT number FROM theirs WHERE NOT is_open))
    RETURNING 1
), told AS (
    INSERT INTO history (account_id, actor, action, subject)
    SELECT $4::bigint, $5, 'customer_forgotten', '' WHERE NOT EXISTS (SELECT 1 FROM looked)
)
SELECT (SELECT max(number) FROM looked), (SELECT count(*) FROM erased), (SELECT count(*) FROM theirs WHERE is_open)
