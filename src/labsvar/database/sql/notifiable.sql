-- Finding notifiable findings. Whether one stands is decided where every page has it decided.

-- reports: Reports of samples of a period: of biochemistry those with a code of the table, of microbiology all.
SELECT l.person_key, l.report
FROM labsvar.letter l
WHERE l.sampled_at >= %(since)s AND l.sampled_at < %(until)s
  AND l.destination IS NULL
  AND l.kind = ANY (%(kinds)s)
  AND (l.kind NOT IN ('XRPT01', 'FHIR-biochemistry') OR EXISTS (
      SELECT FROM labsvar.result r
      WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id AND r.code = ANY (%(codes)s)))

-- arrived: Persons with a stored letter of biochemistry that came since and has a result with a code of the
-- table.
SELECT DISTINCT l.person_key
FROM labsvar.arrival a
JOIN labsvar.letter l ON l.letter_id = a.letter_id
WHERE a.at >= %(since)s AND l.kind IN ('XRPT01', 'FHIR-biochemistry') AND l.destination IS NULL
  AND EXISTS (
      SELECT FROM labsvar.result r
      WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id AND r.code = ANY (%(codes)s))

-- forward: A letter that goes on because of what it holds; nothing where it goes on already.
INSERT INTO labsvar.delivery (
    letter_id, sender, envelope_number, letter_number, databank, state, changed_at)
SELECT %(letter_id)s, %(sender)s, %(envelope_number)s, %(letter_number)s, %(databank)s, 'delivering', %(at)s
WHERE NOT EXISTS (SELECT FROM labsvar.delivery d WHERE d.letter_id = %(letter_id)s)
ON CONFLICT (letter_id) DO NOTHING
RETURNING letter_id

-- number: A number of ours that was never used.
SELECT nextval('labsvar.own_number')
