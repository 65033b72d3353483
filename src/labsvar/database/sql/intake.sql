-- The intake's statements: what is known of a batch, and storing what was decided. What is marked `b`
-- is sent in PostgreSQL's binary format; bytes as text would be twice as long.

-- known: What is stored that matters for a batch, as rows of one shape; the first column says of what kind.
SELECT 'version' AS kind, NULL::text AS a, NULL::text AS b, NULL::text AS c, NULL::text AS d,
       coalesce(max(event_id), 0) AS n, NULL::bytea AS bytes
FROM labsvar.system_event
UNION ALL
SELECT 'number', NULL, NULL, NULL, NULL, nextval('labsvar.own_number'), NULL
FROM generate_series(1, %(new_numbers)s::integer)
UNION ALL
SELECT 'envelope', e.sender, e.envelope_number, e.emessage_id, e.content::text, e.status, e.receipt
FROM unnest(%(envelope_senders)s::text[], %(envelope_numbers)s::text[]) AS q (sender, envelope_number)
JOIN labsvar.emessage e USING (sender, envelope_number)
UNION ALL
SELECT 'letter', l.sender, l.letter_number, l.letter_id, l.content::text, 0, NULL
FROM unnest(%(letter_senders)s::text[], %(letter_numbers)s::text[]) AS q (sender, letter_number)
JOIN labsvar.letter_number l USING (sender, letter_number)
UNION ALL
SELECT 'person', p.base_key, p.apart, p.surname, p.given_name, coalesce(held.letters, 0), NULL
FROM unnest(%(persons)s::text[]) AS q (base_key)
JOIN labsvar.person p USING (base_key)
LEFT JOIN LATERAL (
    SELECT l.sequence AS letters
    FROM labsvar.letter l
    WHERE l.person_key = p.base_key || CASE p.apart WHEN '' THEN '' ELSE '~' || p.apart END
    ORDER BY l.sequence DESC
    LIMIT 1
) held ON true
UNION ALL
SELECT 'request', a.base_key, a.requester_number, l.letter_id, NULL, 0, l.report
FROM (
    -- Seldom has another sender answered; only then are the answers fetched.
    SELECT q.base_key, q.requester_number, k.person_key
    FROM unnest(%(request_persons)s::text[], %(request_numbers)s::text[], %(request_senders)s::text[])
         AS q (base_key, requester_number, sender)
    JOIN labsvar.person p USING (base_key)
    CROSS JOIN LATERAL (
        SELECT p.base_key || CASE p.apart WHEN '' THEN '' ELSE '~' || p.apart END AS person_key) k
    WHERE EXISTS (
        SELECT FROM labsvar.letter o
        WHERE o.person_key = k.person_key AND o.requester_number = q.requester_number
          AND o.sample_number IS NOT NULL AND o.sender <> q.sender)
    OFFSET 0
) a
JOIN labsvar.letter l
  ON l.person_key = a.person_key AND l.requester_number = a.requester_number AND l.sample_number IS NOT NULL

-- known_rare: What is stored that matters for corrections and for receipts that came in.
SELECT 'sample' AS kind, q.base_key AS a, q.sample_number AS b, q.production_number AS c,
       l.report AS bytes
FROM unnest(%(sample_persons)s::text[], %(sample_numbers)s::text[], %(production_numbers)s::text[])
     AS q (base_key, sample_number, production_number)
JOIN labsvar.person p USING (base_key)
JOIN labsvar.letter l
  ON l.person_key = p.base_key || CASE p.apart WHEN '' THEN '' ELSE '~' || p.apart END
 AND l.sample_number = q.sample_number AND l.production_number = q.production_number
UNION ALL
SELECT 'receipt', r.sender, r.receipt_number, NULL, NULL::bytea
FROM unnest(%(receipt_senders)s::text[], %(receipt_numbers)s::text[]) AS q (sender, receipt_number)
JOIN labsvar.incoming_receipt r USING (sender, receipt_number)
UNION ALL
SELECT DISTINCT 'sent', d.sender, d.envelope_number, NULL, NULL::bytea
FROM unnest(%(sent_senders)s::text[], %(sent_envelopes)s::text[]) AS q (sender, envelope_number)
JOIN labsvar.delivery d USING (sender, envelope_number)
UNION ALL
SELECT DISTINCT 'sent', r.sender, r.old_envelope, NULL, NULL::bytea
FROM unnest(%(sent_senders)s::text[], %(sent_envelopes)s::text[]) AS q (sender, old_envelope)
JOIN labsvar.resend r USING (sender, old_envelope)

-- store: Everything a batch leaves behind, in one statement and so in one transaction.
WITH persons AS (
    INSERT INTO labsvar.person (base_key, apart, surname, given_name, first_seen)
    SELECT base_key, apart, surname, given_name, first_seen
    FROM json_to_recordset(%(persons)s::json) AS r (
        base_key text, apart text, surname text, given_name text, first_seen timestamptz)
), incoming AS (
    SELECT *
    FROM ROWS FROM (
        json_to_recordset(%(letters)s::json) AS (
            person_key text, letter_id text, sequence integer, sender text, letter_number text,
            envelope_number text, kind text, version text, databank text, destination text,
            stage text, sample_number text, requester_number text, production_number text,
            sampled_at timestamp, resulted_at timestamp, arrived_at timestamptz, content bytea),
        unnest(%(raws)b::bytea[], %(documents)b::bytea[], %(reports)b::bytea[], %(results)b::text[])
    ) AS r (
        person_key, letter_id, sequence, sender, letter_number, envelope_number, kind, version,
        databank, destination, stage, sample_number, requester_number, production_number,
        sampled_at, resulted_at, arrived_at, content, raw, document, report, results)
), letters AS (
    INSERT INTO labsvar.letter (
        person_key, letter_id, sequence, sender, letter_number, envelope_number, kind, version,
        databank, destination, stage, sample_number, requester_number, production_number,
        sampled_at, resulted_at, arrived_at, content, raw, document, report)
    SELECT person_key, letter_id, sequence, sender, letter_number, envelope_number, kind, version,
           databank, destination, stage, sample_number, requester_number, production_number,
           sampled_at, resulted_at, arrived_at, content, raw, document, report
    FROM incoming
), numbers AS (
    INSERT INTO labsvar.letter_number (sender, letter_number, content, letter_id)
    SELECT sender, letter_number, content, letter_id FROM incoming
), results AS (
    -- The rows come as the text that the ledger's digest is made of: chr(30) between rows, chr(31)
    -- between fields.
    INSERT INTO labsvar.result (
        person_key, letter_id, position, code, code_type, code_responsible, producer_code, databank,
        sampled_at, status, value, unit)
    SELECT i.person_key, i.letter_id, f[1]::smallint, f[2], f[3], f[4], f[5], f[6],
           f[7]::timestamp, f[8]::smallint, f[9], f[10]
    FROM incoming i,
         unnest(string_to_array(i.results, chr(30))) AS line,
         string_to_array(line, chr(31)) AS f
), emessages AS (
    INSERT INTO labsvar.emessage (
        sender, envelope_number, emessage_id, content, status, receipt, receipt_wanted, letters,
        stored, refused, system_id, channel, arrived_at)
    SELECT sender, envelope_number, emessage_id, content, status, receipt, receipt_wanted, letters,
           stored, refused, system_id, channel, arrived_at
    FROM ROWS FROM (
        json_to_recordset(%(emessages)s::json) AS (
            sender text, envelope_number text, emessage_id text, content bytea, status smallint,
            receipt_wanted boolean, letters integer, stored integer, refused integer,
            system_id bigint, channel text, arrived_at timestamptz),
        unnest(%(receipts)b::bytea[])
    ) AS r (
        sender, envelope_number, emessage_id, content, status, receipt_wanted, letters, stored,
        refused, system_id, channel, arrived_at, receipt)
), arrivals AS (
    INSERT INTO labsvar.arrival (
        at, state, channel, system_id, emessage_id, position, sender, receiver, kind, version,
        letter_number, envelope_number, sample_number, requester_number, databank, letter_id, findings)
    SELECT at, state, channel, system_id, emessage_id, position, sender, receiver, kind, version,
           letter_number, envelope_number, sample_number, requester_number, databank, letter_id, findings
    FROM json_to_recordset(%(arrivals)s::json) AS r (
        at timestamptz, state text, channel text, system_id bigint, emessage_id text,
        position integer, sender text, receiver text, kind text, version text, letter_number text,
        envelope_number text, sample_number text, requester_number text, databank text,
        letter_id text, findings json)
)
INSERT INTO labsvar.ledger (lane, position, day, at, kind, subject, digest, previous, hash)
SELECT lane, position, day, at, kind, subject, digest, previous, hash
FROM json_to_recordset(%(ledger)s::json) AS r (
    lane bigint, position bigint, day date, at timestamptz, kind text, subject text, digest bytea,
    previous bytea, hash bytea)

-- store_rare: What few batches leave behind beside that: requisitions, alarms, receipts that came in,
-- deliveries.
WITH requisitions AS (
    INSERT INTO labsvar.requisition (
        person_key, letter_id, requester_number, sample_numbers, sender, receiver, kind, stage, given,
        requested_at, arrived_at)
    SELECT person_key, letter_id, requester_number, sample_numbers, sender, receiver, kind, stage, given,
           requested_at, arrived_at
    FROM json_to_recordset(%(requisitions)s::json) AS r (
        person_key text, letter_id text, requester_number text, sample_numbers text[], sender text,
        receiver text, kind text, stage text, given boolean, requested_at timestamp, arrived_at timestamptz)
), alarms AS (
    INSERT INTO labsvar.alarm (at, kind, sender, letter_id, number, position)
    SELECT at, kind, sender, letter_id, number, position
    FROM json_to_recordset(%(alarms)s::json) AS r (
        at timestamptz, kind text, sender text, letter_id text, number text, position integer)
), incoming AS (
    INSERT INTO labsvar.incoming_receipt (
        sender, receipt_number, kind, original_sender, original_envelope, letter_numbers, matched,
        arrived_at, raw)
    SELECT sender, receipt_number, kind, original_sender, original_envelope, letter_numbers, matched,
           arrived_at, raw
    FROM ROWS FROM (
        json_to_recordset(%(incoming)s::json) AS (
            sender text, receipt_number text, kind text, original_sender text,
            original_envelope text, letter_numbers text[], matched boolean, arrived_at timestamptz),
        unnest(%(incoming_raws)b::bytea[])
    ) AS r (
        sender, receipt_number, kind, original_sender, original_envelope, letter_numbers, matched,
        arrived_at, raw)
), answered AS (
    -- A receipt for a letter that we passed on says how it went.
    UPDATE labsvar.delivery d
    SET state = CASE r.kind WHEN 'XCTL03' THEN 'delivered' WHEN 'XCTL02' THEN 'refused' ELSE 'late' END,
        problem = CASE r.kind WHEN 'XCTL03' THEN NULL ELSE r.kind END, changed_at = r.arrived_at
    FROM json_to_recordset(%(incoming)s::json) AS r (
        kind text, original_sender text, original_envelope text, arrived_at timestamptz)
    WHERE d.sender = r.original_sender AND d.envelope_number = r.original_envelope
), answered_before AS (
    -- A letter that was sent on again is there, too, when the envelope before was accepted after all.
    UPDATE labsvar.delivery d
    SET state = 'delivered', problem = NULL, changed_at = r.arrived_at
    FROM json_to_recordset(%(incoming)s::json) AS r (
        kind text, original_sender text, original_envelope text, arrived_at timestamptz)
    JOIN labsvar.resend s ON s.sender = r.original_sender AND s.old_envelope = r.original_envelope
    WHERE d.letter_id = s.letter_id AND r.kind = 'XCTL03' AND s.old_envelope <> d.envelope_number
)
INSERT INTO labsvar.delivery (
    letter_id, sender, envelope_number, letter_number, databank, state, changed_at)
SELECT letter_id, sender, envelope_number, letter_number, databank, state, changed_at
FROM json_to_recordset(%(deliveries)s::json) AS r (
    letter_id text, sender text, envelope_number text, letter_number text, databank text, state text,
    changed_at timestamptz)
