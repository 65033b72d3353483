"""S14: notifiable findings of biochemistry go on to surveillance at another installation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from labsvar import database as labsvar_database
from labsvar.codetables import write_csv
from labsvar.database import Database
from labsvar.database.forwarding import Arrivals
from labsvar.exchange.rounds import Rounds
from labsvar.exchange.routing import Configuration
from labsvar.notifiable import TABLE, Row
from tests import builders
from tests.builders import BRUNO, NANCY, patient
from tests.integration.test_results import rows, take
from tests.unit.exchange.helpers import START

SINCE = START - timedelta(days=1)


def release(database: Database, code: str = "NPU12345") -> None:
    table = write_csv(Row, [Row(what="code", finding=code, disease="Hiv", list="2")])
    number = database.code_tables.draft(TABLE, table, owner="SSI", who="A", reason="a test")
    database.code_tables.review(TABLE, number, who="B", reason="seen")
    database.code_tables.release(TABLE, number, who="B", reason="agreed")


@pytest.fixture
def hub(database_dsn: str) -> Iterator[Database]:
    """LABA is here, MiBa is another installation; the table knows one code."""
    configuration = Configuration(locations={"*": "*"}, destinations={"MiBa": "http://t0ken@miba.example"})
    opened = labsvar_database.open(database_dsn, exchange=configuration)
    opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
    release(opened)
    yield opened
    opened.close()


def letter(number: str, value: str, *, of: str = NANCY, sample: str = "S1", **more: Any) -> Any:
    """A biochemistry letter whose person has refused; with an analysis that is notifiable and one that is not."""
    result = builders.result(
        "NPU12345", value, result_type="alfanumerisk", status=more.pop("status", "svar_endeligt")
    )
    return builders.laboratory_report(
        number=number,
        results=(result, builders.result()),
        patient=patient(of, given=False),
        sample_number=sample,
        production_number=sample,
        **more,
    )


def under_way(owner_dsn: str) -> list[tuple[Any, ...]]:
    return rows(
        owner_dsn, "SELECT letter_number, databank, state FROM labsvar.delivery ORDER BY letter_number"
    )


def test_a_letter_with_a_notifiable_finding_goes_on_and_no_other(hub: Database, owner_dsn: str) -> None:
    """Refusal keeps nothing from it; a negative answer stays here, as does everything else."""
    take(
        hub,
        letter("B1", "Positiv"),
        letter("B2", "Negativ", of=BRUNO),
        builders.laboratory_report(number="B3"),
    )
    assert hub.forwarding.forward(since=SINCE) == 1
    assert under_way(owner_dsn) == [("B1", "MiBa", "delivering")]
    assert rows(owner_dsn, "SELECT count(*) FROM jobs.procrastinate_jobs") == [(1,)]


def test_what_went_on_does_not_go_on_again(hub: Database, owner_dsn: str) -> None:
    take(hub, letter("B1", "Positiv"))
    assert [hub.forwarding.forward(since=SINCE) for _ in range(2)] == [1, 0]
    assert hub.forwarding.forward(since=datetime.now(UTC)) == 0
    assert len(under_way(owner_dsn)) == 1


def test_whoever_was_told_of_a_finding_is_told_when_it_is_corrected(hub: Database, owner_dsn: str) -> None:
    """S6: the correction says that there was nothing, and goes where the finding went."""
    take(hub, letter("B1", "Positiv"))
    assert hub.forwarding.forward(since=SINCE) == 1
    later = {"resulted": "2026-03-03 12:00", "authorised": "2026-03-03 12:05"}
    take(hub, letter("B2", "Negativ", status="svar_rettet", **later), second=9)
    assert hub.forwarding.forward(since=SINCE) == 1
    assert [number for number, *_ in under_way(owner_dsn)] == ["B1", "B2"]


def test_what_came_before_a_table_was_released_goes_on_by_it(
    hub: Database, owner_dsn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """S14: the one letter was no finding when it came; a new version says that it was one."""
    monkeypatch.setattr("labsvar.database.forwarding.LOOKING_BACK", datetime.now(UTC) - SINCE)
    release(hub, "NPU54321")
    take(hub, letter("B1", "Positiv"))
    assert [hub.forwarding.forward(since=datetime.now(UTC)) for _ in range(2)] == [0, 0]
    release(hub)
    assert [hub.forwarding.forward(since=datetime.now(UTC)) for _ in range(2)] == [1, 0]
    assert under_way(owner_dsn) == [("B1", "MiBa", "delivering")]


def test_nothing_of_biochemistry_goes_on_by_the_table_of_the_beginning(
    database_dsn: str, owner_dsn: str
) -> None:
    """It has no codes: which of them are notifiable is for the installation to say."""
    configuration = Configuration(locations={"*": "*"}, destinations={"MiBa": "http://t0ken@miba.example"})
    opened = labsvar_database.open(database_dsn, exchange=configuration)
    opened.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
    take(opened, letter("B1", "Positiv"))
    assert opened.forwarding.forward(since=SINCE) == 0
    opened.close()
    assert under_way(owner_dsn) == []


def test_nothing_goes_on_where_surveillance_is_here(database: Database, owner_dsn: str) -> None:
    release(database)
    take(database, letter("B1", "Positiv"))
    assert database.forwarding.forward(since=SINCE) == 0
    assert under_way(owner_dsn) == []


def test_a_server_forwards_by_itself(hub: Database, owner_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What came while it was down is looked at when it starts."""
    monkeypatch.setattr("labsvar.database.forwarding.LOOKING_BACK", datetime.now(UTC) - SINCE)
    take(hub, letter("B1", "Positiv"))
    forwarder = Rounds(Arrivals(hub.forwarding.forward).look, name="arrivals", seconds=0.01, at_once=True)
    try:
        for _ in range(2000):
            if under_way(owner_dsn):
                break
    finally:
        forwarder.stop()
    assert under_way(owner_dsn) == [("B1", "MiBa", "delivering")]
