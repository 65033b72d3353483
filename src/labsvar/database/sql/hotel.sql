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
       d.envelope_number,
       coalesce((SELECT max(r.at) FROM labsvar.resend r
                 WHERE r.letter_id = d.letter_id AND r.new_envelope = d.envelope_number), s.made_at) AS made_at,
       s.document, d.state, d.problem, d.attempts, d.changed_at
FROM labsvar.hotel_requisition q
LEFT JOIN labsvar.hotel_sending s USING (requisition_id)
LEFT JOIN labsvar.delivery d ON d.letter_id = s.letter_id
WHERE q.requisition_id = ANY (%(requisition_ids)s)
ORDER BY q.requisition_id DESC

-- events: What was done with requisitions, oldest first, each with the numbers that tubes got with it.
SELECT requisition_id, move, place, who, at, until, note,
       ARRAY(SELECT t.number FROM labsvar.hotel_tube t
             WHERE t.requisition_id = e.requisition_id AND t.sequence = e.sequence ORDER BY t.position) AS tubes
FROM labsvar.hotel_event e
WHERE requisition_id = ANY (%(requisition_ids)s)
ORDER BY requisition_id, sequence

-- happened: Something done; nothing when another was quicker.
INSERT INTO labsvar.hotel_event (requisition_id, sequence, move, place, who, at, until, note)
VALUES (%(requisition_id)s, %(sequence)s, %(move)s, %(place)s, %(who)s, %(at)s, %(until)s, %(note)s)
ON CONFLICT DO NOTHING
RETURNING sequence

-- labelled: Numbers that tubes got; gives those that no tube had before.
INSERT INTO labsvar.hotel_tube (requisition_id, sequence, position, number)
SELECT %(requisition_id)s, %(sequence)s, t.position, t.number
FROM unnest(%(tubes)s::text[]) WITH ORDINALITY AS t (number, position)
ON CONFLICT DO NOTHING
RETURNING number

-- number: A number of ours that was never used.
SELECT nextval('labsvar.own_number')

-- send: A letter to a laboratory, and its delivery.
WITH sent AS (
    INSERT INTO labsvar.hotel_sending (requisition_id, envelope_number, made_at, document)
    VALUES (%(requisition_id)s, %(envelope_number)s, %(made_at)s, %(document)s)
    RETURNING letter_id
)
INSERT INTO labsvar.delivery (letter_id, sender, envelope_number, letter_number, databank, state, changed_at)
SELECT letter_id, %(sender)s, %(envelope_number)s, %(letter_number)s, %(receiver)s, 'delivering', %(made_at)s
FROM sent

-- tried: What came of an attempt to deliver. A receipt that came in meanwhile has the last word.
UPDATE labsvar.delivery d
SET state = %(state)s, problem = %(problem)s, attempts = d.attempts + 1, changed_at = %(at)s
FROM labsvar.hotel_sending s
WHERE s.requisition_id = %(requisition_id)s AND d.letter_id = s.letter_id AND d.state IN ('delivering', 'late')
