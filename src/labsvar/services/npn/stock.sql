-- The tables of a stock. One row in `stock`: how far it has come; `held` when the service stopped it.
CREATE TABLE stock (
    only_one  INTEGER PRIMARY KEY CHECK (only_one = 1),
    name      TEXT NOT NULL,
    weights   TEXT NOT NULL,
    witness   TEXT NOT NULL,
    made_at   TEXT NOT NULL,
    held      INTEGER NOT NULL DEFAULT 0,
    life      TEXT NOT NULL,
    steps     INTEGER NOT NULL,
    handed    INTEGER NOT NULL,
    series    INTEGER NOT NULL,
    last      INTEGER NOT NULL
);

-- Numbers from `next` on may be handed out; `usable` of them pass the check.
CREATE TABLE series (
    id        INTEGER PRIMARY KEY,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    next      INTEGER NOT NULL,
    usable    INTEGER NOT NULL CHECK (usable >= 0),
    origin    TEXT NOT NULL,
    at        TEXT NOT NULL,
    released  INTEGER NOT NULL DEFAULT 0,
    CHECK (first <= last AND next BETWEEN first AND last + 1)
);

CREATE TABLE use (
    day    TEXT PRIMARY KEY,
    count  INTEGER NOT NULL
);

-- A draw without an outcome was asked for and not answered.
CREATE TABLE request (
    key        TEXT PRIMARY KEY,
    size       INTEGER NOT NULL,
    at         TEXT NOT NULL,
    outcome    TEXT,
    closed_at  TEXT
);

CREATE TABLE event (
    id      INTEGER PRIMARY KEY,
    at      TEXT NOT NULL,
    what    TEXT NOT NULL,
    detail  TEXT NOT NULL
);
