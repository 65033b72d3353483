-- Methods and groups of methods.

-- releases: How often a table that decides on comparability was released; another number is another state.
SELECT count(*)
FROM labsvar.code_table_step
WHERE step = 'release' AND (starts_with(name, %(methods)s) OR name = ANY (%(others)s))

-- by_day_sampled: Results of some codes, counted by analysis, laboratory and period of sampling; no persons.
SELECT code, code_type, code_responsible, unit, producer_code,
       CASE WHEN cardinality(%(cuts)s::timestamp[]) = 0 THEN 0
            ELSE width_bucket(sampled_at, %(cuts)s::timestamp[]) END AS period,
       count(*)
FROM labsvar.result
WHERE code = ANY (%(codes)s)
GROUP BY code, code_type, code_responsible, unit, producer_code, period

-- by_day_resulted: Results of some codes, counted by analysis, laboratory and period of the result; no persons.
SELECT r.code, r.code_type, r.code_responsible, r.unit, r.producer_code,
       CASE WHEN cardinality(%(cuts)s::timestamp[]) = 0 THEN 0
            ELSE width_bucket(l.resulted_at, %(cuts)s::timestamp[]) END AS period,
       count(*)
FROM labsvar.result r
JOIN labsvar.letter l ON l.person_key = r.person_key AND l.letter_id = r.letter_id
WHERE r.code = ANY (%(codes)s)
GROUP BY r.code, r.code_type, r.code_responsible, r.unit, r.producer_code, period

-- stating: The reports that came since over FHIR, of systems in the full stage, where results may state methods.
SELECT l.report
FROM labsvar.arrival a
JOIN labsvar.letter l ON l.letter_id = a.letter_id
WHERE a.at >= %(since)s AND a.kind = ANY (%(kinds)s) AND a.state = 'stored'
  AND l.stage = 'full' AND l.destination IS NULL
ORDER BY a.at
