-- A citizen's own blocking, and the mandates of helpers. Rows are added and never changed.

-- one_at_a_time: Waits until nobody else is setting something for the citizen, to the end of the transaction.
SELECT pg_advisory_xact_lock(hashtextextended('blocking ' || %(person_key)s, 0))

-- add: Something set or ended; nothing when it was ended already.
INSERT INTO labsvar.blocking_event (person_key, event_id, entry_id, kind, at, actor, content)
VALUES (%(person_key)s, %(event_id)s, %(entry_id)s, %(kind)s, %(at)s, %(actor)s, %(content)s)
ON CONFLICT DO NOTHING
RETURNING event_id

-- entries: Everything of one citizen, oldest first.
SELECT entry_id, kind, at, actor, content
FROM labsvar.blocking_event
WHERE person_key = %(person_key)s
ORDER BY event_id

-- is_set: Whether a citizen has an entry.
SELECT 1
FROM labsvar.blocking_event
WHERE person_key = %(person_key)s AND entry_id = %(entry_id)s AND kind = 'set'

-- add_mandate: A mandate registered or ended; nothing when it was ended already.
INSERT INTO labsvar.mandate_event (person_key, event_id, mandate_id, helper, kind, at, actor, content)
VALUES (%(person_key)s, %(event_id)s, %(mandate_id)s, %(helper)s, %(kind)s, %(at)s, %(actor)s, %(content)s)
ON CONFLICT DO NOTHING
RETURNING event_id

-- mandate: Whose a mandate is.
SELECT person_key, helper
FROM labsvar.mandate_event
WHERE mandate_id = %(mandate_id)s AND kind = 'registered'

-- mandates: Everything about the mandates of one helper, oldest first.
SELECT person_key, mandate_id, helper, kind, at, actor, content
FROM labsvar.mandate_event
WHERE helper = %(helper)s
ORDER BY event_id

-- every_mandate: Everything about every mandate, oldest first.
SELECT person_key, mandate_id, helper, kind, at, actor, content
FROM labsvar.mandate_event
ORDER BY event_id
