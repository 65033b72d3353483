-- The ledger.

-- append: Entries of one lane.
INSERT INTO labsvar.ledger (lane, position, day, at, kind, subject, digest, previous, hash)
SELECT lane, position, day, at, kind, subject, digest, previous, hash
FROM json_to_recordset(%(ledger)s::json) AS r (
    lane bigint, position bigint, day date, at timestamptz, kind text, subject text, digest bytea,
    previous bytea, hash bytea)

-- heads: The last entry of every lane.
SELECT lane.lane, last.position, encode(last.hash, 'hex')
FROM labsvar.lane
CROSS JOIN LATERAL (
    SELECT position, hash FROM labsvar.ledger l WHERE l.lane = lane.lane ORDER BY position DESC LIMIT 1
) last
ORDER BY lane.lane
