"""The intake over PostgreSQL: the same answers as over a store in memory, and kept for good."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.database.intake import PostgresIntake
from labsvar.exchange.intake import Intake
from labsvar.exchange.memory import MemoryIntake
from labsvar.exchange.model import Arrival, Reply
from labsvar.exchange.routing import Configuration
from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter
from labsvar.results.model import Stage
from labsvar.results.store import Look, Viewer
from tests.builders import BRUNO, NANCY, emessage, laboratory_report, microbiology_report, patient, result
from tests.unit.exchange.helpers import ANYONE, START, accepted, refused

OPERATOR = Viewer(account="op", name="Drift", role="operator", organisation="Labsvar")
CONFIGURATION = Configuration(locations={"*": "*"})


def arrival(body: bytes, *, second: int = 0) -> Arrival:
    return Arrival(body=body, channel="http", system=None, arrived_at=START + timedelta(seconds=second))


def rows(owner_dsn: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar") as connection:
        return connection.execute(query).fetchall()


def test_a_letter_is_kept_whole(database: Database, owner_dsn: str) -> None:
    """Its exact bytes, the typed letter, the report and a row per result."""
    letter = laboratory_report()
    body = xml.write(emessage(letter, microbiology_report()))
    accepted(database.intake.receive([arrival(body)])[0])
    look = Look(viewer=OPERATOR, person_key=NANCY, what="letter", reason="test")
    stored = database.results.look(look)
    assert stored is not None
    first = min(stored.reports, key=lambda report: report.kind)
    seen = database.results.letter(look, first.letter_id)
    assert seen is not None
    assert seen.letter.raw == xml.read(body).letters[0].raw
    assert xml.read(seen.letter.raw).letters[0].letter == letter
    assert msgspec.json.decode(seen.letter.document, type=AnyLetter) == letter
    found = rows(
        owner_dsn,
        "SELECT position, code, producer_code, databank, status, value, unit FROM result "
        "ORDER BY databank, position",
    )
    assert found == [
        (0, "NPU19748", "TKB", "LABA", 3, "12", "mg/L"),
        (1, "NPU03230", "TKB", "LABA", 3, "4.0", "mmol/L"),
        (0, "990000000000001", "TKM", "MiBa", 3, "", ""),
    ]


def test_a_resend_after_a_restart_gets_the_very_same_receipt(database: Database) -> None:
    body = xml.write(emessage(laboratory_report()))
    (first,) = database.intake.receive([arrival(body)])
    store = PostgresIntake(database.address)
    assert Intake(store, CONFIGURATION).receive([arrival(body, second=9)]) == [first]
    store.close()


def test_a_change_of_the_register_counts_at_once(database: Database) -> None:
    """S15: the stage is the one in force when the letter is stored; earlier letters keep theirs."""
    look = Look(viewer=OPERATOR, person_key=NANCY, what="letter", reason="test")
    stages: tuple[Stage, ...] = ("full", "technical", "full")
    for n, stage in enumerate(stages):
        database.systems.set_stage("demonstration", stage, who="tests", reason="trying")
        body = xml.write(emessage(laboratory_report(number=f"B{n}"), number=f"K{n}"))
        database.intake.receive([arrival(body, second=n)])
    stored = database.results.look(look)
    assert stored is not None
    in_order = sorted(stored.reports, key=lambda report: report.arrived_at)
    assert [report.stage for report in in_order] == ["full", "technical", "full"]


# Two writers -------------------------------------------------------------------------------------


@pytest.fixture
def writers(database: Database) -> Iterator[list[Intake]]:
    """Four intakes of their own on one database, as four server processes have."""
    stores = [PostgresIntake(database.address) for _ in range(4)]
    yield [Intake(store, CONFIGURATION) for store in stores]
    for store in stores:
        store.close()


def at_once(writers: list[Intake], batches: list[list[Arrival]]) -> list[Reply]:
    """Hands each writer its batch at the same moment."""
    barrier = threading.Barrier(len(writers))

    def write(intake: Intake, batch: list[Arrival]) -> list[Reply]:
        barrier.wait()
        return intake.receive(batch)

    with ThreadPoolExecutor(len(writers)) as pool:
        return [reply for replies in pool.map(write, writers, batches) for reply in replies]


def test_the_same_letter_to_four_writers_is_stored_once(
    database: Database, writers: list[Intake], owner_dsn: str
) -> None:
    """All four answer alike: the same envelope has the same receipt."""
    for n in range(10):
        body = xml.write(emessage(laboratory_report(number=f"B{n}"), number=f"K{n}"))
        replies = at_once(writers, [[arrival(body)]] * 4)
        assert len({reply.body for reply in replies}) == 1
        accepted(replies[0])
    assert rows(owner_dsn, "SELECT count(*) FROM letter") == [(10,)]
    assert verification.verify(database.address) == []


def test_persons_and_corrections_are_decided_as_if_one_came_after_the_other(
    database: Database, writers: list[Intake], owner_dsn: str
) -> None:
    """However four writers run into each other, a person has one record per name and each letter a
    place of its own; a foreign correction never slips past its alarm."""
    other = replace(patient(NANCY), person_surname_name="Helt", person_given_name="Anden")
    for n in range(8):
        letter = laboratory_report(production_number=f"P{n}")
        corrected = laboratory_report(
            production_number=f"P{n}", results=(result(status="svar_rettet", value="9"),)
        )
        theirs = replace(corrected, sender=replace(corrected.sender, ean_identifier="5790000000036"))
        numbered = [
            replace(each, letter=replace(each.letter, identifier=f"B{n}-{place}"))
            for place, each in enumerate((letter, theirs, replace(letter, patient=other), letter))
        ]
        batches = [
            [arrival(xml.write(emessage(each, number=f"K{n}-{place}")))]
            for place, each in enumerate(numbered)
        ]
        for reply in at_once(writers, batches):
            accepted(reply)
    assert rows(owner_dsn, "SELECT apart FROM person ORDER BY 1") == [("",), ("2",)]
    assert rows(
        owner_dsn, "SELECT person_key, count(*), max(sequence) FROM letter GROUP BY 1 ORDER BY 1"
    ) in (
        [(NANCY, 24, 24), (f"{NANCY}~2", 8, 8)],
        [(NANCY, 8, 8), (f"{NANCY}~2", 24, 24)],
    )
    alarmed = rows(owner_dsn, "SELECT count(*) FROM alarm WHERE kind = 'foreign_correction'")
    late = rows(
        owner_dsn,
        """SELECT count(*) FROM letter l WHERE sender = '5790000000036' AND NOT EXISTS (
           SELECT FROM letter o WHERE o.person_key = l.person_key AND o.sequence < l.sequence
           AND o.production_number = l.production_number)""",
    )
    assert alarmed[0][0] + late[0][0] == 8
    assert verification.verify(database.address) == []


# A reference in memory ---------------------------------------------------------------------------

PERSONS = [
    patient(NANCY),
    replace(patient(NANCY), person_surname_name="Helt", person_given_name="Anden"),
    patient(BRUNO),
    replace(patient(), civil_registration_number="0000000000"),
    replace(patient(), civil_registration_number=None, alternative_identifier="2512485AB6"),
]
SENDERS = ["5790000000012", "5790000000036"]


@st.composite
def messages(draw: st.DrawFn) -> bytes:
    """An envelope with one to three letters, whose numbers, persons and content often clash."""
    letters = []
    sender = draw(st.sampled_from(SENDERS))
    for _ in range(draw(st.integers(1, 3))):
        letter = laboratory_report(
            number=draw(st.sampled_from(["B1", "B2", "B3", "B4"])),
            patient=draw(st.sampled_from(PERSONS)),
            results=(
                result(
                    value=draw(st.sampled_from(["1", "2"])),
                    status=draw(st.sampled_from(["svar_endeligt", "svar_rettet"])),
                ),
            ),
        )
        letters.append(replace(letter, sender=replace(letter.sender, ean_identifier=sender)))
    body = xml.write(
        emessage(
            *letters, number=draw(st.sampled_from(["K1", "K2", "K3"])), receipt_wanted=draw(st.booleans())
        )
    )
    if draw(st.integers(0, 5)) == 0:
        body = body.replace(b">numerisk<", b">numeric<", 1)
    return body


Value = TypeVar("Value")


def without_ids(value: Value, ids: dict[str, str]) -> Value:
    """Ids of ours are made by chance: each becomes the order in which it was first seen."""
    text = msgspec.json.encode(value).decode()
    for known, name in ids.items():
        text = text.replace(known, name)
    named: Value = msgspec.json.decode(text)
    return named


def remember(ids: dict[str, str], *found: str | None) -> None:
    for each in found:
        if each is not None:
            ids.setdefault(each, f"id-{len(ids)}")


def outcome(replies: list[Reply], ids: dict[str, str]) -> list[tuple[int, str, str | None]]:
    remember(ids, *(reply.emessage_id for reply in replies))
    return [(reply.status, reply.body.decode(), ids.get(reply.emessage_id or "")) for reply in replies]


STORED = """
SELECT l.person_key, l.sequence, l.sender, l.letter_number, p.surname, l.stage, r.value, r.status
FROM letter l
JOIN result r USING (person_key, letter_id)
JOIN person p ON split_part(l.person_key, '~', 1) = p.base_key
             AND split_part(l.person_key, '~', 2) = p.apart
ORDER BY l.arrived_at, l.sender, l.letter_number
"""


def stored_in_memory(store: MemoryIntake) -> list[tuple[Any, ...]]:
    letters = sorted(
        store.letters, key=lambda each: (each.row.arrived_at, each.row.sender, each.row.letter_number)
    )
    names = {
        (person.base_key, person.apart): person.surname for entry in store.entries for person in entry.persons
    }
    return [
        (
            row.person_key,
            row.sequence,
            row.sender,
            row.letter_number,
            names[(row.person_key.partition("~")[0], row.person_key.partition("~")[2])],
            row.stage,
            each.report.results[0].value,
            int(each.report.results[0].status),
        )
        for each in letters
        for row in [each.row]
    ]


def anonymous(found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """The key of nobody ends with the letter's id, which is made by chance."""
    return [(row[0][:30] if row[0].startswith("0000000000") else row[0], *row[1:]) for row in found]


EMPTY = """
TRUNCATE person, letter, result, letter_number, emessage, arrival, alarm, ledger;
ALTER SEQUENCE own_number RESTART
"""


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(messages(), min_size=1, max_size=4), min_size=1, max_size=5))
def test_postgresql_answers_and_keeps_as_the_store_in_memory(
    database: Database, owner_dsn: str, batches: list[list[bytes]]
) -> None:
    """Random letters, resends, clashes, corrections and wrong names, in batches of random size."""
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar", autocommit=True) as connection:
        for statement in EMPTY.split(";"):
            connection.execute(statement.encode())
    memory = MemoryIntake([ANYONE])
    reference = Intake(memory, CONFIGURATION)
    store = PostgresIntake(database.address)
    intake = Intake(store, CONFIGURATION)
    ids: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for second, bodies in enumerate(batches):
        arrivals = [arrival(body, second=second) for body in bodies]
        expected = outcome(reference.receive(arrivals), ids[0])
        assert outcome(intake.receive(arrivals), ids[1]) == expected
    store.close()
    assert anonymous(rows(owner_dsn, STORED)) == anonymous(stored_in_memory(memory))
    alarms = [(alarm.kind, alarm.position) for entry in memory.entries for alarm in entry.alarms]
    assert rows(owner_dsn, "SELECT kind, position FROM alarm ORDER BY alarm_id") == alarms
    states = [arrival.state for entry in memory.entries for arrival in entry.arrivals]
    assert rows(owner_dsn, "SELECT state FROM arrival ORDER BY arrival_id") == [(state,) for state in states]


# Faults ------------------------------------------------------------------------------------------


def test_a_database_error_over_one_letter_hurts_no_other(database: Database, owner_dsn: str) -> None:
    """The one is answered with a 500; nothing of it is stored; the others are."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE labsvar.letter ADD CHECK (letter_number <> 'BAD')")
    bodies = [
        xml.write(emessage(laboratory_report(number=number), number=number)) for number in ("B1", "BAD", "B2")
    ]
    replies = database.intake.receive([arrival(body) for body in bodies])
    assert [reply.status for reply in replies] == [200, 500, 200]
    assert rows(owner_dsn, "SELECT letter_number FROM letter ORDER BY 1") == [("B1",), ("B2",)]
    assert rows(owner_dsn, "SELECT count(*) FROM arrival") == [(2,)]
    assert verification.verify(database.address) == []


def test_a_lost_connection_is_made_anew(database: Database, owner_dsn: str) -> None:
    """What was under way is answered with a 500 or stored; the next letter is taken as ever."""
    body = [xml.write(emessage(laboratory_report(number=f"B{n}"), number=f"K{n}")) for n in range(3)]
    accepted(database.intake.receive([arrival(body[0])])[0])
    with psycopg.connect(owner_dsn, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    (reply,) = database.intake.receive([arrival(body[1])])
    assert reply.status == 500
    accepted(database.intake.receive([arrival(body[1])])[0])
    accepted(database.intake.receive([arrival(body[2])])[0])
    assert verification.verify(database.address) == []


def test_a_faulty_letter_leaves_its_findings_and_no_value(database: Database, owner_dsn: str) -> None:
    body = xml.write(emessage(laboratory_report())).replace(b">numerisk<", b">Hemmelig<", 1)
    refused(database.intake.receive([arrival(body)])[0])
    ((state, findings),) = rows(owner_dsn, "SELECT state, findings::text FROM arrival")
    assert state == "refused"
    assert "standard." in findings
    assert "Hemmelig" not in findings


def test_no_error_of_the_database_reaches_a_log_with_a_value(
    database: Database, owner_dsn: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    """S18: the server's own log too leaves out the keys that clashed."""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE labsvar.letter ADD CHECK (letter_number <> 'BAD')")
        log = connection.execute("SHOW data_directory").fetchone()
    body = xml.write(emessage(laboratory_report(number="BAD"), number="K1"))
    assert database.intake.receive([arrival(body)])[0].status == 500
    assert log is not None
    of_server = (Path(log[0]) / "server.log").read_text(encoding="utf-8")
    said = of_server + caplog.text + "".join(capfd.readouterr())
    assert "check constraint" in said
    assert NANCY not in said


def test_the_clock_of_an_arrival_is_kept(database: Database) -> None:
    """Times of ours have a zone and are read back as they were."""
    at = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    body = xml.write(emessage(laboratory_report()))
    database.intake.receive([Arrival(body=body, channel="http", system=None, arrived_at=at)])
    stored = database.results.look(Look(viewer=OPERATOR, person_key=NANCY, what="x", reason="y"))
    assert stored is not None
    assert stored.reports[0].arrived_at == at


def test_an_envelope_with_many_letters_is_stored_as_one(database: Database, owner_dsn: str) -> None:
    """In portions, and all of it or nothing."""
    letters = [laboratory_report(number=f"B{n}", production_number=f"P{n}") for n in range(600)]
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE labsvar.letter ADD CONSTRAINT bad CHECK (letter_number <> 'B599')")
    body = xml.write(emessage(*letters))
    assert database.intake.receive([arrival(body)])[0].status == 500
    assert rows(owner_dsn, "SELECT count(*) FROM letter") == [(0,)]
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("ALTER TABLE labsvar.letter DROP CONSTRAINT bad")
    accepted(database.intake.receive([arrival(body)])[0])
    assert rows(owner_dsn, "SELECT count(*), max(sequence) FROM letter") == [(600, 600)]
    assert rows(owner_dsn, "SELECT count(*) FROM result") == [(1200,)]
    assert verification.verify(database.address) == []
