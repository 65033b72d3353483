-- Samples to and from reference laboratories. Rows are added and never changed.

-- documents: Letters of a person as they are kept, by their ids; a FHIR document is none.
SELECT letter_id, document
FROM labsvar.letter
WHERE person_key = ANY (%(person_keys)s) AND letter_id = ANY (%(letter_ids)s) AND destination IS NULL
  AND NOT starts_with(kind, 'FHIR-')

-- noted: What was noted of requests, oldest first.
SELECT letter_id, person_key, sequence, kind, at, who, laboratory, number
FROM labsvar.reference_reception
WHERE letter_id = ANY (%(letter_ids)s)
ORDER BY letter_id, sequence

-- note: Notes something; nothing when another came between.
INSERT INTO labsvar.reference_reception (person_key, letter_id, sequence, kind, at, who, laboratory, number)
VALUES (%(person_key)s, %(letter_id)s, %(sequence)s, %(kind)s, %(at)s, %(who)s, %(laboratory)s, %(number)s)
ON CONFLICT DO NOTHING
RETURNING letter_id
