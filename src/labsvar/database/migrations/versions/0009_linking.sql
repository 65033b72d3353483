-- Answers of laboratories that belong together. Nothing here is changed: a decision is a row of its own.

-- By what a letter of microbiology is found when another comes: the person's number and production numbers.
-- It can be made anew from the letters. A letter that has nothing to do with linking has one empty key.
CREATE TABLE labsvar.link_key (
    person_key  text NOT NULL,
    letter_id   text NOT NULL,
    key         text NOT NULL,
    PRIMARY KEY (person_key, letter_id, key)
);
CREATE INDEX link_key_by_key ON labsvar.link_key (key);

-- What the linker said of two answers (`judged` is an object), and what a person decided (`judged` is empty).
-- `person_key` is that of the reference laboratory's answer, `other_key` that of the first laboratory's.
CREATE TABLE labsvar.link_event (
    person_key    text NOT NULL,
    link_id       text NOT NULL,
    sequence      integer NOT NULL,
    reference_id  text NOT NULL,
    other_key     text NOT NULL,
    kind          text NOT NULL
        CHECK (kind IN ('linked', 'proposed', 'dropped', 'accepted', 'rejected', 'undone')),
    at            timestamptz NOT NULL,
    who           text NOT NULL,
    reason        text NOT NULL,
    judged        text NOT NULL,
    PRIMARY KEY (person_key, link_id, sequence)
);
CREATE INDEX link_event_by_link ON labsvar.link_event (link_id);
CREATE INDEX link_event_by_reference ON labsvar.link_event (reference_id);
CREATE INDEX link_event_by_other ON labsvar.link_event (other_key);

GRANT SELECT, INSERT ON labsvar.link_key, labsvar.link_event TO labsvar_app;
