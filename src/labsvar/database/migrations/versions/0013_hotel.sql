-- The requisition hotel. Rows are added and never changed.

-- Requisitions as they were uploaded: `admitted` is JSON with the bytes of the file, the letter and what was dropped
-- of it. `place` uploaded it. One sample has one requisition.
CREATE TABLE labsvar.hotel_requisition (
    requisition_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_key      text NOT NULL,
    sender          text NOT NULL,
    letter_number   text NOT NULL,
    sample_number   text NOT NULL,
    place           text NOT NULL,
    uploaded_at     timestamptz NOT NULL,
    expires_at      timestamptz NOT NULL,
    admitted        bytea NOT NULL,
    CONSTRAINT hotel_requisition_letter UNIQUE (sender, letter_number),
    CONSTRAINT hotel_requisition_sample UNIQUE (sender, sample_number)
);
CREATE INDEX hotel_requisition_by_person ON labsvar.hotel_requisition (person_key, requisition_id);
CREATE INDEX hotel_requisition_by_sample ON labsvar.hotel_requisition (sample_number);

-- What was done with a requisition. The key decides a race: of two that saw the same events, one adds the next.
CREATE TABLE labsvar.hotel_event (
    requisition_id  bigint NOT NULL REFERENCES labsvar.hotel_requisition,
    sequence        integer NOT NULL,
    move            text NOT NULL CHECK (move IN ('reserve', 'fetch', 'release', 'sample', 'cancel')),
    place           text NOT NULL,
    who             text NOT NULL,
    at              timestamptz NOT NULL,
    until           timestamptz,
    note            text NOT NULL,
    PRIMARY KEY (requisition_id, sequence)
);
-- However wrong a program is, no sample is taken twice.
CREATE UNIQUE INDEX hotel_event_sampled_once ON labsvar.hotel_event (requisition_id) WHERE move = 'sample';

-- Letters to laboratories, as JSON, and the attempts to deliver them.
CREATE TABLE labsvar.hotel_sending (
    requisition_id   bigint PRIMARY KEY REFERENCES labsvar.hotel_requisition,
    envelope_number  text NOT NULL,
    made_at          timestamptz NOT NULL,
    document         bytea NOT NULL
);
CREATE TABLE labsvar.hotel_attempt (
    requisition_id  bigint NOT NULL REFERENCES labsvar.hotel_sending,
    attempt         integer NOT NULL,
    at              timestamptz NOT NULL,
    state           text NOT NULL CHECK (state IN ('delivering', 'delivered', 'refused', 'late')),
    problem         text NOT NULL,
    PRIMARY KEY (requisition_id, attempt)
);

GRANT SELECT, INSERT ON labsvar.hotel_requisition, labsvar.hotel_event, labsvar.hotel_sending, labsvar.hotel_attempt
    TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA labsvar TO labsvar_app;
