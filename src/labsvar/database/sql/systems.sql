-- The register of sending systems.

-- register: Every event of every system, oldest first.
SELECT s.system_id, s.name AS system, e.event_id, e.at, e.kind, e.gln, e.laboratory, e.sector, e.stage, e.body,
       e.who, e.reason
FROM labsvar.system s
LEFT JOIN labsvar.system_event e USING (system_id)
ORDER BY e.event_id NULLS FIRST, s.system_id

-- of_one: Every event of one system, oldest first.
SELECT s.system_id, s.name AS system, e.event_id, e.at, e.kind, e.gln, e.laboratory, e.sector, e.stage, e.body,
       e.who, e.reason
FROM labsvar.system s
LEFT JOIN labsvar.system_event e USING (system_id)
WHERE s.name = %(name)s
ORDER BY e.event_id NULLS FIRST

-- add: A new system; gives its number.
INSERT INTO labsvar.system (name, added_at) VALUES (%(name)s, %(at)s) RETURNING system_id

-- find: The number of a system by its name.
SELECT system_id FROM labsvar.system WHERE name = %(name)s

-- decide: Something decided about a system; gives the number of the event.
INSERT INTO labsvar.system_event (
    system_id, at, kind, token_hash, gln, laboratory, sector, stage, body, who, reason)
VALUES (%(system_id)s, %(at)s, %(kind)s, %(token_hash)s, %(gln)s, %(laboratory)s, %(sector)s, %(stage)s,
        %(body)s, %(who)s, %(reason)s)
RETURNING event_id

-- by_token: The name of the system that a token was given to, if no newer token took its place.
SELECT s.name
FROM labsvar.system_event e
JOIN labsvar.system s USING (system_id)
WHERE e.token_hash = %(token_hash)s
  AND NOT EXISTS (
      SELECT FROM labsvar.system_event newer
      WHERE newer.system_id = e.system_id AND newer.kind = 'token' AND newer.event_id > e.event_id)

-- version: The version of the register.
SELECT coalesce(max(event_id), 0) FROM labsvar.system_event

-- alone: Nobody else decides about sources until the transaction ends. The number is one of our own.
SELECT pg_advisory_xact_lock(5790000000006)

-- covered: The technical-stage letters that a system sent and a release covers, and none before it.
SELECT l.person_key, l.letter_id
FROM labsvar.arrival a
JOIN labsvar.letter l ON l.letter_id = a.letter_id
WHERE a.system_id = %(system_id)s AND a.state = 'stored' AND l.stage = 'technical'
  AND l.arrived_at >= %(since)s AND l.arrived_at < %(before)s
  AND (cardinality(%(clinics)s::text[]) = 0
       OR ltrim(convert_from(l.report, 'UTF8')::json -> 'sender' ->> 'identifier', '0') = ANY (%(clinics)s))
  AND NOT EXISTS (
      SELECT FROM labsvar.released_letter r
      WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id)

-- release: Letters that are released.
INSERT INTO labsvar.released_letter (person_key, letter_id, event_id, released_at)
SELECT person_key, letter_id, %(event_id)s, %(at)s
FROM unnest(%(persons)s::text[], %(letters)s::text[]) AS r (person_key, letter_id)
