-- Finding notifiable findings. Whether one stands is decided where every page has it decided.

-- reports: Reports of samples of a period: of biochemistry those with a code of the table, of microbiology all.
SELECT l.person_key, l.report
FROM labsvar.letter l
WHERE l.sampled_at >= %(since)s AND l.sampled_at < %(until)s
  AND l.destination IS NULL
  AND l.kind = ANY (%(kinds)s)
  AND (l.kind <> 'XRPT01' OR EXISTS (
      SELECT FROM labsvar.result r
      WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id AND r.code = ANY (%(codes)s)))
