-- Numbers that a sampling place has given to tubes. Each is given once in the whole hotel.
ALTER TABLE labsvar.hotel_event
    DROP CONSTRAINT hotel_event_move_check,
    ADD CONSTRAINT hotel_event_move_check
        CHECK (move IN ('reserve', 'fetch', 'release', 'label', 'sample', 'cancel'));
CREATE TABLE labsvar.hotel_tube (
    requisition_id  bigint NOT NULL,
    sequence        integer NOT NULL,
    position        integer NOT NULL,
    number          text NOT NULL CONSTRAINT hotel_tube_once UNIQUE,
    PRIMARY KEY (requisition_id, sequence, position),
    FOREIGN KEY (requisition_id, sequence) REFERENCES labsvar.hotel_event
);
GRANT SELECT, INSERT ON labsvar.hotel_tube TO labsvar_app;

-- A letter from the hotel to a laboratory is a delivery like that of any letter that goes on: it is listed, alarms when
-- it is late or refused, is settled by a receipt, and can be sent again by hand. Its name begins with hotel-.
ALTER TABLE labsvar.hotel_sending
    ADD COLUMN letter_id text NOT NULL GENERATED ALWAYS AS ('hotel-' || requisition_id) STORED;
CREATE UNIQUE INDEX hotel_sending_by_letter ON labsvar.hotel_sending (letter_id);
INSERT INTO labsvar.delivery (
    letter_id, sender, envelope_number, letter_number, databank, state, attempts, problem, changed_at)
SELECT s.letter_id, q.sender, s.envelope_number, q.letter_number,
       convert_from(s.document, 'UTF8')::json -> 'Receiver' ->> 'EANIdentifier',
       coalesce(a.state, 'delivering'), coalesce(a.attempt, 0), nullif(a.problem, ''), coalesce(a.at, s.made_at)
FROM labsvar.hotel_sending s
JOIN labsvar.hotel_requisition q USING (requisition_id)
LEFT JOIN LATERAL (
    SELECT attempt, state, problem, at
    FROM labsvar.hotel_attempt t
    WHERE t.requisition_id = s.requisition_id
    ORDER BY attempt DESC
    LIMIT 1
) a ON true;
DROP TABLE labsvar.hotel_attempt;
