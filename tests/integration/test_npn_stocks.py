"""What laboratories report of their stocks, and what kind of numbers sources send, in PostgreSQL."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from labsvar.database import Database
from labsvar.identifiers.npn import DEFAULT
from labsvar.services.npn.recognise import LocalSeries, recognise
from labsvar.services.npn.stock_levels import (
    Answer,
    Level,
    LevelStore,
    MemoryLevels,
    Report,
    driest_first,
    received,
)

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
BEHIND, TAKEN = Answer(behind=True), Answer(behind=False)


def report(stock: str = "s1", life: str = "a", steps: int = 1, **changes: Any) -> Report:
    told: dict[str, Any] = {"usable": 700, "per_day": 10.0, "alert": "none", "runs_dry": date(2026, 5, 11)}
    return Report(stock=stock, life=life, steps=steps, **told | changes)


def history(store: LevelStore) -> list[object]:
    """What a store answers to reports of two laboratories, one of whose stocks is put back from a copy."""
    told = [
        ("KBA", report(steps=5)),
        ("KBA", report(steps=9)),
        ("KBA", report(steps=7)),
        ("KBA", report(steps=9, usable=690)),
        ("KBA", report(life="b", steps=10)),
        ("KBA", report(life="a", steps=99)),
        ("KMA", report(steps=1, runs_dry=None, per_day=0.0)),
        ("KBA", report(stock="s2", steps=1, runs_dry=date(2026, 4, 1))),
    ]
    seen: list[object] = [
        received(each, store, laboratory=laboratory, at=NOW + timedelta(minutes=place))
        for place, (laboratory, each) in enumerate(told)
    ]
    return [*seen, store.newest(), store.of("s1", laboratory="KBA"), store.of("none", laboratory="KBA")]


def test_postgresql_keeps_reports_as_memory_does(database: Database) -> None:
    assert history(database.npn_levels) == history(MemoryLevels())


def test_a_stock_that_had_come_further_or_that_was_followed_by_another_life_is_behind() -> None:
    """And its report is not kept, as it would hide the newer one."""
    answers = history(MemoryLevels())[:8]
    assert answers == [TAKEN, TAKEN, BEHIND, TAKEN, TAKEN, BEHIND, TAKEN, TAKEN]


def test_the_one_that_runs_dry_first_comes_first_and_what_never_does_comes_last() -> None:
    store = MemoryLevels()
    history(store)
    assert [each.report.stock for each in driest_first(store.newest())] == ["s2", "s1", "s1"]
    assert [each.weeks_left for each in driest_first(store.newest())] == [10.0, 10.0, None]


def test_the_server_can_add_reports_and_change_none(database: Database) -> None:
    database.npn_levels.add(Level(report=report(), laboratory="KBA", at=NOW))
    for statement in ("DELETE FROM npn_level", "TRUNCATE npn_level", "UPDATE npn_level SET life = 'x'"):
        with (
            psycopg.connect(database.address) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


NUMBERS = (
    "4711000009", "4711000009", "4711000008", "2026000000", "2026000001", "202612345678", "20261234",
    "2026123", "202812345678", "471100000", "A711000009", "", "77123456", "7712345", "H12", "٤٧١١٠٠٠٠٠٩",
)  # fmt: skip
LOCAL = (LocalSeries(name="rolls", prefix="77", length=8), LocalSeries(name="histology", prefix="H"))


def test_sql_counts_numbers_as_python_recognises_them(database: Database) -> None:
    """Each number once for its source; letters that were refused, or came before, are not counted."""
    with psycopg.connect(database.address, autocommit=True) as connection:
        for place, number in enumerate(NUMBERS):
            _arrive(connection, "5790000000012", number, letter=f"L{place}")
        _arrive(connection, "5790000000036", "4711000009", letter="L")
        _arrive(connection, "5790000000036", "refused", letter=None)
        _arrive(connection, "5790000000036", "before", letter="B", at=NOW - timedelta(days=91))
    found = database.npn_shares.by_source(
        since=NOW - timedelta(days=90), year=2026, form=DEFAULT, local=LOCAL
    )
    mixed, pure = found
    kinds = [recognise(number, year=2026, local=LOCAL).kind for number in set(NUMBERS)]
    assert {kind: getattr(mixed, kind) for kind in set(kinds)} == {
        kind: kinds.count(kind) for kind in set(kinds)
    }
    assert mixed.numbers == len(set(NUMBERS))
    assert (mixed.only_national, pure.only_national, pure.numbers) == (False, True, 1)


def _arrive(
    connection: psycopg.Connection[Any], sender: str, number: str, *, letter: str | None, at: datetime = NOW
) -> None:
    connection.execute(
        "INSERT INTO arrival (at, state, channel, emessage_id, position, kind, sender, sample_number, letter_id, "
        "findings) "
        "VALUES (%s, 'stored', 'http', %s, 0, 'XRPT01', %s, %s, %s, '[]')",
        [at, f"E{letter}{number}", sender, number, letter],
    )
