-- Letters that go on to a databank at another installation.

-- outgoing: A letter that is still to be delivered.
SELECT d.letter_id, d.databank, d.envelope_number, l.document,
       substring(l.raw FROM 1 FOR 4096) AS start, l.arrived_at, d.attempts
FROM labsvar.delivery d
JOIN labsvar.letter l USING (letter_id)
WHERE d.letter_id = %(letter_id)s AND d.state IN ('delivering', 'late')

-- tried: What came of an attempt. A receipt that came in meanwhile has the last word.
UPDATE labsvar.delivery
SET state = %(state)s, problem = %(problem)s, attempts = attempts + 1, changed_at = %(at)s
WHERE letter_id = %(letter_id)s AND state IN ('delivering', 'late')
