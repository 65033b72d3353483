-- What the views need of a databank. Statements that look at a person leave an audit event and its
-- entry in the ledger, in the same statement and so in the same transaction (rule S18).

-- look: Everything about a person that is kept here: letters, withdrawals, releases.
WITH event AS (
    INSERT INTO labsvar.audit (
        person_key, event_id, at, account, viewer_name, role, organisation, what, reason)
    VALUES (%(person_key)s, %(event_id)s, %(at)s, %(account)s, %(viewer_name)s, %(role)s,
            %(organisation)s, %(what)s, %(reason)s)
), entry AS (
    INSERT INTO labsvar.ledger (lane, position, day, at, kind, subject, digest, previous, hash)
    SELECT lane, position, day, at, kind, subject, digest, previous, hash
    FROM json_to_recordset(%(ledger)s::json) AS r (
        lane bigint, position bigint, day date, at timestamptz, kind text, subject text,
        digest bytea, previous bytea, hash bytea)
)
SELECT CASE WHEN kind LIKE 'XREQ__' THEN 'requisition' ELSE 'report' END, report, NULL::text, NULL::smallint, NULL::text, NULL::timestamptz, NULL::text
FROM labsvar.letter
WHERE person_key = %(person_key)s AND destination IS NULL
UNION ALL
SELECT 'withdrawal', NULL, letter_id, position, withdrawn_by, withdrawn_at, reason
FROM labsvar.withdrawal
WHERE person_key = %(person_key)s
UNION ALL
SELECT 'released', NULL, letter_id, NULL, NULL, released_at, NULL
FROM labsvar.released_letter
WHERE person_key = %(person_key)s
UNION ALL
SELECT 'person', NULL, surname, NULL, given_name, NULL, NULL
FROM labsvar.person
WHERE base_key = %(base_key)s AND apart = %(apart)s

-- alarm: Something that a person should look at.
INSERT INTO labsvar.alarm (at, kind, sender, letter_id, number, position)
VALUES (%(at)s, %(kind)s, %(sender)s, %(letter_id)s, %(number)s, %(position)s)

-- audit_event: A look at a person's data.
INSERT INTO labsvar.audit (
    person_key, event_id, at, account, viewer_name, role, organisation, what, reason)
VALUES (%(person_key)s, %(event_id)s, %(at)s, %(account)s, %(viewer_name)s, %(role)s,
        %(organisation)s, %(what)s, %(reason)s)

-- letter: One letter of a person, whole.
SELECT raw, document
FROM labsvar.letter
WHERE person_key = %(person_key)s AND letter_id = %(letter_id)s AND destination IS NULL

-- audit: The looks at a person's data, newest first.
SELECT at, viewer_name, role, organisation, what, reason
FROM labsvar.audit
WHERE person_key = %(person_key)s
ORDER BY at DESC, event_id DESC

-- seen: How an account last looked at each person about whom something came in or was withdrawn since.
SELECT seen.person_key, seen.at, seen.viewer_name, seen.role, seen.organisation, seen.what, seen.reason
FROM (
    SELECT DISTINCT ON (person_key) person_key, at, viewer_name, role, organisation, what, reason
    FROM labsvar.audit
    WHERE account = %(account)s AND what <> %(search)s
    ORDER BY person_key, at DESC
) seen
LEFT JOIN labsvar.notice_ack ack ON ack.username = %(account)s
WHERE EXISTS (
    SELECT FROM labsvar.letter l
    WHERE l.person_key = seen.person_key AND l.arrived_at > greatest(seen.at, ack.told_at))
   OR EXISTS (
    SELECT FROM labsvar.withdrawal w
    WHERE w.person_key = seen.person_key AND w.withdrawn_at > greatest(seen.at, ack.told_at))
   OR EXISTS (
    SELECT FROM labsvar.released_letter r
    WHERE r.person_key = seen.person_key AND r.released_at > greatest(seen.at, ack.told_at))

-- told: When an account's notices were last acknowledged.
SELECT told_at FROM labsvar.notice_ack WHERE username = %(account)s

-- stored: Everything about a person, for telling what changed since a look; shown to nobody.
SELECT CASE WHEN kind LIKE 'XREQ__' THEN 'requisition' ELSE 'report' END, report, NULL::text, NULL::smallint, NULL::text, NULL::timestamptz, NULL::text
FROM labsvar.letter
WHERE person_key = %(person_key)s AND destination IS NULL
UNION ALL
SELECT 'withdrawal', NULL, letter_id, position, withdrawn_by, withdrawn_at, reason
FROM labsvar.withdrawal
WHERE person_key = %(person_key)s
UNION ALL
SELECT 'released', NULL, letter_id, NULL, NULL, released_at, NULL
FROM labsvar.released_letter
WHERE person_key = %(person_key)s

-- persons: The keys of persons of whom letters are kept here, in their order, from the first after one.
SELECT DISTINCT person_key
FROM labsvar.letter
WHERE person_key > %(after)s AND destination IS NULL
ORDER BY person_key
LIMIT %(most)s

-- acknowledge: Notes that an account was told.
INSERT INTO labsvar.notice_ack (username, told_at) VALUES (%(account)s, %(at)s)
ON CONFLICT (username) DO UPDATE SET told_at = excluded.told_at

-- known_letter: Whether a person has this letter, and the letter a result at the position, if one is named.
SELECT 1
FROM labsvar.letter l
WHERE l.person_key = %(person_key)s AND l.letter_id = %(letter_id)s
  AND (%(position)s::smallint IS NULL OR EXISTS (
    SELECT FROM labsvar.result r
    WHERE r.person_key = l.person_key AND r.letter_id = l.letter_id AND r.position = %(position)s::smallint))

-- by_number: The person and the id of the letter that a sender sent under a number.
SELECT l.person_key, l.letter_id
FROM labsvar.letter_number n
JOIN labsvar.letter l USING (letter_id)
WHERE n.sender = %(sender)s AND n.letter_number = %(letter_number)s

-- requisitions: The requisitions with this number, or with a sample of this number, oldest first: ids and
-- parties only, so that nothing about a person is handed out.
SELECT person_key, letter_id, sender, receiver, kind, stage, arrived_at
FROM labsvar.requisition
WHERE requester_number = %(number)s OR sample_numbers @> ARRAY[%(number)s::text]
ORDER BY arrived_at, letter_id

-- withdrawals: The tombstones of a letter, oldest first; for operators, who are shown nothing else of it.
SELECT letter_id, position, withdrawn_by, withdrawn_at, reason
FROM labsvar.withdrawal
WHERE person_key = %(person_key)s AND letter_id = %(letter_id)s
ORDER BY withdrawal_id

-- withdraw: A tombstone.
INSERT INTO labsvar.withdrawal (
    person_key, withdrawal_id, letter_id, position, withdrawn_by, withdrawn_at, reason)
VALUES (%(person_key)s, %(withdrawal_id)s, %(letter_id)s, %(position)s, %(withdrawn_by)s,
        %(withdrawn_at)s, %(reason)s)
