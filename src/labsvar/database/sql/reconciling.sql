-- Whose letters a sender sent: for telling the sender what of them is stored.

-- persons: The persons about whom some senders sent letters that were stored here in a period; at most so many.
-- Without senders, those of every sender.
SELECT DISTINCT l.person_key
FROM labsvar.arrival a
JOIN labsvar.letter l USING (letter_id)
WHERE (%(senders)s::text[] IS NULL OR a.sender = ANY (%(senders)s::text[]))
  AND a.at >= %(since)s AND a.at < %(until)s
  AND l.destination IS NULL
LIMIT %(most)s

-- taken: The rows that the hub took from a system, or of a clinic, in a period, with the location number of their clinic as it is
-- now; at most so many.
SELECT r.body, coalesce((
    SELECT c.body::jsonb ->> 'gln' FROM labsvar.hub_clinic c WHERE c.clinic = r.clinic
    ORDER BY c.event_id DESC LIMIT 1), '')
FROM labsvar.hub_row r
WHERE (%(system_id)s::integer IS NULL OR r.system_id = %(system_id)s)
  AND (%(clinic)s::text IS NULL OR r.clinic = %(clinic)s)
  AND r.received_at >= %(since)s AND r.received_at < %(until)s
ORDER BY r.clinic, r.row_id, r.row_version
LIMIT %(most)s

-- made: The envelopes that the hub made of the rows of a system, or a clinic, in a period; at most so many. One without letters
-- only asks for tombstones.
SELECT o.body, o.letters
FROM labsvar.hub_outgoing o
WHERE (%(system_id)s::integer IS NULL OR (o.body::jsonb ->> 'system_id')::integer = %(system_id)s)
  AND (%(clinic)s::text IS NULL OR o.body::jsonb ->> 'clinic' = %(clinic)s)
  AND (o.body::jsonb ->> 'made_at')::timestamptz >= %(since)s
  AND (o.body::jsonb ->> 'made_at')::timestamptz < %(until)s
  AND o.letters <> ''
ORDER BY o.outgoing_id
LIMIT %(most)s
