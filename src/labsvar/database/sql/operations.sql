-- What the operations page lists. Each way to search has an index that begins with it and goes on with
-- the time, so that a page is read from the index whatever the table holds.

-- listed: The columns of a listed letter; a letter that goes on has the state of its delivery.
SELECT a.arrival_id, a.at, coalesce(d.state, a.state) AS state, a.channel, a.emessage_id, a.position,
       a.sender, a.receiver, a.kind, a.version, a.letter_number, a.envelope_number, a.sample_number,
       a.requester_number, a.databank, a.letter_id, d.attempts, d.problem, a.findings::text AS findings
FROM labsvar.arrival a
LEFT JOIN labsvar.delivery d ON d.letter_id = a.letter_id AND a.state = 'delivering'

-- emessage: One envelope that was answered.
SELECT emessage_id, sender, envelope_number, status, receipt_wanted, letters, stored, refused, channel,
       arrived_at, receipt
FROM labsvar.emessage
WHERE emessage_id = %(emessage_id)s

-- receipts_of: The receipts that others sent for an envelope, oldest first.
SELECT sender, kind, letter_numbers, arrived_at
FROM labsvar.incoming_receipt
WHERE original_sender = %(sender)s AND original_envelope = %(envelope_number)s
ORDER BY arrived_at

-- alarms: What a person should look at, newest first.
SELECT a.alarm_id, a.at, a.kind, a.sender, a.letter_id, a.number, a.position
FROM labsvar.alarm a
WHERE a.alarm_id < %(before)s
ORDER BY a.alarm_id DESC
LIMIT %(limit)s
