-- Everything a fresh database needs. Runs on PostgreSQL 15 and newer, without extensions.
--
-- Tables that hold a person's data begin their primary key with the person's key, so that the same
-- tables can be spread over several servers by that column. The others hold numbers and hashes.
--
-- What was stored is never changed: at the end the role of the running server is given the right to
-- add to and read these tables, and no other (rule S4). Tables it may change are named there.

CREATE TABLE labsvar.installation (
    only_one      boolean PRIMARY KEY DEFAULT true CHECK (only_one),
    installation  text NOT NULL,
    demo          boolean NOT NULL,
    made_at       timestamptz NOT NULL DEFAULT now()
);

-- Persons ------------------------------------------------------------------------------------------

-- One record per person, as the first letter named them. A letter under the same number whose name
-- disagrees starts a record of its own (rule S8): `apart` is then '2', '3', ... or the letter's id
-- where the number identifies nobody, and the person's key is 'number~apart'.
CREATE TABLE labsvar.person (
    base_key      text NOT NULL,
    apart         text NOT NULL,
    surname       text NOT NULL,
    given_name    text,
    first_seen    timestamptz NOT NULL,
    PRIMARY KEY (base_key, apart)
);

-- One row per stored letter. Times without a zone are Danish local time, as the letter states them.
-- `sequence` counts the letters of a person from 1: two writers cannot take the same one, so each
-- has seen what the other stored. `content` is the SHA-256 of the typed letter, without its envelope.
-- `destination` names the databank at another installation that the letter was passed on to.
CREATE TABLE labsvar.letter (
    person_key        text NOT NULL,
    letter_id         text NOT NULL,
    sequence          integer NOT NULL,
    sender            text NOT NULL,
    letter_number     text NOT NULL,
    envelope_number   text NOT NULL,
    kind              text NOT NULL,
    version           text NOT NULL,
    databank          text NOT NULL,
    destination       text,
    stage             text NOT NULL,
    sample_number     text NOT NULL,
    requester_number  text,
    production_number text NOT NULL,
    sampled_at        timestamp NOT NULL,
    resulted_at       timestamp NOT NULL,
    arrived_at        timestamptz NOT NULL,
    content           bytea NOT NULL,
    raw               bytea NOT NULL,
    document          bytea NOT NULL,
    report            bytea NOT NULL,
    PRIMARY KEY (person_key, letter_id),
    UNIQUE (person_key, sequence)
);
CREATE INDEX letter_by_id ON labsvar.letter (letter_id);

-- One row per result of a biochemistry letter, or per investigation of a microbiology letter.
CREATE TABLE labsvar.result (
    person_key        text NOT NULL,
    letter_id         text NOT NULL,
    position          smallint NOT NULL,
    code              text NOT NULL,
    code_type         text NOT NULL,
    code_responsible  text NOT NULL,
    producer_code     text NOT NULL,
    databank          text NOT NULL,
    sampled_at        timestamp NOT NULL,
    status            smallint NOT NULL,
    value             text NOT NULL,
    unit              text NOT NULL,
    PRIMARY KEY (person_key, letter_id, position)
);

CREATE TABLE labsvar.withdrawal (
    person_key     text NOT NULL,
    withdrawal_id  text NOT NULL,
    letter_id      text NOT NULL,
    position       smallint,
    withdrawn_by   text NOT NULL,
    withdrawn_at   timestamptz NOT NULL,
    reason         text NOT NULL,
    PRIMARY KEY (person_key, withdrawal_id)
);

-- One row per look at a person's data (rule S18).
CREATE TABLE labsvar.audit (
    person_key    text NOT NULL,
    event_id      text NOT NULL,
    at            timestamptz NOT NULL,
    account       text NOT NULL,
    viewer_name   text NOT NULL,
    role          text NOT NULL,
    organisation  text NOT NULL,
    what          text NOT NULL,
    reason        text NOT NULL,
    PRIMARY KEY (person_key, event_id)
);
CREATE INDEX audit_by_account ON labsvar.audit (account, person_key, at);

-- The exchange: numbers and hashes ------------------------------------------------------------------

-- Letter numbers are unique per sender, never across senders (rule S3).
CREATE TABLE labsvar.letter_number (
    sender         text NOT NULL,
    letter_number  text NOT NULL,
    content        bytea NOT NULL,
    letter_id      text NOT NULL,
    PRIMARY KEY (sender, letter_number)
);

-- One row per answered envelope, with the very answer, so that a resend gets the same again.
CREATE TABLE labsvar.emessage (
    sender           text NOT NULL,
    envelope_number  text NOT NULL,
    emessage_id      text NOT NULL,
    content          bytea NOT NULL,
    status           smallint NOT NULL,
    receipt          bytea,
    receipt_wanted   boolean NOT NULL,
    letters          integer NOT NULL,
    stored           integer NOT NULL,
    refused          integer NOT NULL,
    system_id        bigint,
    channel          text NOT NULL,
    arrived_at       timestamptz NOT NULL,
    PRIMARY KEY (sender, envelope_number)
);
CREATE UNIQUE INDEX emessage_by_id ON labsvar.emessage (emessage_id);
CREATE SEQUENCE labsvar.own_number;

-- One row per letter that arrived, stored or not: what the operations page lists. It holds the
-- letter's numbers and the rules it broke, and nothing about the person.
CREATE TABLE labsvar.arrival (
    arrival_id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at                timestamptz NOT NULL,
    state             text NOT NULL,
    channel           text NOT NULL,
    system_id         bigint,
    emessage_id       text NOT NULL,
    position          integer NOT NULL,
    sender            text,
    receiver          text,
    kind              text,
    version           text,
    letter_number     text,
    envelope_number   text,
    sample_number     text,
    requester_number  text,
    databank          text,
    letter_id         text,
    findings          json NOT NULL
);
CREATE INDEX arrival_by_time ON labsvar.arrival (at, arrival_id);
CREATE INDEX arrival_by_state ON labsvar.arrival (state, at, arrival_id);
CREATE INDEX arrival_by_sender ON labsvar.arrival (sender, at, arrival_id);
CREATE INDEX arrival_by_receiver ON labsvar.arrival (receiver, at, arrival_id);
CREATE INDEX arrival_by_letter_number ON labsvar.arrival (letter_number, at, arrival_id);
CREATE INDEX arrival_by_envelope_number ON labsvar.arrival (envelope_number, at, arrival_id);
CREATE INDEX arrival_by_sample_number ON labsvar.arrival (sample_number, at, arrival_id);
CREATE INDEX arrival_by_requester_number ON labsvar.arrival (requester_number, at, arrival_id);
CREATE INDEX arrival_by_emessage ON labsvar.arrival (emessage_id, position);

-- Receipts that others sent us, each matched to the envelope it answers.
CREATE TABLE labsvar.incoming_receipt (
    sender             text NOT NULL,
    receipt_number     text NOT NULL,
    kind               text NOT NULL,
    original_sender    text NOT NULL,
    original_envelope  text NOT NULL,
    letter_numbers     text[] NOT NULL,
    matched            boolean NOT NULL,
    arrived_at         timestamptz NOT NULL,
    raw                bytea NOT NULL,
    PRIMARY KEY (sender, receipt_number)
);
CREATE INDEX incoming_receipt_by_original ON labsvar.incoming_receipt (original_sender, original_envelope);

-- What a person should look at: foreign corrections, disagreeing names, numbers used twice.
CREATE TABLE labsvar.alarm (
    alarm_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at         timestamptz NOT NULL,
    kind       text NOT NULL,
    sender     text NOT NULL,
    letter_id  text,
    number     text,
    position   integer
);
CREATE INDEX alarm_by_letter ON labsvar.alarm (letter_id);

-- What goes on to a databank that is another installation, in an envelope with a number of ours. Its
-- state changes as it is tried.
CREATE TABLE labsvar.delivery (
    delivery_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_id        text NOT NULL,
    sender           text NOT NULL,
    envelope_number  text NOT NULL,
    letter_number    text NOT NULL,
    databank         text NOT NULL,
    state            text NOT NULL,
    attempts         integer NOT NULL DEFAULT 0,
    problem          text,
    changed_at       timestamptz NOT NULL
);
CREATE UNIQUE INDEX delivery_by_letter ON labsvar.delivery (letter_id);
CREATE INDEX delivery_by_envelope ON labsvar.delivery (sender, envelope_number);
CREATE INDEX delivery_by_state ON labsvar.delivery (state, changed_at);

-- Sending systems ------------------------------------------------------------------------------------

CREATE TABLE labsvar.system (
    system_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name       text NOT NULL UNIQUE,
    added_at   timestamptz NOT NULL
);
-- Everything decided about a system, newest last: tokens (as hashes), senders, stages. The highest
-- `event_id` is the version of the whole register.
CREATE TABLE labsvar.system_event (
    event_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    system_id   bigint NOT NULL REFERENCES labsvar.system,
    at          timestamptz NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('token', 'sender', 'stage')),
    token_hash  bytea,
    gln         text,
    laboratory  text,
    sector      text,
    stage       text CHECK (stage IN ('technical', 'full')),
    who         text NOT NULL,
    reason      text NOT NULL
);
CREATE UNIQUE INDEX system_by_token ON labsvar.system_event (token_hash);

-- The ledger -----------------------------------------------------------------------------------------

CREATE TABLE labsvar.lane (
    lane       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    opened_at  timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE labsvar.ledger (
    lane      bigint NOT NULL,
    position  bigint NOT NULL,
    day       date NOT NULL,
    at        timestamptz NOT NULL,
    kind      text NOT NULL,
    subject   text NOT NULL,
    digest    bytea NOT NULL,
    previous  bytea NOT NULL,
    hash      bytea NOT NULL,
    PRIMARY KEY (lane, position)
);
CREATE INDEX ledger_by_day ON labsvar.ledger (day, lane, position);

-- People ---------------------------------------------------------------------------------------------

CREATE TABLE labsvar.account (
    username       text PRIMARY KEY,
    password_hash  text,
    role           text NOT NULL,
    display_name   text NOT NULL,
    organisation   text NOT NULL,
    closed         boolean NOT NULL DEFAULT false,
    added_at       timestamptz NOT NULL
);
-- Whose own data an account may see.
CREATE TABLE labsvar.account_person (
    person_key  text NOT NULL,
    username    text NOT NULL REFERENCES labsvar.account ON DELETE CASCADE,
    PRIMARY KEY (person_key, username)
);
CREATE UNIQUE INDEX account_person_by_username ON labsvar.account_person (username);

CREATE TABLE labsvar.session (
    token_hash  bytea PRIMARY KEY,
    username    text NOT NULL REFERENCES labsvar.account ON DELETE CASCADE,
    csrf        text NOT NULL,
    opened_at   timestamptz NOT NULL,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX session_by_expiry ON labsvar.session (expires_at);
-- Which patients a session has opened, and with what reason.
CREATE TABLE labsvar.session_patient (
    person_key  text NOT NULL,
    token_hash  bytea NOT NULL REFERENCES labsvar.session ON DELETE CASCADE,
    context     text NOT NULL,
    reason      text NOT NULL,
    opened_at   timestamptz NOT NULL,
    PRIMARY KEY (person_key, token_hash)
);
CREATE UNIQUE INDEX session_patient_by_context ON labsvar.session_patient (token_hash, context);

CREATE TABLE labsvar.sign_in_attempt (
    attempt_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    username    text NOT NULL,
    address     text NOT NULL,
    at          timestamptz NOT NULL,
    succeeded   boolean NOT NULL
);
CREATE INDEX sign_in_attempt_by_username ON labsvar.sign_in_attempt (username, at);
CREATE INDEX sign_in_attempt_by_address ON labsvar.sign_in_attempt (address, at);

CREATE TABLE labsvar.notice_ack (
    username  text PRIMARY KEY,
    told_at   timestamptz NOT NULL
);

-- Rights ---------------------------------------------------------------------------------------------

GRANT USAGE ON SCHEMA labsvar TO labsvar_app;
GRANT SELECT ON ALL TABLES IN SCHEMA labsvar TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA labsvar TO labsvar_app;
GRANT INSERT ON
    labsvar.person, labsvar.letter, labsvar.result, labsvar.withdrawal, labsvar.audit,
    labsvar.letter_number, labsvar.emessage, labsvar.arrival, labsvar.incoming_receipt, labsvar.alarm,
    labsvar.system, labsvar.system_event, labsvar.lane, labsvar.ledger
    TO labsvar_app;
GRANT INSERT, UPDATE, DELETE ON
    labsvar.delivery, labsvar.account, labsvar.account_person, labsvar.session, labsvar.session_patient,
    labsvar.sign_in_attempt, labsvar.notice_ack
    TO labsvar_app;
