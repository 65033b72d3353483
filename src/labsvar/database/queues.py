"""A queue of jobs in the database, worked on in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import procrastinate
import structlog

from labsvar.exchange.failures import told

SECONDS_BETWEEN_LOOKS: Final = 5.0
"""How often jobs are looked for that are due again; new ones are told of at once."""
SECONDS_BETWEEN_RESCUES: Final = 30.0
SECONDS_BETWEEN_STARTS: Final = 1.0
"""How long to wait before the work is begun anew that a failure ended, as when the database went away."""
_log = structlog.get_logger(__name__)


class QueueThread:
    """Does what is in one queue, so many jobs at a time, until it is stopped; the database may go away and come back.

    `tasks` gives the application its tasks. Jobs of workers that were killed are put back; `beside` is called
    each time that is looked after.
    """

    def __init__(
        self,
        address: str,
        queue: str,
        tasks: Callable[[procrastinate.App], None],
        *,
        at_a_time: int,
        beside: Callable[[], None] | None = None,
    ) -> None:
        self._queue = queue
        self._at_a_time = at_a_time
        self._beside = beside
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=address))
        tasks(self._app)
        self._stopping = asyncio.Event()
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"labsvar-{queue}", daemon=True)
        self._thread.start()
        self._started.wait()

    def stop(self) -> None:
        """Stops, after the attempts that are under way."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def _run(self) -> None:
        asyncio.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._started.set()
        while not self._stopping.is_set():
            try:
                await self._work()
            except Exception as failure:  # noqa: BLE001 - a queue that nobody works on would be seen by nobody
                _log.error("queue_failed", queue=self._queue, **told(failure))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._stopping.wait(), SECONDS_BETWEEN_STARTS)

    async def _work(self) -> None:
        """Works until it is stopped. Raises what ended the work otherwise."""
        async with self._app.open_async():
            working = self._app.run_worker_async(
                queues=[self._queue],
                concurrency=self._at_a_time,
                fetch_job_polling_interval=SECONDS_BETWEEN_LOOKS,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
            tasks = [asyncio.create_task(each) for each in (working, self._rescue(), self._stopping.wait())]
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                task.cancel()
            ends = await asyncio.gather(*tasks, return_exceptions=True)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def _rescue(self) -> None:
        """Puts back the jobs of workers that were killed."""
        while True:
            for job in await self._app.job_manager.get_stalled_jobs(queue=self._queue):
                await self._app.job_manager.retry_job(job)
            if self._beside is not None:
                await asyncio.to_thread(self._beside)
            await asyncio.sleep(SECONDS_BETWEEN_RESCUES)
