-- Sources: what is stated, approved and released about sending systems and their clinics (rule S15), and
-- letters that were sent on again by hand.

-- What was decided of these kinds stands in `body` as JSON. It joins the events there are, so that one number
-- remains the version of the whole register.
ALTER TABLE labsvar.system_event
    ADD COLUMN body text,
    DROP CONSTRAINT system_event_kind_check,
    ADD CONSTRAINT system_event_kind_check CHECK (kind IN (
        'token', 'sender', 'stage', 'facts', 'clinic', 'contact', 'approval', 'approval_withdrawn',
        'release_proposed', 'release_confirmed', 'release_declined'));

-- The letters of the technical stage that two people released, each under the confirmation that did it.
CREATE TABLE labsvar.released_letter (
    person_key   text NOT NULL,
    letter_id    text NOT NULL,
    event_id     bigint NOT NULL REFERENCES labsvar.system_event,
    released_at  timestamptz NOT NULL,
    PRIMARY KEY (person_key, letter_id)
);
CREATE INDEX released_letter_by_event ON labsvar.released_letter (event_id);
CREATE INDEX released_letter_by_time ON labsvar.released_letter (person_key, released_at);

-- Letters that a person had sent on again: who, why, and the number of the envelope before and after.
CREATE TABLE labsvar.resend (
    resend_id      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_id      text NOT NULL,
    at             timestamptz NOT NULL,
    who            text NOT NULL,
    reason         text NOT NULL,
    sender         text NOT NULL,
    old_envelope   text NOT NULL,
    new_envelope   text NOT NULL
);
CREATE INDEX resend_by_letter ON labsvar.resend (letter_id);
CREATE INDEX resend_by_old_envelope ON labsvar.resend (sender, old_envelope);

-- A delivery that has become late or was refused is told as an alarm, whichever way it became so.
CREATE FUNCTION labsvar.alarm_about_delivery() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO labsvar.alarm (at, kind, sender, letter_id, number)
    VALUES (NEW.changed_at, 'delivery_' || NEW.state, NEW.sender, NEW.letter_id, NEW.letter_number);
    RETURN NULL;
END $$;
CREATE TRIGGER alarm_about_delivery AFTER UPDATE OF state ON labsvar.delivery
    FOR EACH ROW WHEN (NEW.state IN ('late', 'refused') AND OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION labsvar.alarm_about_delivery();

GRANT SELECT, INSERT ON labsvar.released_letter, labsvar.resend TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA labsvar TO labsvar_app;

-- How deliveries are listed: all, or those to one databank, newest change first.
CREATE INDEX delivery_by_time ON labsvar.delivery (changed_at, delivery_id);
CREATE INDEX delivery_by_databank ON labsvar.delivery (databank, changed_at, delivery_id);
