-- National sample numbers: series, their release, and who is connected. Rows are added and never changed.

-- alone: Nobody else draws until the transaction ends. The number is one of our own.
SELECT pg_advisory_xact_lock(5790000000012)

-- by_message: The series that a message was answered with.
SELECT s.series_id, lower(s.numbers) AS first, upper(s.numbers) - 1 AS last, s.origin, s.supplier, s.laboratory,
       s.department, s.account, s.drawn_at, s.who, s.note, r.at AS freed_at, coalesce(r.who, '') AS freed_by
FROM labsvar.npn_series s
LEFT JOIN labsvar.npn_release r USING (series_id)
WHERE s.account = %(account)s AND s.message_id = %(message_id)s

-- after_newest: The number after the newest series that was drawn here.
SELECT upper(numbers)
FROM labsvar.npn_series
WHERE origin <> 'registered'
ORDER BY series_id DESC
LIMIT 1

-- gap: The lowest number from which a series of a size is free, between two numbers.
WITH taken AS (
    SELECT lower(numbers) AS first, upper(numbers) AS past
    FROM labsvar.npn_series
    WHERE NOT reusable AND numbers && int8range(%(lowest)s, %(highest)s, '[]')
    UNION ALL
    SELECT %(lowest)s::bigint, %(lowest)s::bigint
), gaps AS (
    SELECT max(past) OVER (ORDER BY first, past) AS begins,
           coalesce(lead(first) OVER (ORDER BY first, past), %(highest)s::bigint + 1) AS ends
    FROM taken
)
SELECT begins
FROM gaps
WHERE ends - begins >= %(size)s AND begins >= %(lowest)s
ORDER BY begins
LIMIT 1

-- add: A new series; gives its number.
INSERT INTO labsvar.npn_series (
    numbers, origin, supplier, laboratory, department, account, message_id, drawn_at, who, note)
VALUES (int8range(%(first)s, %(last)s, '[]'), %(origin)s, %(supplier)s, %(laboratory)s, %(department)s,
        %(account)s, %(message_id)s, %(at)s, %(who)s, %(note)s)
RETURNING series_id

-- free: Releases a series; nothing when it is released already.
INSERT INTO labsvar.npn_release (series_id, at, who, reusable)
VALUES (%(series_id)s, %(at)s, %(who)s, %(reusable)s)
ON CONFLICT DO NOTHING
RETURNING series_id

-- by_id: One series.
SELECT s.series_id, lower(s.numbers) AS first, upper(s.numbers) - 1 AS last, s.origin, s.supplier, s.laboratory,
       s.department, s.account, s.drawn_at, s.who, s.note, r.at AS freed_at, coalesce(r.who, '') AS freed_by
FROM labsvar.npn_series s
LEFT JOIN labsvar.npn_release r USING (series_id)
WHERE s.series_id = %(series_id)s

-- by_number: The newest series that spans a number.
SELECT s.series_id, lower(s.numbers) AS first, upper(s.numbers) - 1 AS last, s.origin, s.supplier, s.laboratory,
       s.department, s.account, s.drawn_at, s.who, s.note, r.at AS freed_at, coalesce(r.who, '') AS freed_by
FROM labsvar.npn_series s
LEFT JOIN labsvar.npn_release r USING (series_id)
WHERE s.numbers @> %(number)s::bigint
ORDER BY s.series_id DESC
LIMIT 1

-- newest: The newest series, of one supplier or of all.
SELECT s.series_id, lower(s.numbers) AS first, upper(s.numbers) - 1 AS last, s.origin, s.supplier, s.laboratory,
       s.department, s.account, s.drawn_at, s.who, s.note, r.at AS freed_at, coalesce(r.who, '') AS freed_by
FROM labsvar.npn_series s
LEFT JOIN labsvar.npn_release r USING (series_id)
WHERE %(supplier)s::text IS NULL OR s.supplier = %(supplier)s
ORDER BY s.series_id DESC
LIMIT %(most)s

-- connections: Everything decided about connections, oldest first.
SELECT event_id, at, change, who, reason FROM labsvar.npn_connection ORDER BY event_id

-- connections_version: The number of the newest decision about connections.
SELECT coalesce(max(event_id), 0) FROM labsvar.npn_connection

-- connections_alone: Nobody else decides about connections until the transaction ends.
SELECT pg_advisory_xact_lock(5790000000013)

-- connect: Something decided about connections; gives its number.
INSERT INTO labsvar.npn_connection (at, change, who, reason)
VALUES (%(at)s, %(change)s, %(who)s, %(reason)s)
RETURNING event_id
