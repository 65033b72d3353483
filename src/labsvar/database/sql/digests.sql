-- What stands in the ledger of everything stored: for each kind of entry the subjects and their digests, made
-- again as `labsvar.database.ledger` makes them: fields joined by chr(31), hashed by SHA-256. A statement has the
-- name of its kind.

-- letter: Letters, with their bytes and their result rows.
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

-- requisition: What requisitions are found by.
SELECT letter_id AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, letter_id, requester_number, array_to_string(sample_numbers, ','), sender, receiver,
    kind, stage, coalesce(given::text, ''), to_char(requested_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.requisition

-- emessage: Answered envelopes with their receipts.
SELECT emessage_id AS subject, sha256(convert_to(concat_ws(chr(31),
    sender, envelope_number, emessage_id, encode(content, 'hex'), status,
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    coalesce(encode(sha256(receipt), 'hex'), '')), 'UTF8')) AS digest
FROM labsvar.emessage

-- receipt: Receipts that came in.
SELECT sender || ' ' || receipt_number AS subject, sha256(convert_to(concat_ws(chr(31),
    sender, receipt_number, kind, original_sender, original_envelope,
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), encode(sha256(raw), 'hex')
    ), 'UTF8')) AS digest
FROM labsvar.incoming_receipt

-- look: Looks at a person's data.
SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, event_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), account,
    viewer_name, role, organisation, what, reason), 'UTF8')) AS digest
FROM labsvar.audit

-- withdrawal: Tombstones.
SELECT withdrawal_id AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, withdrawal_id, letter_id, coalesce(position::text, ''), withdrawn_by,
    to_char(withdrawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), reason), 'UTF8')) AS digest
FROM labsvar.withdrawal

-- system: Decisions about sending systems.
SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    event_id, system_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), kind,
    coalesce(encode(token_hash, 'hex'), ''), coalesce(gln, ''), coalesce(laboratory, ''),
    coalesce(sector, ''), coalesce(stage, ''), who, reason, body), 'UTF8')) AS digest
FROM labsvar.system_event

-- resend: Letters that were sent on again by hand.
SELECT resend_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    letter_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reason, sender,
    old_envelope, new_envelope), 'UTF8')) AS digest
FROM labsvar.resend

-- blocking: Blockings that were set or ended.
SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, event_id, entry_id, kind, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    actor, content), 'UTF8')) AS digest
FROM labsvar.blocking_event

-- mandate: Mandates of helpers that were registered or ended.
SELECT event_id AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, event_id, mandate_id, helper, kind,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), actor, content), 'UTF8')) AS digest
FROM labsvar.mandate_event

-- link: What was said and decided of links.
SELECT link_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, link_id, sequence, reference_id, other_key, kind,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reason, judged), 'UTF8')) AS digest
FROM labsvar.link_event

-- reception: What was noted of samples that arrived at a reference laboratory.
SELECT letter_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
    person_key, letter_id, sequence, kind,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, laboratory, number), 'UTF8')) AS digest
FROM labsvar.reference_reception

-- vans_message: Messages in VANSEnvelopes, with their answers.
SELECT sender || ' ' || message_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
    sender, message_identifier, encode(content, 'hex'), status, emessage_id,
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    encode(sha256(body), 'hex'), encode(sha256(beside), 'hex')), 'UTF8')) AS digest
FROM labsvar.vans_message

-- vans_envelope: VANSEnvelopes that were seen.
SELECT sender || ' ' || envelope_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
    sender, envelope_identifier, message_identifier,
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.vans_envelope

-- vans_receipt: Receipts that came in VANSEnvelopes.
SELECT sender || ' ' || envelope_identifier AS subject, sha256(convert_to(concat_ws(chr(31),
    sender, envelope_identifier, kind, original_envelope,
    to_char(arrived_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.vans_receipt

-- hub_row: Rows of laboratory cards.
SELECT concat_ws(' ', clinic, row_id, row_version) AS subject, sha256(convert_to(concat_ws(chr(31),
    encode(sha256(convert_to(content, 'UTF8')), 'hex'),
    encode(sha256(convert_to(body, 'UTF8')), 'hex'),
    to_char(received_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.hub_row

-- hub_outcome: What was decided about rows.
SELECT concat_ws(' ', clinic, row_id, row_version,
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), state) AS subject, sha256(convert_to(concat_ws(chr(31),
    encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
FROM labsvar.hub_outcome

-- hub_noted: Rows that are not kept.
SELECT concat_ws(' ', clinic, row_id, row_version, rules,
    CASE WHEN at > min(at) OVER (PARTITION BY clinic, row_id, row_version, rules)
        THEN to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') END
) AS subject, sha256(convert_to(concat_ws(chr(31),
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
FROM labsvar.hub_noted

-- hub_outgoing: Envelopes of the hub for the intake.
SELECT envelope_number AS subject, sha256(convert_to(concat_ws(chr(31),
    encode(sha256(convert_to(body, 'UTF8')), 'hex'),
    encode(sha256(convert_to(letters, 'UTF8')), 'hex')), 'UTF8')) AS digest
FROM labsvar.hub_outgoing

-- hub_handed: Envelopes of the hub that the intake has answered.
SELECT envelope_number AS subject, sha256(convert_to(concat_ws(chr(31),
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.hub_handed

-- hub_clinic: Clinics.
SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    encode(sha256(convert_to(clinic, 'UTF8')), 'hex'),
    encode(sha256(convert_to(body, 'UTF8')), 'hex'),
    encode(sha256(convert_to(who, 'UTF8')), 'hex'),
    encode(sha256(convert_to(reason, 'UTF8')), 'hex'),
    to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.hub_clinic

-- code_table: Versions of tables of codes.
SELECT name || ' ' || version AS subject, sha256(convert_to(concat_ws(chr(31),
    name, version, owner, made_by, to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), note,
    encode(sha256(convert_to(body, 'UTF8')), 'hex')), 'UTF8')) AS digest
FROM labsvar.code_table

-- code_table_step: Reviews and releases of versions of tables of codes.
SELECT name || ' ' || version || ' ' || step AS subject, sha256(convert_to(concat_ws(chr(31),
    name, version, step, who, reason, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US')), 'UTF8')) AS digest
FROM labsvar.code_table_step

-- npn_series: Series of national sample numbers.
SELECT series_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    series_id, lower(numbers), upper(numbers) - 1, origin, supplier, laboratory, department, account,
    coalesce(message_id, ''), to_char(drawn_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, note),
    'UTF8')) AS digest
FROM labsvar.npn_series

-- npn_release: Series of national sample numbers that were released.
SELECT series_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    series_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), who, reusable::text),
    'UTF8')) AS digest
FROM labsvar.npn_release

-- npn_connection: Decisions about who is connected to the service for national sample numbers.
SELECT event_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    event_id, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), change, who, reason),
    'UTF8')) AS digest
FROM labsvar.npn_connection

-- hotel_requisition: Requisitions on the hotel.
SELECT requisition_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    requisition_id, person_key, sender, letter_number, sample_number, place,
    to_char(uploaded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    to_char(expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), encode(sha256(admitted), 'hex')), 'UTF8')) AS digest
FROM labsvar.hotel_requisition

-- hotel_event: What was done with requisitions on the hotel.
SELECT requisition_id || ' ' || sequence AS subject, sha256(convert_to(concat_ws(chr(31),
    requisition_id, sequence, move, place, who, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    coalesce(to_char(until AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), ''), note), 'UTF8')) AS digest
FROM labsvar.hotel_event

-- hotel_tube: Numbers that tubes of requisitions on the hotel got.
SELECT concat_ws(' ', requisition_id, sequence, position) AS subject, sha256(convert_to(concat_ws(chr(31),
    requisition_id, sequence, position, number), 'UTF8')) AS digest
FROM labsvar.hotel_tube

-- hotel_sending: Letters from the hotel to laboratories.
SELECT requisition_id::text AS subject, sha256(convert_to(concat_ws(chr(31),
    requisition_id, envelope_number, to_char(made_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'),
    encode(sha256(document), 'hex')), 'UTF8')) AS digest
FROM labsvar.hotel_sending
