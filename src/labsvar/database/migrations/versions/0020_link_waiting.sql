-- Letters that the linker has to read: those that came, and those that were withdrawn as a whole. They are put here
-- in the transaction that stores them, whoever does, and taken away in the one that links them. A letter may wait
-- twice; reading it twice says nothing new. Nothing is lost with this table: all letters can be put in it again.
CREATE TABLE labsvar.link_waiting (
    place      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    letter_id  text NOT NULL
);

CREATE FUNCTION labsvar.wait_for_linking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO labsvar.link_waiting (letter_id) VALUES (NEW.letter_id);
    RETURN NULL;
END
$$;

GRANT SELECT, INSERT, DELETE ON labsvar.link_waiting TO labsvar_app;

-- The kinds are those of `labsvar.linking.facts.KINDS`.
CREATE TRIGGER letter_waits_for_linking AFTER INSERT ON labsvar.letter
    FOR EACH ROW WHEN (NEW.kind IN ('XRPT05', 'XRPT06', 'XREQ01') AND NEW.destination IS NULL)
    EXECUTE FUNCTION labsvar.wait_for_linking();
CREATE TRIGGER withdrawal_waits_for_linking AFTER INSERT ON labsvar.withdrawal
    FOR EACH ROW WHEN (NEW.position IS NULL)
    EXECUTE FUNCTION labsvar.wait_for_linking();

INSERT INTO labsvar.link_waiting (letter_id)
SELECT l.letter_id
FROM labsvar.letter l
WHERE l.kind IN ('XRPT05', 'XRPT06', 'XREQ01') AND l.destination IS NULL
  AND (NOT EXISTS (
          SELECT FROM labsvar.link_key k WHERE k.person_key = l.person_key AND k.letter_id = l.letter_id)
       OR EXISTS (
          SELECT FROM labsvar.withdrawal w
          WHERE w.person_key = l.person_key AND w.letter_id = l.letter_id AND w.position IS NULL));
