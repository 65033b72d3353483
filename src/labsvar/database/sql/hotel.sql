-- The requisition hotel. Rows are added and never changed.

-- add: A new requisition; gives its number, or nothing when a number is used.
INSERT INTO labsvar.hotel_requisition (
    person_key, sender, letter_number, sample_number, place, uploaded_at, expires_at, admitted)
VALUES (%(person_key)s, %(sender)s, %(letter_number)s, %(sample_number)s, %(place)s, %(uploaded_at)s,
        %(expires_at)s, %(admitted)s)
ON CONFLICT DO NOTHING
RETURNING requisition_id

-- known: The requisitions of a sender with the number of a letter or a sample.
SELECT requisition_id
FROM labsvar.hotel_requisition
WHERE sender = %(sender)s AND letter_number = %(letter_number)s
UNION
SELECT requisition_id
FROM labsvar.hotel_requisition
WHERE sender = %(sender)s AND sample_number = %(sample_number)s

-- of_person: The numbers of a person's requisitions, newest first.
SELECT requisition_id FROM labsvar.hotel_requisition WHERE person_key = %(person_key)s ORDER BY requisition_id DESC

-- of_sample: The numbers of the requisitions with a sample's number, newest first.
SELECT requisition_id FROM labsvar.hotel_requisition WHERE sample_number = %(sample_number)s
ORDER BY requisition_id DESC

-- read: Requisitions with how their letters to laboratories fare, newest first.
SELECT q.requisition_id, q.admitted, q.place, q.uploaded_at, q.expires_at,
       s.envelope_number, s.made_at, s.document, a.state, a.problem, coalesce(a.attempt, 0), a.at
FROM labsvar.hotel_requisition q
LEFT JOIN labsvar.hotel_sending s USING (requisition_id)
LEFT JOIN LATERAL (
    SELECT attempt, state, problem, at
    FROM labsvar.hotel_attempt
    WHERE requisition_id = q.requisition_id
    ORDER BY attempt DESC
    LIMIT 1
) a ON true
WHERE q.requisition_id = ANY (%(requisition_ids)s)
ORDER BY q.requisition_id DESC

-- events: What was done with requisitions, oldest first.
SELECT requisition_id, move, place, who, at, until, note
FROM labsvar.hotel_event
WHERE requisition_id = ANY (%(requisition_ids)s)
ORDER BY requisition_id, sequence

-- happened: Something done; nothing when another was quicker.
INSERT INTO labsvar.hotel_event (requisition_id, sequence, move, place, who, at, until, note)
VALUES (%(requisition_id)s, %(sequence)s, %(move)s, %(place)s, %(who)s, %(at)s, %(until)s, %(note)s)
ON CONFLICT DO NOTHING
RETURNING sequence

-- number: A number of ours that was never used.
SELECT nextval('labsvar.own_number')

-- send: A letter to a laboratory.
INSERT INTO labsvar.hotel_sending (requisition_id, envelope_number, made_at, document)
VALUES (%(requisition_id)s, %(envelope_number)s, %(made_at)s, %(document)s)

-- tried: What came of an attempt to deliver.
INSERT INTO labsvar.hotel_attempt (requisition_id, attempt, at, state, problem)
SELECT %(requisition_id)s, coalesce(max(attempt), 0) + 1, %(at)s, %(state)s, %(problem)s
FROM labsvar.hotel_attempt
WHERE requisition_id = %(requisition_id)s
