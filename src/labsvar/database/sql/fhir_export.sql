-- Bulk exports over FHIR. Their files lie in the installation's folder; here stands what is known of them.

-- add: An export that was asked for; nothing when the program has one under way.
INSERT INTO labsvar.fhir_export (export_id, client, asked_at, asked, state)
VALUES (%(export_id)s, %(client)s, %(asked_at)s, %(asked)s, 'waiting')
ON CONFLICT DO NOTHING
RETURNING export_id

-- found: An export.
SELECT export_id, client, asked_at, asked, state, manifest, ends_at
FROM labsvar.fhir_export
WHERE export_id = %(export_id)s

-- begin: An export that is being made; nothing when it is not to be made any more.
UPDATE labsvar.fhir_export
SET state = 'working'
WHERE export_id = %(export_id)s AND state IN ('waiting', 'working')
RETURNING export_id

-- wanted: Whether an export that is being made is still asked for.
SELECT 1 FROM labsvar.fhir_export WHERE export_id = %(export_id)s AND state = 'working'

-- finish: An export that was made, or could not be; one that was deleted meanwhile stays so.
UPDATE labsvar.fhir_export
SET state = %(state)s, manifest = %(manifest)s, ends_at = %(ends_at)s
WHERE export_id = %(export_id)s AND state = 'working'

-- remove: An export that nobody wants any more.
UPDATE labsvar.fhir_export
SET state = 'gone'
WHERE export_id = %(export_id)s AND state <> 'gone'

-- ended: The exports whose time is over.
SELECT export_id FROM labsvar.fhir_export
WHERE state IN ('done', 'failed') AND ends_at <= %(at)s
