-- sign_in_begin: counts a sign-in as failed before its password is checked, so that attempts at the same moment
-- count, too; session_create, password_change and sign_in_undo take that back. A count stays while its limit holds:
-- of 5 failures for an account from one address, for 15 minutes; of 100 in an hour for an account from all
-- addresses.
-- access: write
-- params: $1 e-mail, $2 fingerprint of e-mail and address, $3 fingerprint of the e-mail
-- columns: 0 seconds to wait, or 0, 1 account id, NULL if there is no such active account, 2 its password hash
WITH pair AS (
    INSERT INTO sign_in_failures AS f (subject, failures) VALUES ($2, 1)
    ON CONFLICT (subject) DO UPDATE
    SET failures = CASE WHEN f.since < now() - interval '15 minutes' THEN 1 ELSE f.failures + 1 END,
        since = CASE WHEN f.since < now() - interval '15 minutes' OR f.failures = 4 THEN now() ELSE f.since END
    WHERE f.failures < 5 OR f.since < now() - interval '15 minutes'
    RETURNING subject
), account AS (
    INSERT INTO sign_in_failures AS f (subject, failures) SELECT $3, 1 FROM pair
    ON CONFLICT (subject) DO UPDATE
    SET failures = CASE WHEN f.since < now() - interval '1 hour' THEN 1 ELSE f.failures + 1 END,
        since = CASE WHEN f.since < now() - interval '1 hour' THEN now() ELSE f.since END
    WHERE f.failures < 100 OR f.since < now() - interval '1 hour'
    RETURNING subject
), waiting AS (
    SELECT CASE
        WHEN NOT EXISTS (SELECT 1 FROM pair) THEN
            (SELECT since + interval '15 minutes' FROM sign_in_failures WHERE subject = $2)
        WHEN NOT EXISTS (SELECT 1 FROM account) THEN
            (SELECT since + interval '1 hour' FROM sign_in_failures WHERE subject = $3)
        END AS until,
        EXISTS (SELECT 1 FROM account) AS admitted
)
SELECT CASE WHEN w.admitted THEN 0 ELSE greatest(1, coalesce(ceil(extract(epoch FROM w.until - now())), 1)) END::integer,
       a.id, a.password_hash
FROM waiting w LEFT JOIN staff_accounts a ON a.email = $1 AND a.active
