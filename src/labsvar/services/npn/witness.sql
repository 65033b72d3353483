-- The tables of a witness, which may know several stocks: how far each has come, and every series it has had.
CREATE TABLE stock (
    name    TEXT PRIMARY KEY,
    life    TEXT NOT NULL,
    steps   INTEGER NOT NULL,
    handed  INTEGER NOT NULL,
    series  INTEGER NOT NULL,
    last    INTEGER NOT NULL
);

CREATE TABLE series (
    name      TEXT NOT NULL,
    id        INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    origin    TEXT NOT NULL,
    at        TEXT NOT NULL,
    released  INTEGER NOT NULL,
    PRIMARY KEY (name, id)
);
