-- Letters that go on to a databank at another installation.

-- outgoing: A letter that is still to be delivered.
SELECT d.letter_id, d.databank, d.envelope_number, l.document,
       substring(l.raw FROM 1 FOR 4096) AS start, d.attempts,
       coalesce((SELECT max(r.at) FROM labsvar.resend r
                 WHERE r.letter_id = d.letter_id AND r.new_envelope = d.envelope_number
                   AND r.old_envelope <> r.new_envelope), l.arrived_at) AS made_at
FROM labsvar.delivery d
JOIN labsvar.letter l USING (letter_id)
WHERE d.letter_id = %(letter_id)s AND d.state IN ('delivering', 'late')

-- tried: What came of an attempt. A receipt that came in meanwhile has the last word.
UPDATE labsvar.delivery
SET state = %(state)s, problem = %(problem)s, attempts = attempts + 1, changed_at = %(at)s
WHERE letter_id = %(letter_id)s AND state IN ('delivering', 'late')

-- listed: The columns of a listed delivery. Nothing of it is about a person. A letter from the requisition hotel is
-- that of the requisition `from_hotel`, which was sampled at `place`.
SELECT d.delivery_id, d.letter_id, d.sender, d.envelope_number, d.letter_number, d.databank, d.state,
       d.attempts, d.problem, d.changed_at, coalesce(l.arrived_at, h.made_at) AS arrived_at,
       coalesce(l.kind, 'REQ01') AS kind,
       coalesce(l.version, substr(convert_from(h.document, 'UTF8')::json -> 'Letter' ->> 'VersionCode', 2)) AS version,
       h.requisition_id AS from_hotel, e.place
FROM labsvar.delivery d
LEFT JOIN labsvar.letter l USING (letter_id)
LEFT JOIN labsvar.hotel_sending h USING (letter_id)
LEFT JOIN labsvar.hotel_event e ON e.requisition_id = h.requisition_id AND e.move = 'sample'

-- counted: How many letters are in each state but delivered.
SELECT state, count(*) FROM labsvar.delivery WHERE state IN ('delivering', 'late', 'refused') GROUP BY state

-- locked: A delivery that is to be sent on again; nobody else does so meanwhile.
SELECT d.letter_id, d.sender, d.envelope_number, d.state,
       EXISTS (SELECT FROM labsvar.vans_sending v WHERE v.letter_id = d.letter_id) AS enveloped,
       (SELECT h.requisition_id FROM labsvar.hotel_sending h WHERE h.letter_id = d.letter_id) AS from_hotel
FROM labsvar.delivery d
WHERE d.delivery_id = %(delivery_id)s
FOR UPDATE OF d

-- number: A number of ours that was never used.
SELECT nextval('labsvar.own_number')

-- again: A delivery that begins anew, under the number of its envelope.
UPDATE labsvar.delivery
SET state = 'delivering', problem = NULL, attempts = 0, envelope_number = %(new_envelope)s, changed_at = %(at)s
WHERE delivery_id = %(delivery_id)s

-- again_enveloped: The message of a letter in a VANSEnvelope is sent again, in a new envelope.
UPDATE labsvar.vans_sending
SET state = 'unsent', attempts = 0, taken = 0, due_at = NULL, changed_at = %(at)s
WHERE letter_id = %(letter_id)s

-- resent: What is kept of a letter that a person had sent on again.
INSERT INTO labsvar.resend (letter_id, at, who, reason, sender, old_envelope, new_envelope)
VALUES (%(letter_id)s, %(at)s, %(who)s, %(reason)s, %(sender)s, %(old_envelope)s, %(new_envelope)s)
RETURNING resend_id

-- resends: When a letter was sent on again, by whom and why, oldest first.
SELECT at, who, reason, old_envelope, new_envelope
FROM labsvar.resend
WHERE letter_id = %(letter_id)s
ORDER BY resend_id

-- passed: What became of some letters that went on, and when.
SELECT letter_id, databank, state, changed_at
FROM labsvar.delivery
WHERE letter_id = ANY(%(letter_ids)s)

-- receipts: The receipts that came in for any of a letter's envelopes, oldest first.
SELECT i.sender, i.kind, i.original_envelope, i.arrived_at
FROM (
    SELECT d.sender, d.envelope_number FROM labsvar.delivery d WHERE d.letter_id = %(letter_id)s
    UNION
    SELECT r.sender, r.old_envelope FROM labsvar.resend r WHERE r.letter_id = %(letter_id)s
) e
JOIN labsvar.incoming_receipt i ON i.original_sender = e.sender AND i.original_envelope = e.envelope_number
ORDER BY i.arrived_at
