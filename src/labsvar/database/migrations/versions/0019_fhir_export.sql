-- Bulk exports over FHIR: who asked for what, how far it has come, and until when its files are kept. `asked` and
-- `manifest` are JSON; neither holds anything about a person. A deleted export stays as `gone`.
CREATE TABLE labsvar.fhir_export (
    export_id  text PRIMARY KEY,
    client     text NOT NULL,
    asked_at   timestamptz NOT NULL,
    asked      bytea NOT NULL,
    state      text NOT NULL CHECK (state IN ('waiting', 'working', 'done', 'failed', 'gone')),
    manifest   bytea,
    ends_at    timestamptz
);
-- A program has one export under way at a time, whatever race.
CREATE UNIQUE INDEX fhir_export_under_way ON labsvar.fhir_export (client) WHERE state IN ('waiting', 'working');

GRANT SELECT, INSERT, UPDATE ON labsvar.fhir_export TO labsvar_app;
