-- Compares everything stored with the ledger. Each of these gives only what is wrong: the subject, and
-- `missing` (in the ledger and not stored), `added` (stored and not in the ledger) or `altered`.
-- Digests are made as `labsvar.database.ledger` makes them: fields joined by chr(31), hashed by SHA-256.

-- chain: The whole ledger, lane by lane.
SELECT lane, position, at, kind, subject, digest, previous, hash FROM labsvar.ledger ORDER BY lane, position

-- letter: Letters, with their bytes and their result rows.
WITH stored AS (
    SELECT l.letter_id AS subject, sha256(convert_to(concat_ws(chr(31),
        l.person_key, l.letter_id, l.sequence, l.sender, l.letter_number, l.envelope_number, l.kind,
        l.version, l.databank, coalesce(l.destination, ''), l.stage, coalesce(l.sample_number, ''),
        coalesce(l.requester_number, ''), coalesce(l.production_number, ''),
        coalesce(to_char(l.sampled_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), ''),
        coalesce(to_char(l.resulted_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), ''),
        to_char(l.arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        encode(l.content, 'hex'), encode(sha256(l.raw), 'hex'), encode(sha256(l.document), 'hex'),
        encode(sha256(l.report), 'hex'), encode(sha256(convert_to(coalesce(r.rows, ''), 'UTF8')), 'hex')
        ), 'UTF8')) AS digest
    FROM labsvar.letter l
    LEFT JOIN LATERAL (
        SELECT string_agg(concat_ws(chr(31),
            r.position, r.code, r.code_type, r.code_responsible, r.producer_code, r.databank,
            to_char(r.sampled_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'), r.status, r.value, r.unit),
            chr(30) ORDER BY r.position) AS rows
        FROM labsvar.result r
        WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id
    ) r ON true
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'letter') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- result: Result rows of no letter.
SELECT r.letter_id || ' ' || r.position, 'added'
FROM labsvar.result r
WHERE NOT EXISTS (
    SELECT FROM labsvar.letter l WHERE l.person_key = r.person_key AND l.letter_id = r.letter_id)

-- requisition: What requisitions are found by.
WITH stored AS (
    SELECT letter_id AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, letter_id, requester_number, array_to_string(sample_numbers, ','), sender, receiver,
        kind, stage, coalesce(given::text, ''), to_char(requested_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.requisition
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'requisition') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- letter_number: Letter numbers that no letter has, and letters without their number.
SELECT coalesce(n.letter_id, l.letter_id), CASE WHEN n.letter_id IS NULL THEN 'missing' ELSE 'added' END
FROM labsvar.letter_number n
FULL JOIN labsvar.letter l
  ON l.letter_id = n.letter_id AND l.sender = n.sender AND l.letter_number = n.letter_number
 AND l.content = n.content
WHERE n.letter_id IS NULL OR l.letter_id IS NULL

-- emessage: Answered envelopes with their receipts.
WITH stored AS (
    SELECT emessage_id AS subject, sha256(convert_to(concat_ws(chr(31),
        sender, envelope_number, emessage_id, encode(content, 'hex'), status,
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(encode(sha256(receipt), 'hex'), '')), 'UTF8')) AS digest
    FROM labsvar.emessage
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'emessage') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- receipt: Receipts that came in.
WITH stored AS (
    SELECT sender || ' ' || receipt_number AS subject, sha256(convert_to(concat_ws(chr(31),
        sender, receipt_number, kind, original_sender, original_envelope,
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), encode(sha256(raw), 'hex')
        ), 'UTF8')) AS digest
    FROM labsvar.incoming_receipt
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'receipt') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- person: Persons who are not named as in their first letter, or have none. The subject is that letter's
-- id, since the person's number is nobody's business here.
SELECT coalesce(l.letter_id, 'no letter'), CASE WHEN l.letter_id IS NULL THEN 'added' ELSE 'altered' END
FROM labsvar.person p
LEFT JOIN labsvar.letter l
  ON l.sequence = 1
 AND l.person_key = p.base_key || CASE p.apart WHEN '' THEN '' ELSE '~' || p.apart END
CROSS JOIN LATERAL (SELECT convert_from(l.report, 'UTF8')::json AS report) r
WHERE l.letter_id IS NULL
   OR (p.surname, p.given_name) IS DISTINCT FROM
      (r.report ->> 'person_surname', r.report ->> 'person_given_name')

-- look: Looks at a person's data.
WITH stored AS (
    SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, event_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), account,
        viewer_name, role, organisation, what, reason), 'UTF8')) AS digest
    FROM labsvar.audit
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'look') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- withdrawal: Tombstones.
WITH stored AS (
    SELECT withdrawal_id AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, withdrawal_id, letter_id, coalesce(position::text, ''), withdrawn_by,
        to_char(withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), reason), 'UTF8')) AS digest
    FROM labsvar.withdrawal
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'withdrawal') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- system: Decisions about sending systems.
WITH stored AS (
    SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        event_id, system_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), kind,
        coalesce(encode(token_hash, 'hex'), ''), coalesce(gln, ''), coalesce(laboratory, ''),
        coalesce(sector, ''), coalesce(stage, ''), who, reason, body), 'UTF8')) AS digest
    FROM labsvar.system_event
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'system') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- release: Letters of the technical stage that are shown, held against what was confirmed.
WITH confirmed AS (
    SELECT event_id, (body::json ->> 'letters')::integer AS letters, body::json ->> 'digest' AS digest
    FROM labsvar.system_event
    WHERE kind = 'release_confirmed'
), shown AS (
    SELECT event_id, count(*) AS letters,
           encode(sha256(convert_to(string_agg(letter_id, chr(10) ORDER BY letter_id COLLATE "C"), 'UTF8')),
                  'hex') AS digest
    FROM labsvar.released_letter
    GROUP BY event_id
)
SELECT event_id::text,
       CASE WHEN c.event_id IS NULL THEN 'added' WHEN s.event_id IS NULL THEN 'missing' ELSE 'altered' END
FROM confirmed c
FULL JOIN shown s USING (event_id)
WHERE c.event_id IS NULL OR c.letters <> coalesce(s.letters, 0) OR (c.letters > 0 AND c.digest <> s.digest)

-- resend: Letters that were sent on again by hand.
WITH stored AS (
    SELECT resend_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        letter_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reason, sender,
        old_envelope, new_envelope), 'UTF8')) AS digest
    FROM labsvar.resend
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'resend') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- blocking: Blockings that were set or ended.
WITH stored AS (
    SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, event_id, entry_id, kind, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        actor, content), 'UTF8')) AS digest
    FROM labsvar.blocking_event
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'blocking') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- mandate: Mandates of helpers that were registered or ended.
WITH stored AS (
    SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, event_id, mandate_id, helper, kind,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, content), 'UTF8')) AS digest
    FROM labsvar.mandate_event
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'mandate') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- link: What was said and decided of links.
WITH stored AS (
    SELECT link_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, link_id, sequence, reference_id, other_key, kind,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reason, judged), 'UTF8')) AS digest
    FROM labsvar.link_event
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'link') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- reception: What was noted of samples that arrived at a reference laboratory.
WITH stored AS (
    SELECT letter_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
        person_key, letter_id, sequence, kind,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, laboratory, number), 'UTF8')) AS digest
    FROM labsvar.reference_reception
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'reception') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- vans_message: Messages in VANSEnvelopes, with their answers.
WITH stored AS (
    SELECT sender || ' ' || message_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
        sender, message_identifier, encode(content, 'hex'), status, emessage_id,
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        encode(sha256(body), 'hex'), encode(sha256(beside), 'hex')), 'UTF8')) AS digest
    FROM labsvar.vans_message
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'vans_message') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- vans_envelope: VANSEnvelopes that were seen.
WITH stored AS (
    SELECT sender || ' ' || envelope_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
        sender, envelope_identifier, message_identifier,
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.vans_envelope
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'vans_envelope') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- vans_receipt: Receipts that came in VANSEnvelopes.
WITH stored AS (
    SELECT sender || ' ' || envelope_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
        sender, envelope_identifier, kind, original_envelope,
        to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.vans_receipt
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'vans_receipt') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_row: Rows of laboratory cards.
WITH stored AS (
    SELECT concat_ws(' ', clinic, row_id, row_version) AS subject, sha256(convert_to(concat_ws(chr(31),
        encode(sha256(convert_to(content, 'UTF8')), 'hex'),
        encode(sha256(convert_to(body, 'UTF8')), 'hex'),
        to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.hub_row
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_row') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_outcome: What was decided about rows.
WITH stored AS (
    SELECT concat_ws(' ', clinic, row_id, row_version,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), state) AS subject, sha256(convert_to(concat_ws(chr(31),
        encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
    FROM labsvar.hub_outcome
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_outcome') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_noted: Rows that are not kept.
WITH stored AS (
    SELECT concat_ws(' ', clinic, row_id, row_version, rules,
        CASE WHEN at > min(at) OVER (PARTITION BY clinic, row_id, row_version, rules)
            THEN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') END
    ) AS subject, sha256(convert_to(concat_ws(chr(31),
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
    FROM labsvar.hub_noted
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_noted') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_outgoing: Envelopes of the hub for the intake.
WITH stored AS (
    SELECT envelope_number AS subject, sha256(convert_to(concat_ws(chr(31),
        encode(sha256(convert_to(body, 'UTF8')), 'hex'),
        encode(sha256(convert_to(letters, 'UTF8')), 'hex')), 'UTF8')) AS digest
    FROM labsvar.hub_outgoing
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_outgoing') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_handed: Envelopes of the hub that the intake has answered.
WITH stored AS (
    SELECT envelope_number AS subject, sha256(convert_to(concat_ws(chr(31),
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.hub_handed
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_handed') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hub_clinic: Clinics.
WITH stored AS (
    SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        encode(sha256(convert_to(clinic, 'UTF8')), 'hex'),
        encode(sha256(convert_to(body, 'UTF8')), 'hex'),
        encode(sha256(convert_to(who, 'UTF8')), 'hex'),
        encode(sha256(convert_to(reason, 'UTF8')), 'hex'),
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.hub_clinic
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hub_clinic') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- code_table: Versions of tables of codes.
WITH stored AS (
    SELECT name || ' ' || version AS subject, sha256(convert_to(concat_ws(chr(31),
        name, version, owner, made_by, to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), note,
        encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
    FROM labsvar.code_table
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'code_table') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- code_table_step: Reviews and releases of versions of tables of codes.
WITH stored AS (
    SELECT name || ' ' || version || ' ' || step AS subject, sha256(convert_to(concat_ws(chr(31),
        name, version, step, who, reason, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
    FROM labsvar.code_table_step
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'code_table_step') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- npn_series: Series of national sample numbers.
WITH stored AS (
    SELECT series_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        series_id, lower(numbers), upper(numbers) - 1, origin, supplier, laboratory, department, account,
        coalesce(message_id, ''), to_char(drawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, note),
        'UTF8')) AS digest
    FROM labsvar.npn_series
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'npn_series') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- npn_release: Series of national sample numbers that were released.
WITH stored AS (
    SELECT series_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        series_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reusable::text),
        'UTF8')) AS digest
    FROM labsvar.npn_release
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'npn_release') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- npn_connection: Decisions about who is connected to the service for national sample numbers.
WITH stored AS (
    SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        event_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), change, who, reason),
        'UTF8')) AS digest
    FROM labsvar.npn_connection
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'npn_connection') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hotel_requisition: Requisitions on the hotel.
WITH stored AS (
    SELECT requisition_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        requisition_id, person_key, sender, letter_number, sample_number, place,
        to_char(uploaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), encode(sha256(admitted), 'hex')), 'UTF8')) AS digest
    FROM labsvar.hotel_requisition
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hotel_requisition') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hotel_event: What was done with requisitions on the hotel.
WITH stored AS (
    SELECT requisition_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
        requisition_id, sequence, move, place, who, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        coalesce(to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), ''), note), 'UTF8')) AS digest
    FROM labsvar.hotel_event
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hotel_event') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hotel_tube: Numbers that tubes of requisitions on the hotel got.
WITH stored AS (
    SELECT concat_ws(' ', requisition_id, sequence, position) AS subject, sha256(convert_to(concat_ws(chr(31),
        requisition_id, sequence, position, number), 'UTF8')) AS digest
    FROM labsvar.hotel_tube
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hotel_tube') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- hotel_sending: Letters from the hotel to laboratories.
WITH stored AS (
    SELECT requisition_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
        requisition_id, envelope_number, to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        encode(sha256(document), 'hex')), 'UTF8')) AS digest
    FROM labsvar.hotel_sending
)
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM stored s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = 'hotel_sending') g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest
