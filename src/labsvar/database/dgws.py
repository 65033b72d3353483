"""Calls of services in PostgreSQL: `labsvar.services.dgws.calls.CallLog`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from psycopg.rows import class_row

from labsvar.database.connections import Pool
from labsvar.database.sql import statements
from labsvar.services.dgws.calls import CallEntry

_SQL: Final = statements("dgws")


class PostgresCalls:
    """Keeps calls, and tells what a number of a message stood for."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def note(self, entry: CallEntry) -> None:
        """Keeps a call."""
        with self._pool.connection() as connection:
            connection.execute(_SQL["note"], msgspec.structs.asdict(entry))

    def digest_of(self, *, service: str, caller: str, message_id: str) -> str | None:
        """The digest of the first call that was carried out under a number; `None` when none was."""
        asked = {"service": service, "caller": caller, "message_id": message_id}
        with self._pool.connection() as connection:
            row = connection.execute(_SQL["digest_of"], asked).fetchone()
        return None if row is None else row[0]

    def latest(self, *, service: str, most: int) -> Sequence[CallEntry]:
        """The newest calls of a service, newest first."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(CallEntry)) as cursor,
        ):
            return cursor.execute(_SQL["latest"], {"service": service, "most": most}).fetchall()
