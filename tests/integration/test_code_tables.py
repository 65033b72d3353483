"""Tables of codes in PostgreSQL: the same rules as in memory, the ledger, and nothing that can be changed."""

from __future__ import annotations

from datetime import UTC, datetime

import psycopg
import pytest
from msgspec.structs import replace

from labsvar.codetables import MemoryTables, NotAllowed, TableStore
from labsvar.database import Database
from labsvar.database import verify as verification
from tests.integration.test_ledger import say_problems

WHY = "agreed in the group"
NEVER = datetime.min.replace(tzinfo=UTC)


def history(store: TableStore) -> list[object]:
    """What becomes of a store that is used with right and wrong steps; times left out."""
    table = "local-codes/TKB"
    store.draft(table, "text\nA", owner="KBA", who="A", reason=WHY)
    store.draft(table, "text\nB", owner="KBA", who="B", reason=WHY)
    store.draft("notifiable", "x", owner="SSI", who="A", reason=WHY)
    seen: list[object] = []
    steps = [
        ("review", 2, "B"),
        ("release", 2, "A"),
        ("review", 2, "A"),
        ("review", 2, "C"),
        ("release", 2, "C"),
        ("release", 2, "C"),
        ("review", 1, "B"),
        ("release", 1, "B"),
        ("review", 9, "B"),
        ("review", 1, " "),
    ]
    for step, version, who in steps:
        try:
            getattr(store, step)(table, version, who=who, reason=WHY)
        except NotAllowed as refused:
            seen.append((step, version, who, refused.why))
    assert store.draft(table, "heading alone", owner="KBA", who="A", reason=WHY) == 3
    store.review(table, 3, who="B", reason=WHY)
    for empty in (False, True):
        try:
            store.release(table, 3, who="C", reason=WHY, empty=empty)
        except NotAllowed as refused:
            seen.append(("release", 3, "C", refused.why))
    asked = (store.versions(table), store.in_use("local-codes/"), store.newest(""), store.versions("none"))
    seen += [[replace(each, made_at=NEVER, released_at=None) for each in found] for found in asked]
    return seen


def test_postgresql_keeps_versions_as_memory_does(database: Database, owner_dsn: str) -> None:
    """And the ledger can be verified, by our program and by the script of the how-to page."""
    found = history(database.code_tables)
    assert found == history(MemoryTables())
    assert ("release", 3, "C", "no_rows") in found
    assert verification.verify(database.address) == []
    assert "code_table" not in say_problems(owner_dsn)


def test_the_ledger_tells_what_was_changed_behind_it(database: Database, owner_dsn: str) -> None:
    history(database.code_tables)
    changes = {
        "UPDATE labsvar.code_table SET body = 'y' WHERE name = 'notifiable'": ("code_table", "altered"),
        "UPDATE labsvar.code_table_step SET who = 'D' WHERE step = 'release'": (
            "code_table_step",
            "altered",
        ),
        "DELETE FROM labsvar.code_table WHERE name = 'notifiable'": ("code_table", "missing"),
    }
    for change, told in changes.items():
        with psycopg.connect(owner_dsn) as connection:
            connection.execute(change)
            connection.commit()
        assert told in {(each.what, each.kind) for each in verification.verify(database.address)}


@pytest.mark.parametrize("table", ["code_table", "code_table_step"])
def test_the_server_can_add_to_the_tables_and_change_nothing(database: Database, table: str) -> None:
    """S4."""
    history(database.code_tables)
    for statement in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"UPDATE {table} SET who = 'x'"):
        with (
            psycopg.connect(database.address) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement.replace("who =", "owner =" if table == "code_table" else "who ="))


def test_times_are_our_own(database: Database) -> None:
    before = datetime.now(UTC)
    database.code_tables.draft("notifiable", "x", owner="SSI", who="A", reason=WHY)
    (made,) = database.code_tables.versions("notifiable")
    assert before <= made.made_at <= datetime.now(UTC)
