"""What an operator finds: letters by what is known of them, and never by person."""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from labsvar.database import Database
from labsvar.database.operations import ListedLetter, Page, Search
from labsvar.exchange.model import Arrival, Reply
from labsvar.formats import xml
from labsvar.letters.catalogue import Emessage
from tests.builders import (
    CLINIC_GLN,
    LABORATORY_GLN,
    MICROBIOLOGY_GLN,
    NANCY,
    emessage,
    laboratory_report,
    microbiology_report,
    result,
)
from tests.unit.exchange.helpers import START


def take(database: Database, message: Emessage | bytes, second: int = 0) -> Reply:
    body = message if isinstance(message, bytes) else xml.write(message)
    at = START + timedelta(seconds=second)
    (reply,) = database.intake.receive([Arrival(body=body, channel="http", system=None, arrived_at=at)])
    return reply


@pytest.fixture
def filled(database: Database) -> Database:
    """Two letters that were stored, one that came again, one that was refused."""
    take(database, emessage(laboratory_report(number="B1"), microbiology_report(number="M1"), number="K1"), 1)
    take(database, emessage(laboratory_report(number="B1"), number="K2"), 2)
    changed = laboratory_report(number="B1", sample_number="S9", results=(result(value="13"),))
    take(database, emessage(changed, number="K3"), 3)
    return database


def found(page: Page) -> list[tuple[str | None, str]]:
    return [(letter.letter_number, letter.state) for letter in page.letters]


def test_letters_are_listed_newest_first(filled: Database) -> None:
    page = filled.operations.search(Search())
    assert found(page) == [("B1", "refused"), ("B1", "duplicate"), ("M1", "stored"), ("B1", "stored")]
    assert page.after is None


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        (Search(sender=MICROBIOLOGY_GLN), [("M1", "stored")]),
        (Search(receiver=CLINIC_GLN, state="stored"), [("M1", "stored"), ("B1", "stored")]),
        (Search(receiver=LABORATORY_GLN), []),
        (Search(sample_number="S9"), [("B1", "refused")]),
        (Search(requester_number="MR0001"), [("M1", "stored")]),
        (Search(letter_number="M1"), [("M1", "stored")]),
        (Search(envelope_number="K2"), [("B1", "duplicate")]),
        (Search(state="refused"), [("B1", "refused")]),
        (Search(state="delivered"), []),
        (Search(state="delivering"), []),
        (Search(state="late", sender=LABORATORY_GLN), []),
        (Search(since=START + timedelta(seconds=3)), [("B1", "refused")]),
        (Search(until=START + timedelta(seconds=2)), [("M1", "stored"), ("B1", "stored")]),
        (
            Search(since=START + timedelta(seconds=2), until=START + timedelta(seconds=3)),
            [("B1", "duplicate")],
        ),
    ],
)
def test_a_letter_is_found_by_what_is_known_of_it(
    filled: Database, search: Search, expected: list[tuple[str | None, str]]
) -> None:
    assert found(filled.operations.search(search)) == expected


def test_pages_go_on_where_the_last_one_ended(filled: Database) -> None:
    pages = []
    after = None
    while True:
        page = filled.operations.search(Search(), after=after, limit=1)
        pages.append(found(page))
        after = page.after
        if after is None:
            break
    assert pages == [[("B1", "refused")], [("B1", "duplicate")], [("M1", "stored")], [("B1", "stored")]]


@pytest.mark.parametrize(
    ("field", "index"),
    [
        ("sender", "arrival_by_sender"),
        ("receiver", "arrival_by_receiver"),
        ("sample_number", "arrival_by_sample_number"),
        ("requester_number", "arrival_by_requester_number"),
        ("letter_number", "arrival_by_letter_number"),
        ("envelope_number", "arrival_by_envelope_number"),
        ("state", "arrival_by_state"),
        (None, "arrival_by_time"),
    ],
)
def test_every_way_to_search_has_its_index(
    filled: Database, owner_dsn: str, field: str | None, index: str
) -> None:
    """Among many letters a page is read from the index, in its order, without sorting."""
    with psycopg.connect(owner_dsn, options="-c search_path=labsvar", autocommit=True) as connection:
        connection.execute(
            "INSERT INTO arrival (at, state, channel, emessage_id, position, sender, receiver, letter_number, "
            "envelope_number, sample_number, requester_number, findings) "
            "SELECT now(), 'stored', 'http', n::text, 0, (n % 50)::text, (n % 50)::text, n::text, n::text, "
            "n::text, n::text, '[]' FROM generate_series(1, 20000) n"
        )
        connection.execute("ANALYZE arrival")
        where = "" if field is None else f"WHERE {field} = '7'"
        plan = "\n".join(
            row[0]
            for row in connection.execute(
                f"EXPLAIN SELECT * FROM arrival {where} ORDER BY at DESC, arrival_id DESC LIMIT 51".encode()
            )
        )
    assert index in plan
    assert "Sort" not in plan


def test_one_letter_tells_its_findings(filled: Database) -> None:
    listed = filled.operations.search(Search(state="refused")).letters[0]
    one = filled.operations.letter(listed.arrival_id)
    assert one == listed
    assert "exchange.letter-number-reused" in [finding.rule for finding in listed.findings]
    assert filled.operations.letter(-1) is None


def test_nothing_listed_is_about_a_person(filled: Database) -> None:
    """S18."""
    assert not {"person_key", "name", "value"} & set(ListedLetter.__struct_fields__)
    assert NANCY not in str(filled.operations.search(Search()))


def test_the_state_of_what_came_in_can_be_read(database: Database) -> None:
    reply = take(database, emessage(laboratory_report(), number="K1"))
    state = database.operations.emessage(reply.emessage_id or "")
    assert state is not None
    assert (state.status, state.receipt, state.stored, state.refused) == (200, reply.body, 1, 0)
    assert (state.sender, state.envelope_number) == (LABORATORY_GLN, "K1")
    assert [letter.state for letter in state.letters] == ["stored"]
    assert database.operations.emessage("none") is None


def test_of_more_than_99_refused_letters_the_whole_list_can_be_read(database: Database) -> None:
    letters = [laboratory_report(number=f"B{n}") for n in range(120)]
    body = xml.write(emessage(*letters)).replace(b">numerisk<", b">numeric<")
    reply = take(database, body)
    state = database.operations.emessage(reply.emessage_id or "")
    assert state is not None
    assert (state.status, state.refused, len(state.letters)) == (422, 120, 120)


def test_a_number_used_twice_has_a_state_although_its_answer_is_not_the_envelope_s(
    database: Database,
) -> None:
    take(database, emessage(laboratory_report(number="B1"), number="K1"))
    reply = take(database, emessage(laboratory_report(number="B2"), number="K1"))
    state = database.operations.emessage(reply.emessage_id or "")
    assert state is not None
    assert (state.status, [letter.state for letter in state.letters]) == (None, ["refused"])
    assert (state.stored, state.refused) == (0, 1)


def test_alarms_are_listed_newest_first(filled: Database) -> None:
    take(filled, emessage(laboratory_report(number="B5"), number="K1"), 9)
    alarms = filled.operations.alarms()
    assert [(alarm.kind, alarm.number) for alarm in alarms] == [
        ("envelope_number_reused", "K1"),
        ("letter_number_reused", "B1"),
    ]
    older = filled.operations.alarms(before=alarms[0].alarm_id, limit=1)
    assert older == alarms[1:]
