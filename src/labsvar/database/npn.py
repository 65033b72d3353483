"""National sample numbers in PostgreSQL: `labsvar.services.npn.series.SeriesStore` and `ConnectionStore`.

That two series never overlap is the database's word, by an exclusion constraint, and holds whatever a program
does. Draws wait for one another, so that none of them meets it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import msgspec
import psycopg
from msgspec.structs import asdict
from psycopg.rows import class_row

from labsvar.database import ledger
from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.services.dgws.model import Refused
from labsvar.services.npn import service_rules as rules
from labsvar.services.npn.connection_model import Change, Event, Register, add_up
from labsvar.services.npn.series import NumberSettings, Series, Wanted, same, series_of

_SQL: Final = statements("npn")
_read_change: Final = msgspec.json.Decoder(Change).decode


class PostgresSeries:
    """Draws, registers and releases series, and finds them."""

    def __init__(self, pool: Pool, settings: NumberSettings) -> None:
        self._pool = pool
        self._settings = settings
        # Draws would wait for one another in the database, each with a connection that others need.
        self._alone = threading.Lock()

    def draw(self, wanted: Wanted) -> Series:
        """A series that overlaps no other, kept before it is given. Raises `Refused`."""
        with self._alone, self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["alone"])
            known = _one(connection, "by_message", asdict(wanted))
            if known is not None:
                return same(known, wanted)
            first = self._free_place(connection, wanted.size)
            made, item = _added(connection, wanted, first=first, last=first + wanted.size - 1)
            items.append(item)
            return made

    def register(self, wanted: Wanted, *, first: int, last: int) -> Series:
        """Keeps a series that was drawn elsewhere. Raises `Refused` when it overlaps another."""
        try:
            with self._alone, self._pool.connection() as connection, connection.recorded() as items:
                connection.execute(_SQL["alone"])
                made, item = _added(connection, wanted, first=first, last=last)
                items.append(item)
        except psycopg.errors.ExclusionViolation:
            raise Refused("processing_problem", rules.OVERLAPS) from None
        return made

    def free(self, series_id: int, *, at: datetime, by: str, reusable: bool) -> Series:
        """Releases a series. Raises `Refused` when it is released already."""
        row = {"series_id": series_id, "at": at, "who": by, "reusable": reusable}
        with self._pool.connection() as connection, connection.recorded() as items:
            if connection.execute(_SQL["free"], row).fetchone() is None:
                raise Refused("processing_problem", rules.FREED)
            digest = ledger.fields(series_id, at, by, str(reusable).lower())
            items.append(ledger.Item(kind="npn_release", subject=str(series_id), digest=digest))
            freed = _one(connection, "by_id", row)
        assert freed is not None, "what was released is there"
        return freed

    def of_number(self, number: int) -> Series | None:
        """The newest series that spans a number."""
        with self._pool.connection() as connection:
            return _one(connection, "by_number", {"number": number})

    def of(self, *, supplier: str | None = None, most: int = 200) -> Sequence[Series]:
        """The newest series, of one supplier or of all, newest first."""
        asked = {"supplier": supplier, "most": most}
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Series)) as cursor,
        ):
            return cursor.execute(_SQL["newest"], asked).fetchall()

    def _free_place(self, connection: Connection, size: int) -> int:
        """After the newest draw if there is room before the end, else the first gap that is wide enough, so
        that numbers that were released wait as long as can be."""
        newest = connection.execute(_SQL["after_newest"]).fetchone()
        lowest, highest = self._settings.first, self._settings.last
        for start in ((newest or (lowest,))[0], lowest):
            asked = {"lowest": max(start, lowest), "highest": highest, "size": size}
            row = connection.execute(_SQL["gap"], asked).fetchone() if asked["lowest"] <= highest else None
            if row is not None:
                return int(row[0])
        raise Refused("processing_problem", rules.EXHAUSTED)


def _one(connection: Connection, statement: str, asked: Mapping[str, Any]) -> Series | None:
    with connection.cursor(row_factory=class_row(Series)) as cursor:
        return cursor.execute(_SQL[statement], asked).fetchone()


def _added(connection: Connection, wanted: Wanted, *, first: int, last: int) -> tuple[Series, ledger.Item]:
    row = asdict(wanted) | {"first": first, "last": last, "message_id": wanted.message_id or None}
    added = connection.execute(_SQL["add"], row).fetchone()
    assert added is not None, "an insert returns its row"
    names = ("first", "last", "origin", "supplier", "laboratory", "department", "account", "message_id", "at")
    digest = ledger.fields(added[0], *(row[name] for name in names), row["who"], row["note"])
    item = ledger.Item(kind="npn_series", subject=str(added[0]), digest=digest)
    return series_of(wanted, series_id=added[0], first=first, last=last), item


class PostgresConnections:
    """Keeps what is decided about connections; the register is read anew when something was decided."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._read: tuple[int, Register] | None = None

    def events(self) -> Sequence[Event]:
        """Everything decided, oldest first."""
        with self._pool.connection() as connection:
            return _events(connection)

    def register(self) -> Register:
        """Everybody as they stand now."""
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["connections_version"]).fetchone()
            assert row is not None, "an aggregate gives a row"
            read = self._read
            if read is None or read[0] != row[0]:
                events = _events(connection)
                read = self._read = (events[-1].event_id if events else 0, add_up(events))
        return read[1]

    def decide(self, about: Callable[[Register], Change], *, at: datetime, who: str, reason: str) -> Event:
        """Keeps what `about` makes of the register as it stands; nobody else decides meanwhile."""
        with self._pool.connection() as connection, connection.recorded() as items:
            connection.execute(_SQL["connections_alone"])
            change = about(add_up(_events(connection)))
            text = msgspec.json.encode(change).decode()
            row = {"at": at, "change": text, "who": who, "reason": reason}
            added = connection.execute(_SQL["connect"], row).fetchone()
            assert added is not None, "an insert returns its row"
            digest = ledger.fields(added[0], at, text, who, reason)
            items.append(ledger.Item(kind="npn_connection", subject=str(added[0]), digest=digest))
        return Event(event_id=added[0], at=at, change=change, who=who, reason=reason)


def _events(connection: Connection) -> list[Event]:
    rows = connection.execute(_SQL["connections"]).fetchall()
    return [
        Event(event_id=event_id, at=at, change=_read_change(change), who=who, reason=reason)
        for event_id, at, change, who, reason in rows
    ]
