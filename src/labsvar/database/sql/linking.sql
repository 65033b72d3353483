-- Links between answers. Rows are added and never changed.

-- alone: One linker at a time; two would say the same twice.
SELECT pg_advisory_xact_lock(5790000000009)

-- taken: The letters that came last of those that wait; they wait no longer.
DELETE FROM labsvar.link_waiting
WHERE place IN (SELECT place FROM labsvar.link_waiting ORDER BY place DESC LIMIT %(most)s)
RETURNING letter_id

-- again: Every letter of some kinds waits again.
INSERT INTO labsvar.link_waiting (letter_id)
SELECT l.letter_id
FROM labsvar.letter l
WHERE l.kind = ANY (%(kinds)s) AND l.destination IS NULL
  AND NOT EXISTS (SELECT FROM labsvar.link_waiting w WHERE w.letter_id = l.letter_id)
ORDER BY l.letter_id

-- all: The letters of some kinds.
SELECT letter_id FROM labsvar.letter WHERE kind = ANY (%(kinds)s) AND destination IS NULL ORDER BY letter_id

-- letters: Letters with what was kept of them, and whether they were withdrawn as a whole; a FHIR document is none.
SELECT l.document, l.report, EXISTS (
    SELECT FROM labsvar.withdrawal w
    WHERE w.person_key = l.person_key AND w.letter_id = l.letter_id AND w.position IS NULL)
FROM labsvar.letter l
WHERE l.letter_id = ANY (%(letter_ids)s) AND l.destination IS NULL AND NOT starts_with(l.kind, 'FHIR-')
ORDER BY l.letter_id

-- keep: The keys of letters.
INSERT INTO labsvar.link_key (person_key, letter_id, key)
SELECT * FROM unnest(%(person_keys)s::text[], %(letter_ids)s::text[], %(keys)s::text[])
ON CONFLICT DO NOTHING

-- found: The letters that are kept under some keys.
SELECT DISTINCT letter_id FROM labsvar.link_key WHERE key = ANY (%(keys)s)

-- add: An event of a link; nothing when another came between.
INSERT INTO labsvar.link_event (
    person_key, link_id, sequence, reference_id, other_key, kind, at, who, reason, judged)
VALUES (%(person_key)s, %(link_id)s, %(sequence)s, %(reference_id)s, %(other_key)s, %(kind)s, %(at)s,
        %(who)s, %(reason)s, %(judged)s)
ON CONFLICT DO NOTHING
RETURNING link_id

-- of_references: The events of the links of some reference answers.
SELECT link_id, kind, at, who, reason, judged
FROM labsvar.link_event
WHERE reference_id = ANY (%(reference_ids)s)
ORDER BY link_id, sequence

-- of_link: The events of one link.
SELECT link_id, kind, at, who, reason, judged
FROM labsvar.link_event
WHERE link_id = %(link_id)s
ORDER BY sequence

-- of_person: The events of the links with an answer about a person.
SELECT e.link_id, e.kind, e.at, e.who, e.reason, e.judged
FROM labsvar.link_event e
WHERE e.link_id IN (
    SELECT link_id FROM labsvar.link_event WHERE person_key = %(person_key)s
    UNION SELECT link_id FROM labsvar.link_event WHERE other_key = %(person_key)s)
ORDER BY e.link_id, e.sequence

-- in_states: The events of the links that are in some states; a decision counts before what the linker says.
WITH state AS (
    SELECT link_id,
        (array_agg(kind ORDER BY sequence DESC)
            FILTER (WHERE kind IN ('linked', 'proposed', 'dropped')))[1] AS said,
        nullif((array_agg(kind ORDER BY sequence DESC)
            FILTER (WHERE kind IN ('accepted', 'rejected', 'undone')))[1], 'undone') AS decided
    FROM labsvar.link_event
    GROUP BY link_id
)
SELECT e.link_id, e.kind, e.at, e.who, e.reason, e.judged
FROM state s
JOIN labsvar.link_event e USING (link_id)
WHERE coalesce(s.decided, s.said) = ANY (%(states)s)
ORDER BY e.link_id, e.sequence
