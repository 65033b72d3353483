-- Tables of codes in whole versions, and the steps of each: what organisms and codes are notifiable, and the
-- local codes of laboratories. Nothing of it is changed: what is in use is the newest that was released.

CREATE TABLE labsvar.code_table (
    name     text NOT NULL,
    version  integer NOT NULL,
    owner    text NOT NULL,
    made_by  text NOT NULL,
    made_at  timestamptz NOT NULL,
    note     text NOT NULL,
    body     text NOT NULL,
    PRIMARY KEY (name, version)
);
CREATE TABLE labsvar.code_table_step (
    name     text NOT NULL,
    version  integer NOT NULL,
    step     text NOT NULL CHECK (step IN ('review', 'release')),
    who      text NOT NULL,
    reason   text NOT NULL,
    at       timestamptz NOT NULL,
    PRIMARY KEY (name, version, step)
);

-- Letters of a period are found without reading all: letters of one time stand near each other.
CREATE INDEX letter_by_sampling ON labsvar.letter USING brin (sampled_at) WITH (pages_per_range = 16);

GRANT SELECT, INSERT ON labsvar.code_table, labsvar.code_table_step TO labsvar_app;
