"""VANSEnvelopes in a real database: what was seen is seen by everyone, for good, and under the ledger."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from labsvar.database import Database
from labsvar.database import verify as verification
from labsvar.exchange.intake import Intake
from labsvar.exchange.model import Arrival, Reply
from labsvar.formats import vans
from labsvar.formats.vans.wrapping import accepting, receipt
from tests.integration.test_ledger import say_problems
from tests.unit.exchange.helpers import START
from tests.unit.exchange.test_enveloped import FAULTY, LABORATORY, US, renamed, with_content, wrapped


def take(database: Database, *bodies: bytes) -> list[Reply]:
    arrivals = [Arrival(body=body, channel="http", system=None, arrived_at=START) for body in bodies]
    return database.intake.receive(arrivals)


def answering() -> bytes:
    about = vans.read(wrapped()).meta_information
    assert about is not None
    content = accepting(vans.new_uuid(), about)
    return vans.write(receipt(content, sender=LABORATORY, receiver=US, at=START))


def letters(database: Database) -> int:
    with psycopg.connect(database.address) as connection:
        row = connection.execute("SELECT count(*) FROM labsvar.letter").fetchone()
    assert row is not None
    return int(row[0])


def test_the_table_of_reliable_messaging_holds_across_connections(database: Database) -> None:
    """New; a copy; a resend in a new envelope; a copy of that; an envelope used again; a changed message.
    The receipts are the same bytes whoever answers, and the letter is stored once."""
    body = wrapped()
    again = renamed(body, envelope=True)
    (first,) = take(database, body)
    assert first.status == 200
    other = database.batcher
    at = Arrival(body=body, channel="http", system=None, arrived_at=START)
    assert other.submit(at).result() == first
    assert take(database, again, again, body) == [first, first, first]
    reused, changed = with_content(renamed(body, message=True), FAULTY), with_content(again, FAULTY)
    assert [reply.status for reply in take(database, reused, changed)] == [422, 422]
    assert letters(database) == 1
    assert verification.verify(database.address) == []


def test_copies_that_come_at_the_same_time_are_stored_once(database: Database) -> None:
    """One transaction wins; the others are decided anew and give its answer."""
    body = wrapped()
    arrivals = [Arrival(body=body, channel="http", system=None, arrived_at=START) for _ in range(8)]
    intakes: list[Intake] = [database.intake]
    with ThreadPoolExecutor(8) as pool:
        futures = [
            pool.submit(lambda each: database.batcher.submit(each).result(), each) for each in arrivals
        ]
        replies = [*intakes[0].receive(arrivals[:1]), *(future.result() for future in futures)]
    assert len({reply.body for reply in replies}) == 1
    assert letters(database) == 1


def test_a_refused_message_and_a_receipt_are_remembered_too(database: Database) -> None:
    bodies = (wrapped(FAULTY), wrapped(b"nonsense"), answering())
    first = take(database, *bodies)
    again = take(database, *bodies)
    assert [reply.status for reply in first] == [422, 422, 204]
    assert first[:2] == again[:2]
    with psycopg.connect(database.address) as connection:
        assert connection.execute("SELECT kind, matched FROM labsvar.vans_receipt").fetchall() == [
            ("PositiveMessage", False)
        ]


TAMPERING: dict[str, tuple[str, set[tuple[str, str]]]] = {
    "an answer changed": ("UPDATE vans_message SET body = ''", {("vans_message", "altered")}),
    "a message forgotten": ("DELETE FROM vans_message", {("vans_message", "missing")}),
    "an envelope forgotten": ("DELETE FROM vans_envelope", {("vans_envelope", "missing")}),
    "an envelope made up": (
        "INSERT INTO vans_envelope VALUES ('EAN:1', 'x', 'y', now())",
        {("vans_envelope", "added")},
    ),
    "a receipt turned": ("UPDATE vans_receipt SET kind = 'NegativeVans'", {("vans_receipt", "altered")}),
}


@pytest.mark.parametrize(("statement", "expected"), TAMPERING.values(), ids=TAMPERING)
def test_whatever_was_tampered_with_shows(
    database: Database, owner_dsn: str, statement: str, expected: set[tuple[str, str]]
) -> None:
    take(database, wrapped(), answering())
    assert say_problems(owner_dsn) == ""
    with psycopg.connect(owner_dsn) as connection:
        connection.execute("SET search_path = labsvar")
        assert connection.execute(statement).rowcount > 0
    found = {(problem.what, problem.kind) for problem in verification.verify(database.address)}
    assert found == expected
    assert say_problems(owner_dsn)


@pytest.mark.parametrize("table", ["vans_message", "vans_envelope", "vans_receipt", "vans_sent"])
def test_the_running_server_cannot_change_what_was_seen(database: Database, table: str) -> None:
    """Rule S4."""
    statements: tuple[Callable[[str], str], ...] = (
        lambda name: f"DELETE FROM labsvar.{name}",
        lambda name: f"TRUNCATE labsvar.{name}",
        lambda name: (
            f"UPDATE labsvar.{name} SET envelope_identifier = ''"
            if name != "vans_message"
            else "UPDATE labsvar.vans_message SET status = 200"
        ),
    )
    for statement in statements:
        with (
            psycopg.connect(database.address) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement(table))
