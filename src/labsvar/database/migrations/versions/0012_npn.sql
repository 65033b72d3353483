-- National sample numbers: series, their release, and who is connected. Nothing of it is about a person, and
-- nothing is changed by the running server.

-- Series that were drawn by a system, drawn by hand on a mail, or drawn elsewhere and registered here. No two
-- overlap: the exclusion constraint is a plain one over ranges, for which no extension is needed. `reusable` is
-- set by the trigger below alone, when a released series may be handed out again.
CREATE TABLE labsvar.npn_series (
    series_id   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    numbers     int8range NOT NULL CHECK (
        NOT isempty(numbers) AND NOT lower_inf(numbers) AND NOT upper_inf(numbers) AND lower(numbers) >= 0),
    origin      text NOT NULL CHECK (origin IN ('drawn', 'mailed', 'registered')),
    supplier    text NOT NULL,
    laboratory  text NOT NULL,
    department  text NOT NULL,
    account     text NOT NULL,
    message_id  text,
    drawn_at    timestamptz NOT NULL,
    who         text NOT NULL,
    note        text NOT NULL,
    reusable    boolean NOT NULL DEFAULT false,
    CONSTRAINT npn_series_apart EXCLUDE USING gist (numbers WITH &&) WHERE (NOT reusable)
);
-- The same message is answered with the same series.
CREATE UNIQUE INDEX npn_series_by_message ON labsvar.npn_series (account, message_id);
CREATE INDEX npn_series_by_number ON labsvar.npn_series USING gist (numbers);
CREATE INDEX npn_series_by_supplier ON labsvar.npn_series (supplier, series_id);

CREATE TABLE labsvar.npn_release (
    series_id  bigint PRIMARY KEY REFERENCES labsvar.npn_series,
    at         timestamptz NOT NULL,
    who        text NOT NULL,
    reusable   boolean NOT NULL
);
CREATE FUNCTION labsvar.npn_make_reusable() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = labsvar, pg_temp AS $$
BEGIN
    UPDATE labsvar.npn_series SET reusable = true WHERE series_id = NEW.series_id;
    RETURN NULL;
END $$;
CREATE TRIGGER npn_make_reusable AFTER INSERT ON labsvar.npn_release
    FOR EACH ROW WHEN (NEW.reusable) EXECUTE FUNCTION labsvar.npn_make_reusable();

-- What was decided about suppliers, laboratories and accounts: `change` is JSON.
CREATE TABLE labsvar.npn_connection (
    event_id  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at        timestamptz NOT NULL,
    change    text NOT NULL,
    who       text NOT NULL,
    reason    text NOT NULL
);

-- Calls of services over SOAP. Of who calls it holds the system and the organisation, never a user.
CREATE TABLE labsvar.dgws_call (
    call_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service     text NOT NULL,
    operation   text NOT NULL,
    caller      text NOT NULL,
    card_id     text NOT NULL,
    message_id  text NOT NULL,
    flow_id     text NOT NULL,
    at          timestamptz NOT NULL,
    outcome     text NOT NULL,
    rule        text NOT NULL,
    digest      text NOT NULL,
    secure      boolean NOT NULL
);
CREATE INDEX dgws_call_by_message ON labsvar.dgws_call (service, caller, message_id);
CREATE INDEX dgws_call_by_service ON labsvar.dgws_call (service, call_id);

GRANT SELECT ON labsvar.npn_series TO labsvar_app;
GRANT INSERT (numbers, origin, supplier, laboratory, department, account, message_id, drawn_at, who, note)
    ON labsvar.npn_series TO labsvar_app;
GRANT SELECT, INSERT ON labsvar.npn_release, labsvar.npn_connection, labsvar.dgws_call TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA labsvar TO labsvar_app;
