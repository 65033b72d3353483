"""Work that is done after the answer: deliveries to other installations, by a queue in the database.

A job is put in the queue in the transaction that stores its letter, so neither is there without the
other. The queue alone says when a job is tried again.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import procrastinate
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.types import JSONValue
from psycopg.rows import class_row

from labsvar.database.connections import Connection, Pool
from labsvar.database.queues import QueueThread
from labsvar.database.sql import statements
from labsvar.database.vans_jobs import EnvelopedDeliveries
from labsvar.exchange.delivery import HttpCourier, Outcome, Outgoing, deliver, seconds_to_wait
from labsvar.formats.xml.limits import DEFAULT, Limits

_SQL: Final = statements("deliveries")
_QUEUE: Final = "deliveries"
_TASK: Final = "labsvar.deliver"
_SAMPLED: Final = "labsvar.deliver_sampled"
_AT_A_TIME: Final = 4
waiting_room: Final = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())
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
    task = waiting_room.configure_task(_TASK, queue=_QUEUE, connection=connection)
    jobs: list[dict[str, JSONValue]] = [{"letter_id": letter_id} for letter_id in letter_ids]
    if jobs:
        task.batch_defer(*jobs)


def put_sampled_in_queue(connection: Connection, requisition_id: int) -> None:
    """Puts the letter about a sample that was taken in the queue, in the caller's transaction."""
    task = waiting_room.configure_task(_SAMPLED, queue=_QUEUE, connection=connection)
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
        self._send_sampled = sampled
        self._deliveries = Deliveries(
            pool, destinations, enveloped=enveloped, limits=limits, courier=self._courier
        )
        self._thread = QueueThread(address, _QUEUE, self._tasks, at_a_time=_AT_A_TIME)

    def stop(self) -> None:
        """Stops, after the attempts that are under way."""
        self._thread.stop()
        self._courier.close()

    def _tasks(self, app: procrastinate.App) -> None:
        app.task(name=_TASK, queue=_QUEUE, retry=_Patient())(self._deliveries.deliver)
        if self._send_sampled is not None:
            app.task(name=_SAMPLED, queue=_QUEUE, retry=_Patient())(self._deliver_sampled)

    def _deliver_sampled(self, requisition_id: int) -> None:
        assert self._send_sampled is not None, "there is such a task only where it can be done"
        outcome = self._send_sampled(requisition_id, self._courier, datetime.now(UTC))
        if outcome is not None and not outcome.is_final:
            raise NotDelivered(outcome.problem, seconds=outcome.seconds)
