-- sign_in_undo: takes back what sign_in_begin counted, because the password could not be checked.
-- access: write
-- params: $1 fingerprint of e-mail and address, $2 fingerprint of the e-mail
-- columns: none
UPDATE sign_in_failures SET failures = failures - 1 WHERE subject IN ($1, $2)
