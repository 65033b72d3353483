-- The hub: rows, outcomes, envelopes for the intake.

-- lock: Nobody else decides about rows of these clinics until the transaction ends.
SELECT pg_advisory_xact_lock(hashtextextended('hub ' || clinic, 0))
FROM (SELECT unnest(%(clinics)s::text[]) AS clinic ORDER BY 1) q

-- contents: The versions of rows that were taken.
SELECT r.clinic, r.row_id, r.row_version, r.content
FROM unnest(%(clinics)s::text[], %(rows)s::text[]) AS q (clinic, row_id)
JOIN labsvar.hub_row r USING (clinic, row_id)

-- outcomes: What was decided about rows, in its order.
SELECT o.clinic, o.row_id, o.body
FROM unnest(%(clinics)s::text[], %(rows)s::text[]) AS q (clinic, row_id)
JOIN labsvar.hub_outcome o USING (clinic, row_id)
ORDER BY o.outcome_id

-- write: Everything a file of rows leaves behind.
WITH records AS (
    INSERT INTO labsvar.hub_row (clinic, row_id, row_version, content, body, system_id, received_at)
    SELECT clinic, row_id, row_version, content, body, system_id, received_at
    FROM json_to_recordset(%(records)s::json) AS r (
        clinic text, row_id text, row_version integer, content text, body text, system_id integer,
        received_at timestamptz)
), outcomes AS (
    INSERT INTO labsvar.hub_outcome (clinic, row_id, row_version, state, at, body)
    SELECT clinic, row_id, row_version, state, at, body
    FROM ROWS FROM (json_to_recordset(%(outcomes)s::json) AS (
        clinic text, row_id text, row_version integer, state text, at timestamptz, body text))
        WITH ORDINALITY AS r (clinic, row_id, row_version, state, at, body, place)
    ORDER BY place
)
INSERT INTO labsvar.hub_outgoing (envelope_number, body, letters)
SELECT envelope_number, body, letters
FROM ROWS FROM (json_to_recordset(%(outgoing)s::json) AS (envelope_number text, body text, letters text))
    WITH ORDINALITY AS r (envelope_number, body, letters, place)
ORDER BY place

-- note: Rows that are not kept, each once, but requests each time; gives what was noted, and whether again.
WITH noted AS (
    SELECT r.*, EXISTS (
        SELECT FROM labsvar.hub_noted n
        WHERE n.clinic = r.clinic AND n.row_id = r.row_id AND n.row_version = r.row_version AND n.rules = r.rules
    ) AS again
    FROM json_to_recordset(%(noted)s::json) AS r (
        clinic text, row_id text, row_version text, rules text, at timestamptz, body text, each_time boolean)
), fresh AS (
    INSERT INTO labsvar.hub_noted (clinic, row_id, row_version, rules, at, body)
    SELECT clinic, row_id, row_version, rules, at, body FROM noted WHERE each_time OR NOT again
    ON CONFLICT DO NOTHING
    RETURNING clinic, row_id, row_version, rules, at, body
)
SELECT DISTINCT clinic, row_id, row_version, rules, at, fresh.body, again
FROM fresh JOIN noted USING (clinic, row_id, row_version, rules, at)

-- outbox: Envelopes that the intake has not answered, oldest first.
SELECT o.body, o.letters
FROM labsvar.hub_outgoing o
WHERE NOT EXISTS (SELECT FROM labsvar.hub_handed h WHERE h.envelope_number = o.envelope_number)
ORDER BY o.outgoing_id

-- handed: The intake has answered an envelope.
INSERT INTO labsvar.hub_handed (envelope_number, at) VALUES (%(envelope_number)s, %(at)s)
ON CONFLICT DO NOTHING

-- standing: The newest outcome of each row of a clinic in some states, newest first.
SELECT body FROM (
    SELECT DISTINCT ON (o.row_id) o.state, o.at, o.body
    FROM labsvar.hub_outcome o
    WHERE o.clinic = %(clinic)s
    ORDER BY o.row_id, o.row_version DESC, o.outcome_id DESC
) newest
WHERE state = ANY (%(states)s)
ORDER BY at DESC
LIMIT %(limit)s

-- noted: The rows of a clinic that are not kept, newest first; what was noted again, as it was last.
SELECT body FROM (
    SELECT DISTINCT ON (row_id, row_version, rules) at, body
    FROM labsvar.hub_noted WHERE clinic = %(clinic)s
    ORDER BY row_id, row_version, rules, at DESC
) AS n
ORDER BY at DESC LIMIT %(limit)s

-- waiting: Rows of a clinic by their keys.
SELECT r.clinic, r.row_id, r.row_version, r.content, r.body, r.system_id, r.received_at
FROM unnest(%(rows)s::text[], %(versions)s::integer[]) AS q (row_id, row_version)
JOIN labsvar.hub_row r ON r.clinic = %(clinic)s AND r.row_id = q.row_id AND r.row_version = q.row_version
ORDER BY r.received_at, r.row_id

-- clinics: Every clinic as it stands now.
SELECT DISTINCT ON (clinic) body FROM labsvar.hub_clinic ORDER BY clinic, event_id DESC

-- clinic: A word about a clinic; gives its number.
INSERT INTO labsvar.hub_clinic (clinic, body, who, reason, at)
VALUES (%(clinic)s, %(body)s, %(who)s, %(reason)s, %(at)s)
RETURNING event_id
