-- The hub: rows of laboratory cards, what was decided about each, and the letters that follow from it.
-- Nothing here is ever changed. Rows are found by clinic and row: the person of a row may turn out to be wrong.

CREATE TABLE labsvar.hub_row (
    clinic       text NOT NULL,
    row_id       text NOT NULL,
    row_version  integer NOT NULL,
    content      text NOT NULL,
    body         text NOT NULL,
    system_id    integer,
    received_at  timestamptz NOT NULL,
    PRIMARY KEY (clinic, row_id, row_version)
);

-- What was decided about a version of a row; the newest counts.
CREATE TABLE labsvar.hub_outcome (
    outcome_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    clinic       text NOT NULL,
    row_id       text NOT NULL,
    row_version  integer NOT NULL,
    state        text NOT NULL,
    at           timestamptz NOT NULL,
    body         text NOT NULL
);
CREATE INDEX hub_outcome_by_row ON labsvar.hub_outcome (clinic, row_id, row_version, outcome_id);

-- Rows that are not kept, each noted once with the rules that stopped it.
CREATE TABLE labsvar.hub_noted (
    clinic       text NOT NULL,
    row_id       text NOT NULL,
    row_version  text NOT NULL,
    rules        text NOT NULL,
    at           timestamptz NOT NULL,
    body         text NOT NULL,
    PRIMARY KEY (clinic, row_id, row_version, rules)
);

-- Envelopes for the intake, and those that it has answered.
CREATE TABLE labsvar.hub_outgoing (
    outgoing_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    envelope_number  text NOT NULL UNIQUE,
    body             text NOT NULL,
    letters          text NOT NULL
);
CREATE TABLE labsvar.hub_handed (
    envelope_number  text PRIMARY KEY,
    at               timestamptz NOT NULL
);

-- Clinics: the newest word holds.
CREATE TABLE labsvar.hub_clinic (
    event_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    clinic    text NOT NULL,
    body      text NOT NULL,
    who       text NOT NULL,
    reason    text NOT NULL,
    at        timestamptz NOT NULL
);
CREATE INDEX hub_clinic_by_clinic ON labsvar.hub_clinic (clinic, event_id);

GRANT SELECT, INSERT ON
    labsvar.hub_row, labsvar.hub_outcome, labsvar.hub_noted, labsvar.hub_outgoing, labsvar.hub_handed,
    labsvar.hub_clinic
    TO labsvar_app;
