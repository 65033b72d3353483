-- Laboratories' stocks of sample numbers, and what kind of numbers sources send. No persons.

-- report: Keeps what a stock told.
INSERT INTO labsvar.npn_level (laboratory, stock, life, at, report)
VALUES (%(laboratory)s, %(stock)s, %(life)s, %(at)s, %(report)s)

-- lives: The newest report of each life of a stock, in the order in which the lives began.
SELECT newest.laboratory, newest.at, newest.report
FROM (
    SELECT life, min(level_id) AS began, max(level_id) AS newest
    FROM labsvar.npn_level
    WHERE laboratory = %(laboratory)s AND stock = %(stock)s
    GROUP BY life
) l
JOIN labsvar.npn_level newest ON newest.level_id = l.newest
ORDER BY l.began

-- newest: The newest report of every stock.
SELECT DISTINCT ON (laboratory, stock) laboratory, at, report
FROM labsvar.npn_level
ORDER BY laboratory, stock, level_id DESC

-- shares: How many different sample numbers each source has sent since, by what they are. A number that the check
-- is asked of has as many digits as there are weights. Assumption: the number that counts is the one
-- that the source itself gives a sample in its reports; requisitions are not counted.
SELECT n.sender AS source,
       count(*) FILTER (WHERE n.kind = 'national') AS national,
       count(*) FILTER (WHERE n.kind = 'failed_check') AS failed_check,
       count(*) FILTER (WHERE n.kind = 'laboratory') AS laboratory,
       count(*) FILTER (WHERE n.kind = 'unknown') AS unknown
FROM (
    SELECT d.sender, CASE
        WHEN EXISTS (
            SELECT FROM unnest(%(prefixes)s::text[], %(lengths)s::int[]) AS own (prefix, length)
            WHERE starts_with(d.sample_number, own.prefix)
              AND own.length IN (0, char_length(d.sample_number)))
            THEN 'laboratory'
        WHEN d.sample_number ~ '^[0-9]+$' AND char_length(d.sample_number) = cardinality(%(weights)s::int[])
             AND (SELECT sum(weight * substr(d.sample_number, place::int, 1)::int) %% %(modulus)s
                  FROM unnest(%(weights)s::int[]) WITH ORDINALITY AS w (weight, place)) = 0
            THEN 'national'
        WHEN d.sample_number ~ '^[0-9]{8,}$'
             AND left(d.sample_number, 4)::int BETWEEN %(first_year)s AND %(last_year)s
            THEN 'laboratory'
        WHEN d.sample_number ~ '^[0-9]+$' AND char_length(d.sample_number) = cardinality(%(weights)s::int[])
            THEN 'failed_check'
        ELSE 'unknown'
    END AS kind
    FROM (
        SELECT DISTINCT a.sender, a.sample_number
        FROM labsvar.arrival a
        WHERE a.at >= %(since)s AND a.letter_id IS NOT NULL AND starts_with(a.kind, 'XRPT')
          AND a.sender IS NOT NULL AND a.sample_number IS NOT NULL
    ) d
) n
GROUP BY n.sender
ORDER BY n.sender
