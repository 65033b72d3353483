"""Work that is done after the answer: deliveries to other installations, by a queue in the database.

A job is put in the queue in the transaction that stores its letter, so neither is there without the
other. The queue alone says when a job is tried again.
"""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Final

import procrastinate
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.types import JSONValue
from psycopg.rows import class_row

from labsvar.database.connections import Connection, Pool
from labsvar.database.sql import statements
from labsvar.database.vans_jobs import EnvelopedDeliveries
from labsvar.exchange.delivery import HttpCourier, Outcome, Outgoing, deliver, seconds_to_wait
from labsvar.formats.xml.limits import DEFAULT, Limits

_SQL: Final = statements("deliveries")
_QUEUE: Final = "deliveries"
_TASK: Final = "labsvar.deliver"
_SAMPLED: Final = "labsvar.deliver_sampled"
_AT_A_TIME: Final = 4
_SECONDS_BETWEEN_LOOKS: Final = 5.0
"""How often jobs are looked for that are due again; new ones are told of at once."""
_SECONDS_BETWEEN_RESCUES: Final = 30.0
_waiting_room: Final = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
"""Puts jobs in the queue over other people's connections; has none of its own."""
SendSampled = Callable[[int, HttpCourier, datetime], Outcome | None]
"""Tries to deliver the letter of a requisition from the hotel once; `None` when there is nothing to do."""


class NotDelivered(Exception):
    """A letter is not delivered yet; the queue tries again, after `seconds` where they are told."""

    def __init__(self, problem: str | None, *, seconds: int | None = None) -> None:
        super().__init__(problem)
        self.seconds = seconds


class _Patient(BaseRetryStrategy):
    """Tries again for ever, ever more seldom."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """When to try again, whatever kept the attempt from succeeding: a letter is never given up."""
        told = exception.seconds if isinstance(exception, NotDelivered) else None
        seconds = seconds_to_wait(job.attempts + 1) if told is None else told
        return RetryDecision(retry_in={"seconds": seconds})


def put_in_queue(connection: Connection, letter_ids: Sequence[str]) -> None:
    """Puts a delivery for each letter in the queue, in the caller's transaction."""
    task = _waiting_room.configure_task(_TASK, queue=_QUEUE, connection=connection)
    jobs: list[dict[str, JSONValue]] = [{"letter_id": letter_id} for letter_id in letter_ids]
    if jobs:
        task.batch_defer(*jobs)


def put_sampled_in_queue(connection: Connection, requisition_id: int) -> None:
    """Puts the letter about a sample that was taken in the queue, in the caller's transaction."""
    task = _waiting_room.configure_task(_SAMPLED, queue=_QUEUE, connection=connection)
    task.defer(requisition_id=requisition_id)


class Deliveries:
    """What the queue does with a letter; when it is done is the queue's business."""

    def __init__(
        self,
        pool: Pool,
        destinations: Mapping[str, str],
        *,
        enveloped: EnvelopedDeliveries | None,
        limits: Limits,
        courier: HttpCourier,
    ) -> None:
        self._pool = pool
        self._destinations = destinations
        self._enveloped = enveloped
        self._limits = limits
        self._courier = courier

    def deliver(self, letter_id: str) -> None:
        """Tries to deliver a letter once. Raises `NotDelivered` when it should be tried again."""
        with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(Outgoing)) as cursor,
        ):
            letter = cursor.execute(_SQL["outgoing"], {"letter_id": letter_id}).fetchone()
        if letter is None:
            return
        if self._enveloped is not None and self._enveloped.takes(letter.databank):
            outcome, wait = self._enveloped.deliver(letter, self._courier)
            if wait is not None:
                raise NotDelivered(outcome.problem, seconds=math.ceil(wait.total_seconds()))
            return
        outcome = deliver(letter, self._destinations, self._courier, limits=self._limits)
        row = {
            "letter_id": letter_id,
            "state": outcome.state,
            "problem": outcome.problem,
            "at": datetime.now(UTC),
        }
        with self._pool.connection() as connection:
            connection.execute(_SQL["tried"], row)
        if not outcome.is_final:
            raise NotDelivered(outcome.problem, seconds=outcome.seconds)


class Worker:
    """Delivers what is in the queue, in a thread of its own, until it is stopped."""

    def __init__(
        self,
        pool: Pool,
        address: str,
        destinations: Mapping[str, str],
        *,
        enveloped: EnvelopedDeliveries | None = None,
        limits: Limits = DEFAULT,
        courier: HttpCourier | None = None,
        sampled: SendSampled | None = None,
    ) -> None:
        self._courier = courier or HttpCourier()
        deliveries = Deliveries(pool, destinations, enveloped=enveloped, limits=limits, courier=self._courier)
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
        self._app.task(name=_TASK, queue=_QUEUE, retry=_Patient())(deliveries.deliver)
        if sampled is not None:
            self._send_sampled = sampled
            self._app.task(name=_SAMPLED, queue=_QUEUE, retry=_Patient())(self._deliver_sampled)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name="labsvar-worker", daemon=True)
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        """Stops, after the attempts that are under way."""
        if self._loop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._work.cancel)
        self._thread.join()
        self._courier.close()

    def _deliver_sampled(self, requisition_id: int) -> None:
        outcome = self._send_sampled(requisition_id, self._courier, datetime.now(UTC))
        if outcome is not None and not outcome.is_final:
            raise NotDelivered(outcome.problem, seconds=outcome.seconds)

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        async with self._app.open_async():
            self._work = asyncio.create_task(
                self._app.run_worker_async(
                    queues=[_QUEUE],
                    concurrency=_AT_A_TIME,
                    fetch_job_polling_interval=_SECONDS_BETWEEN_LOOKS,
                    install_signal_handlers=False,
                    delete_jobs="successful",
                )
            )
            rescue = asyncio.create_task(self._rescue())
            self._started.set()
            with suppress(asyncio.CancelledError):
                await self._work
            rescue.cancel()
            with suppress(asyncio.CancelledError):
                await rescue

    async def _rescue(self) -> None:
        """Puts back the jobs of workers that were killed."""
        while True:
            for job in await self._app.job_manager.get_stalled_jobs(queue=_QUEUE):
                await self._app.job_manager.retry_job(job)
            await asyncio.sleep(_SECONDS_BETWEEN_RESCUES)
