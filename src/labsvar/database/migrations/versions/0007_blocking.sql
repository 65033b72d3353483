-- A citizen's own blocking, and the mandates of those who help. Nothing here is changed: ending is a row.

-- What was set (`content` is the whole wish) and what was ended (`content` is empty), by whom (`actor`, an
-- object with account, name, role and organisation).
CREATE TABLE labsvar.blocking_event (
    person_key  text NOT NULL,
    event_id    text NOT NULL,
    entry_id    text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('set', 'ended')),
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    content     text NOT NULL,
    PRIMARY KEY (person_key, event_id)
);
CREATE UNIQUE INDEX blocking_event_once ON labsvar.blocking_event (entry_id, kind);

-- Mandates that were registered (`content` holds the days and the evidence), and that were ended.
CREATE TABLE labsvar.mandate_event (
    person_key  text NOT NULL,
    event_id    text NOT NULL,
    mandate_id  text NOT NULL,
    helper      text NOT NULL,
    kind        text NOT NULL CHECK (kind IN ('registered', 'ended')),
    at          timestamptz NOT NULL,
    actor       text NOT NULL,
    content     text NOT NULL,
    PRIMARY KEY (person_key, event_id)
);
CREATE UNIQUE INDEX mandate_event_once ON labsvar.mandate_event (mandate_id, kind);
CREATE INDEX mandate_event_by_helper ON labsvar.mandate_event (helper, event_id);

GRANT SELECT, INSERT ON labsvar.blocking_event, labsvar.mandate_event TO labsvar_app;
