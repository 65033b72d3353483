-- Versions of tables of codes.

-- lock: Lets one version of a table be decided on at a time.
SELECT pg_advisory_xact_lock(hashtextextended('labsvar.code_table ' || %(name)s, 0))

-- versions: Every version of a table, newest first, with its steps.
SELECT t.name, t.version, t.owner, t.made_by, t.made_at, t.note, t.body,
       review.who AS reviewed_by, release.who AS released_by, release.at AS released_at
FROM labsvar.code_table t
LEFT JOIN labsvar.code_table_step review
  ON review.name = t.name AND review.version = t.version AND review.step = 'review'
LEFT JOIN labsvar.code_table_step release
  ON release.name = t.name AND release.version = t.version AND release.step = 'release'
WHERE t.name = %(name)s
ORDER BY t.version DESC

-- newest: The newest version of each table whose name begins so; of released ones where that is asked for.
SELECT DISTINCT ON (t.name) t.name, t.version, t.owner, t.made_by, t.made_at, t.note, t.body,
       review.who AS reviewed_by, release.who AS released_by, release.at AS released_at
FROM labsvar.code_table t
LEFT JOIN labsvar.code_table_step review
  ON review.name = t.name AND review.version = t.version AND review.step = 'review'
LEFT JOIN labsvar.code_table_step release
  ON release.name = t.name AND release.version = t.version AND release.step = 'release'
WHERE starts_with(t.name, %(prefix)s) AND (release.at IS NOT NULL OR NOT %(only_released)s)
ORDER BY t.name, t.version DESC

-- draft: A new version.
INSERT INTO labsvar.code_table (name, version, owner, made_by, made_at, note, body)
VALUES (%(name)s, %(version)s, %(owner)s, %(made_by)s, %(made_at)s, %(note)s, %(body)s)

-- step: A step of a version.
INSERT INTO labsvar.code_table_step (name, version, step, who, reason, at)
VALUES (%(name)s, %(version)s, %(step)s, %(who)s, %(reason)s, %(at)s)

-- uses: How often each code of a laboratory stands in stored results, by how it is coded: no persons.
SELECT code, code_type, code_responsible, count(*)
FROM labsvar.result
WHERE code = ANY (%(codes)s)
GROUP BY code, code_type, code_responsible
