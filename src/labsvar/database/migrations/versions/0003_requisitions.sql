-- Requisitions. Their letters stand among the others; a requisition has no number of the laboratory's, no
-- production number and no result, and need not say when the sample is taken.

ALTER TABLE labsvar.letter
    ALTER COLUMN sample_number DROP NOT NULL,
    ALTER COLUMN production_number DROP NOT NULL,
    ALTER COLUMN sampled_at DROP NOT NULL,
    ALTER COLUMN resulted_at DROP NOT NULL;

-- What a requisition is found by: its number and those of its samples. `given` is its own word on consent.
-- Whether it is answered is not stored: that is seen from the answers when somebody looks.
CREATE TABLE labsvar.requisition (
    person_key        text NOT NULL,
    letter_id         text NOT NULL,
    requester_number  text NOT NULL,
    sample_numbers    text[] NOT NULL,
    sender            text NOT NULL,
    receiver          text NOT NULL,
    kind              text NOT NULL,
    stage             text NOT NULL,
    given             boolean,
    requested_at      timestamp NOT NULL,
    arrived_at        timestamptz NOT NULL,
    PRIMARY KEY (person_key, letter_id)
);
CREATE INDEX requisition_by_number ON labsvar.requisition (requester_number);
CREATE INDEX requisition_by_sample ON labsvar.requisition USING gin (sample_numbers);

GRANT SELECT, INSERT ON labsvar.requisition TO labsvar_app;
