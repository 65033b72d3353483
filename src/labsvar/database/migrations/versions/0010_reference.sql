-- Samples that arrived at a reference laboratory. Nothing here is changed: that it was a mistake is a row of its own.
CREATE TABLE labsvar.reference_reception (
    person_key   text NOT NULL,
    letter_id    text NOT NULL,
    sequence     integer NOT NULL,
    kind         text NOT NULL CHECK (kind IN ('received', 'undone')),
    at           timestamptz NOT NULL,
    who          text NOT NULL,
    laboratory   text NOT NULL,
    number       text NOT NULL,
    PRIMARY KEY (person_key, letter_id, sequence)
);
CREATE INDEX reference_reception_by_letter ON labsvar.reference_reception (letter_id);

GRANT SELECT, INSERT ON labsvar.reference_reception TO labsvar_app;
