-- sign_in_begin: counts a sign-in as failed before its password is checked, so that attempts at the same moment
-- count, too; session_create, password_change and sign_in_undo take that back. A count stays while its limit holds:
-- of 5 failures for an account from one address, for 15 minutes; of 100 in an hour for an account from all
-- addresses.
-- access: write
-- params: $1 e-mail, $2 fingerprint of e-mail and address, $3 fingerprint of the e-mail
-- columns: 0 seconds to wait, or 0, 1 account id, NULL if there is no such active account, 2 its password hash
INSERT INTO sign_in_failures (subject, failures) VALUES ($2, 1)
ON CONFLICT (subject) DO UPDATE
SET failures = iif(since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-15 minutes'), 1, failures + 1),
    since = iif(since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-15 minutes') OR failures = 4, strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), since)
WHERE failures < 5 OR since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-15 minutes');

INSERT INTO sign_in_failures (subject, failures) SELECT $3, 1 WHERE changes() > 0
ON CONFLICT (subject) DO UPDATE
SET failures = iif(since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour'), 1, failures + 1),
    since = iif(since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour'), strftime('%Y-%m-%dT%H:%M:%fZ', 'now'), since)
WHERE failures < 100 OR since < strftime('%Y-%m-%dT%H:%M:%fZ', 'now', '-1 hour');

SELECT CASE WHEN changes() > 0 THEN 0 ELSE max(1, coalesce(
           (SELECT unixepoch(since, '+15 minutes') - unixepoch() FROM sign_in_failures
            WHERE subject = $2 AND failures >= 5),
           (SELECT unixepoch(since, '+1 hour') - unixepoch() FROM sign_in_failures WHERE subject = $3), 1)) END,
       a.id, a.password_hash
FROM (SELECT 1) LEFT JOIN staff_accounts a ON a.email = $1 AND a.active
