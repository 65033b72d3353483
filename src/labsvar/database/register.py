"""The register of sending systems in PostgreSQL: read as a whole, and changed one event at a time.

Every event has an entry in the ledger; nothing is ever changed or removed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from psycopg.rows import class_row

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.exchange.approving import UnknownSystem
from labsvar.exchange.register import Register, System
from labsvar.exchange.register_events import EventKind, SystemEvent, add_up
from labsvar.exchange.sources import Body, Proposal
from labsvar.results.model import Stage

_SQL: Final = statements("systems")
_COLUMNS: Final = ("token_hash", "gln", "laboratory", "sector", "stage", "body")


def read_events(connection: Connection, *, name: str | None = None) -> list[SystemEvent]:
    """Everything decided about systems, or about the one of a name, oldest first."""
    query = _SQL["register"] if name is None else _SQL["of_one"]
    with connection.cursor(row_factory=class_row(SystemEvent)) as cursor:
        return cursor.execute(query, {"name": name}).fetchall()


def read_register(connection: Connection) -> Register:
    """All systems as they stand now."""
    return add_up(read_events(connection))


def read_system(connection: Connection, name: str) -> System | None:
    """The system of a name as it stands now, without looking at any other."""
    return next(iter(add_up(read_events(connection, name=name)).all()), None)


def decide(connection: Connection, **event: Any) -> tuple[int, ledger.Item]:
    """Writes an event; its number, and what the ledger notes of it."""
    filled = dict.fromkeys(_COLUMNS) | event
    row = connection.execute(_SQL["decide"], filled).fetchone()
    assert row is not None, "an insert returns its row"
    return row[0], ledger.system_event(row[0], **filled)


class PostgresSources:
    """`labsvar.exchange.approving.SourceRegister`. `forget` is called when something was decided."""

    def __init__(self, pool: Pool, *, forget: Callable[[], None]) -> None:
        self._pool = pool
        self._forget = forget

    @contextmanager
    def changing(self, name: str) -> Iterator[PostgresChange]:
        """A transaction about one system, alone. Raises `UnknownSystem`."""
        with self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["alone"])
            row = connection.execute(_SQL["find"], {"name": name}).fetchone()
            if row is None:
                raise UnknownSystem(name)
            yield PostgresChange(connection, items, row[0])
        self._forget()


class PostgresChange:
    """One system while something is decided about it."""

    def __init__(self, connection: Connection, items: list[ledger.Item], system_id: int) -> None:
        self._connection = connection
        self._items = items
        self._system_id = system_id
        self._at = datetime.now(UTC)

    @property
    def system(self) -> System:
        """The system as it stands now."""
        system = read_register(self._connection).system(self._system_id)
        assert system is not None, "no system is ever removed"
        return system

    def add(
        self, kind: EventKind, body: Body | None = None, *, who: str, reason: str, stage: Stage | None = None
    ) -> int:
        """Leaves an event, and gives its number."""
        event_id, item = decide(
            self._connection,
            system_id=self._system_id,
            at=self._at,
            kind=kind,
            stage=stage,
            body=None if body is None else msgspec.json.encode(body).decode(),
            who=who,
            reason=reason,
        )
        self._items.append(item)
        return event_id

    def covered(self, proposal: Proposal) -> Sequence[tuple[str, str]]:
        """The technical-stage letters that the system sent, the proposal covers and no other did before."""
        asked = {
            "system_id": self._system_id,
            "since": proposal.since,
            "before": proposal.before,
            "clinics": list(proposal.clinics),
        }
        return self._connection.execute(_SQL["covered"], asked).fetchall()

    def release(self, letters: Sequence[tuple[str, str]], *, event_id: int) -> None:
        """Notes that letters are released."""
        rows = {
            "event_id": event_id,
            "at": self._at,
            "persons": [person for person, _ in letters],
            "letters": [letter for _, letter in letters],
        }
        self._connection.execute(_SQL["release"], rows)
