-- Compares everything stored with the ledger. Each but the first gives only what is wrong: the subject, and
-- `missing` (in the ledger and not stored), `added` (stored and not in the ledger) or `altered`.

-- chain: The whole ledger, lane by lane.
SELECT lane, position, at, kind, subject, digest, previous, hash FROM labsvar.ledger ORDER BY lane, position

-- compared: What is stored of one kind against its entries; DIGESTS stands for the kind's statement in digests.sql.
SELECT subject, CASE WHEN s.digest IS NULL THEN 'missing' WHEN g.digest IS NULL THEN 'added' ELSE 'altered' END
FROM (DIGESTS) s
FULL JOIN (SELECT subject, digest FROM labsvar.ledger WHERE kind = %(kind)s) g USING (subject)
WHERE s.digest IS DISTINCT FROM g.digest

-- result: Result rows of no letter.
SELECT r.letter_id || ' ' || r.position, 'added'
FROM labsvar.result r
WHERE NOT EXISTS (
    SELECT FROM labsvar.letter l WHERE l.person_key = r.person_key AND l.letter_id = r.letter_id)

-- letter_number: Letter numbers that no letter has, and letters without their number.
SELECT coalesce(n.letter_id, l.letter_id), CASE WHEN n.letter_id IS NULL THEN 'missing' ELSE 'added' END
FROM labsvar.letter_number n
FULL JOIN labsvar.letter l
  ON l.letter_id = n.letter_id AND l.sender = n.sender AND l.letter_number = n.letter_number
 AND l.content = n.content
WHERE n.letter_id IS NULL OR l.letter_id IS NULL

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
