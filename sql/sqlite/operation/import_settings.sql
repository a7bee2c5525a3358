-- import_settings: inserts the result of export_settings.
-- access: write
-- params: $1 the array
-- columns: 0 how many
INSERT INTO settings (version, document)
SELECT value ->> 'version', value ->> 'document' FROM json_each($1);

INSERT INTO calendar (date, hours, reason)
SELECT c.value ->> 'date', c.value ->> 'hours', c.value ->> 'reason'
FROM json_each($1) s, json_each(s.value, '$.calendar') c;

SELECT json_array_length($1)
