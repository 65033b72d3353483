-- What laboratories report of their stocks of sample numbers. Nothing of it is about a person, and no report is
-- changed.

CREATE TABLE labsvar.npn_level (
    level_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    laboratory  text NOT NULL,
    stock       text NOT NULL,
    life        text NOT NULL,
    at          timestamptz NOT NULL,
    report      text NOT NULL
);
CREATE INDEX npn_level_by_stock ON labsvar.npn_level (laboratory, stock, level_id);

GRANT SELECT, INSERT ON labsvar.npn_level TO labsvar_app;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA labsvar TO labsvar_app;
