"""Bulk exports over FHIR: what was asked for, how far it is, and the queue that they are made from."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final, Literal

import msgspec
import procrastinate
import psycopg
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from psycopg.rows import class_row
from psycopg_pool import PoolTimeout

from labsvar.database.connections import Pool
from labsvar.database.jobs import waiting_room
from labsvar.database.queues import QueueThread
from labsvar.database.sql import statements
from labsvar.exchange.identity import new_id

_SQL: Final = statements("fhir_export")
_QUEUE: Final = "exports"
_TASK: Final = "labsvar.fhir_export"
State = Literal["waiting", "working", "done", "failed", "gone"]


class Export(msgspec.Struct, frozen=True, kw_only=True):
    """An export: the program that asked, what for (JSON), how far it is, and what was made (JSON), kept until it
    ends."""

    export_id: str
    client: str
    asked_at: datetime
    asked: bytes
    state: State
    manifest: bytes | None
    ends_at: datetime | None


class Exports:
    """The exports of an installation."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    def ask(self, *, client: str, asked: bytes) -> str | None:
        """Notes an export, and puts it in the queue, in one transaction; `None` when the program has one under
        way."""
        export_id = new_id()
        row = {"export_id": export_id, "client": client, "asked_at": datetime.now(UTC), "asked": asked}
        with self._pool.connection() as connection, connection.transaction():
            if connection.execute(_SQL["add"], row).fetchone() is None:
                return None
            task = waiting_room.configure_task(_TASK, queue=_QUEUE, connection=connection)
            task.defer(export_id=export_id)
        return export_id

    def find(self, export_id: str) -> Export | None:
        """An export."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Export)) as cursor,
        ):
            return cursor.execute(_SQL["found"], {"export_id": export_id}).fetchone()

    def begin(self, export_id: str) -> Export | None:
        """An export that is to be made now; `None` for one that nobody wants any more."""
        with self._pool.connection() as connection:
            begun = connection.execute(_SQL["begin"], {"export_id": export_id}).fetchone()
        return None if begun is None else self.find(export_id)

    def is_wanted(self, export_id: str) -> bool:
        """Whether an export that is being made is still asked for."""
        with self._pool.connection() as connection:
            return connection.execute(_SQL["wanted"], {"export_id": export_id}).fetchone() is not None

    def finish(
        self, export_id: str, state: Literal["done", "failed"], *, manifest: bytes | None, ends_at: datetime
    ) -> None:
        """Notes what was made, or that nothing could be."""
        row = {"export_id": export_id, "state": state, "manifest": manifest, "ends_at": ends_at}
        with self._pool.connection() as connection:
            connection.execute(_SQL["finish"], row)

    def remove(self, export_id: str) -> None:
        """Notes that nobody wants an export any more."""
        with self._pool.connection() as connection:
            connection.execute(_SQL["remove"], {"export_id": export_id})

    def ended(self, at: datetime) -> list[str]:
        """The exports whose time is over."""
        with self._pool.connection() as connection:
            return [row[0] for row in connection.execute(_SQL["ended"], {"at": at}).fetchall()]


class Interrupted(Exception):
    """The server stops before an export is made; it is made anew when the server starts again."""


class _AtTheNextStart(BaseRetryStrategy):
    """Puts back what was interrupted, and nothing else."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """At once: whoever stops takes no more jobs."""
        del job
        return RetryDecision(retry_in={"seconds": 0}) if isinstance(exception, Interrupted) else None


class ExportThread:
    """Makes the exports in the queue, one at a time, and tidies up now and then, until it is stopped.

    `make` is called with the id of an export and with what says whether it should stop, and raises `Interrupted`.
    """

    def __init__(
        self, address: str, make: Callable[[str, Callable[[], bool]], None], tidy: Callable[[], None]
    ) -> None:
        self._make = make
        self._tidy = tidy
        self._stopping = threading.Event()
        self._thread = QueueThread(address, _QUEUE, self._tasks, at_a_time=1, beside=self._tidied)

    def stop(self) -> None:
        """Stops, in the midst of an export."""
        self._stopping.set()
        self._thread.stop()

    def _tasks(self, app: procrastinate.App) -> None:
        app.task(name=_TASK, queue=_QUEUE, retry=_AtTheNextStart())(self._made)

    def _made(self, export_id: str) -> None:
        self._make(export_id, self._stopping.is_set)

    def _tidied(self) -> None:
        # What cannot be tidied now is tidied the next time.
        with suppress(psycopg.Error, PoolTimeout, OSError):
            self._tidy()
