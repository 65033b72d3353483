-- VANSEnvelopes: which were seen, how their messages were answered, and those that we send ourselves.
-- Identifiers are unique per sender; nothing here is about a person.

CREATE TABLE labsvar.vans_message (
    sender              text NOT NULL,
    message_identifier  text NOT NULL,
    content             bytea NOT NULL,
    status              smallint NOT NULL,
    emessage_id         text NOT NULL,
    body                bytea NOT NULL,
    beside              bytea NOT NULL,
    arrived_at          timestamptz NOT NULL,
    PRIMARY KEY (sender, message_identifier)
);

CREATE TABLE labsvar.vans_envelope (
    sender               text NOT NULL,
    envelope_identifier  text NOT NULL,
    message_identifier   text NOT NULL,
    arrived_at           timestamptz NOT NULL,
    PRIMARY KEY (sender, envelope_identifier)
);

-- Receipts in envelopes, for envelopes of ours.
CREATE TABLE labsvar.vans_receipt (
    sender               text NOT NULL,
    envelope_identifier  text NOT NULL,
    kind                 text NOT NULL,
    original_envelope    text NOT NULL,
    matched              boolean NOT NULL,
    arrived_at           timestamptz NOT NULL,
    PRIMARY KEY (sender, envelope_identifier)
);

-- How far a letter that goes on in envelopes has come (`labsvar.exchange.reliable`), and when something
-- has to be done about it if nothing comes. Its state changes as it is tried.
CREATE TABLE labsvar.vans_sending (
    letter_id           text PRIMARY KEY,
    message_identifier  text NOT NULL,
    state               text NOT NULL,
    attempts            integer NOT NULL,
    taken               integer NOT NULL,
    due_at              timestamptz,
    changed_at          timestamptz NOT NULL
);

-- Every envelope that was made for such a letter.
CREATE TABLE labsvar.vans_sent (
    envelope_identifier  text PRIMARY KEY,
    letter_id            text NOT NULL,
    sent_at              timestamptz NOT NULL
);
CREATE INDEX vans_sent_by_letter ON labsvar.vans_sent (letter_id);

GRANT SELECT, INSERT ON
    labsvar.vans_message, labsvar.vans_envelope, labsvar.vans_receipt, labsvar.vans_sent
    TO labsvar_app;
GRANT SELECT, INSERT, UPDATE ON labsvar.vans_sending TO labsvar_app;
