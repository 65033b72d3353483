"""Connections to the database, each with a lane of the ledger of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final, TypeAlias

import msgspec
import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import ConnectionPool

from labsvar.database.ledger import Item, Lane
from labsvar.database.sql import statements

_APPEND: Final = statements("ledger")["append"]
_OPEN_LANE: Final = "INSERT INTO labsvar.lane DEFAULT VALUES RETURNING lane"

# Only keys are looked up here. Plans that are made while the tables are small, and kept, would
# otherwise read whole tables later.
#
# lz4 packs what is stored five times as fast; not every server was built with it.
_SET_UP: Final = """
SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off;
SET plan_cache_mode = force_generic_plan;
SELECT set_config(name, 'lz4', false) FROM pg_settings
WHERE name = 'default_toast_compression' AND 'lz4' = ANY (enumvals)
"""


class Connection(psycopg.Connection[TupleRow]):
    """A connection in autocommit mode; a lane is opened for it when it first writes."""

    _lane: Lane | None = None

    @property
    def lane(self) -> Lane:
        """This connection's lane of the ledger. Not to be asked for first inside a transaction."""
        if self._lane is None:
            row = self.execute(_OPEN_LANE).fetchone()
            assert row is not None, "an insert returns its row"
            self._lane = Lane(row[0])
        return self._lane

    @contextmanager
    def recorded(self) -> Iterator[list[Item]]:
        """A transaction; what is put on the list gets an entry in the ledger, in that transaction."""
        lane = self.lane
        items: list[Item] = []
        with self.transaction():
            yield items
            lines = lane.lines(items, at=datetime.now(UTC))
            self.execute(_APPEND, {"ledger": msgspec.json.encode(lines).decode()})
        lane.advance(lines)


Pool: TypeAlias = ConnectionPool[Connection]


def connect(address: str, **options: Any) -> Connection:
    """A connection for looking things up by key, and for writing."""
    connection = Connection.connect(address, autocommit=True, **options)
    _prepare(connection)
    return connection


def pool(address: str, *, size: int) -> Pool:
    """Connections to share between threads; raises `psycopg_pool.PoolTimeout` when none gets free."""
    return ConnectionPool(
        address,
        connection_class=Connection,
        kwargs={"autocommit": True},
        configure=_prepare,
        min_size=1,
        max_size=size,
        timeout=10.0,
        open=True,
        check=ConnectionPool.check_connection,
    )


def _prepare(connection: Connection) -> None:
    connection.execute(_SET_UP)
    connection.prepare_threshold = 0
