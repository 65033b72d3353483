-- VANSEnvelopes: what was seen, what was answered, and how far those that we send have come.

-- known: What is stored that matters for envelopes that came in; the first column says of what kind.
SELECT 'envelope' AS kind, e.sender, e.envelope_identifier, e.message_identifier AS value,
       NULL::integer AS status, NULL::text AS emessage_id, NULL::bytea AS body, NULL::bytea AS beside
FROM unnest(%(envelope_senders)s::text[], %(envelopes)s::text[]) AS q (sender, envelope_identifier)
JOIN labsvar.vans_envelope e USING (sender, envelope_identifier)
UNION ALL
SELECT 'message', m.sender, m.message_identifier, m.content::text, m.status, m.emessage_id, m.body, m.beside
FROM unnest(%(message_senders)s::text[], %(messages)s::text[]) AS q (sender, message_identifier)
JOIN labsvar.vans_message m USING (sender, message_identifier)
UNION ALL
SELECT 'receipt', r.sender, r.envelope_identifier, NULL, NULL, NULL, NULL, NULL
FROM unnest(%(receipt_senders)s::text[], %(receipts)s::text[]) AS q (sender, envelope_identifier)
JOIN labsvar.vans_receipt r USING (sender, envelope_identifier)
UNION ALL
SELECT 'sent', NULL, s.envelope_identifier, NULL, NULL, NULL, NULL, NULL
FROM unnest(%(sent)s::text[]) AS q (envelope_identifier)
JOIN labsvar.vans_sent s USING (envelope_identifier)

-- store: What arrivals in envelopes leave behind. A receipt says how a letter of ours went; the first
-- one holds.
WITH messages AS (
    INSERT INTO labsvar.vans_message (
        sender, message_identifier, content, status, emessage_id, arrived_at, body, beside)
    SELECT sender, message_identifier, content, status, emessage_id, arrived_at, body, beside
    FROM ROWS FROM (
        json_to_recordset(%(messages)s::json) AS (
            sender text, message_identifier text, content bytea, status smallint, emessage_id text,
            arrived_at timestamptz),
        unnest(%(bodies)b::bytea[], %(besides)b::bytea[])
    ) AS r (sender, message_identifier, content, status, emessage_id, arrived_at, body, beside)
), envelopes AS (
    INSERT INTO labsvar.vans_envelope (sender, envelope_identifier, message_identifier, arrived_at)
    SELECT sender, envelope_identifier, message_identifier, arrived_at
    FROM json_to_recordset(%(envelopes)s::json) AS r (
        sender text, envelope_identifier text, message_identifier text, arrived_at timestamptz)
), answers AS (
    SELECT DISTINCT ON (s.letter_id) s.letter_id, r.kind, r.arrived_at
    FROM json_to_recordset(%(receipts)s::json) AS r (kind text, original_envelope text, arrived_at timestamptz)
    JOIN labsvar.vans_sent s ON s.envelope_identifier = r.original_envelope
    ORDER BY s.letter_id, r.arrived_at
), sendings AS (
    UPDATE labsvar.vans_sending s
    SET state = CASE a.kind WHEN 'PositiveMessage' THEN 'accepted' ELSE 'refused' END, due_at = NULL,
        changed_at = a.arrived_at
    FROM answers a
    WHERE a.letter_id = s.letter_id AND s.state NOT IN ('accepted', 'refused')
), deliveries AS (
    UPDATE labsvar.delivery d
    SET state = CASE a.kind WHEN 'PositiveMessage' THEN 'delivered' ELSE 'refused' END,
        problem = CASE a.kind WHEN 'PositiveMessage' THEN NULL ELSE a.kind END, changed_at = a.arrived_at
    FROM answers a
    WHERE a.letter_id = d.letter_id AND d.state IN ('delivering', 'late')
)
INSERT INTO labsvar.vans_receipt (
    sender, envelope_identifier, kind, original_envelope, matched, arrived_at)
SELECT sender, envelope_identifier, kind, original_envelope, matched, arrived_at
FROM json_to_recordset(%(receipts)s::json) AS r (
    sender text, envelope_identifier text, kind text, original_envelope text, matched boolean,
    arrived_at timestamptz)

-- begin: The first step of a letter that goes on in envelopes.
INSERT INTO labsvar.vans_sending (
    letter_id, message_identifier, state, attempts, taken, due_at, changed_at)
VALUES (%(letter_id)s, %(message_identifier)s, 'unsent', 0, 0, NULL, %(at)s)
ON CONFLICT (letter_id) DO NOTHING

-- locked: How far a letter has come; nobody else takes a step meanwhile.
SELECT message_identifier, state, attempts, taken, due_at
FROM labsvar.vans_sending
WHERE letter_id = %(letter_id)s
FOR UPDATE

-- stepped: How far it has come now.
UPDATE labsvar.vans_sending
SET state = %(state)s, attempts = %(attempts)s, taken = %(taken)s, due_at = %(due_at)s, changed_at = %(at)s
WHERE letter_id = %(letter_id)s

-- told: How the delivery stands, where no attempt was made.
UPDATE labsvar.delivery
SET state = %(state)s, problem = %(problem)s, changed_at = %(at)s
WHERE letter_id = %(letter_id)s AND state IN ('delivering', 'late')

-- sent: An envelope that is about to be sent, so that its receipt is known however soon it comes.
INSERT INTO labsvar.vans_sent (envelope_identifier, letter_id, sent_at)
VALUES (%(envelope_identifier)s, %(letter_id)s, %(at)s)
