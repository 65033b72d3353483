"""Work that is done again and again beside the answers."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from labsvar.exchange.failures import told

_log = structlog.get_logger(__name__)


class Rounds:
    """Does something every so many seconds, in a thread, until it is stopped.

    A round that fails, for whatever reason, is told in the log and ends nothing: what it left undone is done by the
    next one. A thread that ended unseen would leave findings unsent and answers unlinked (rules S14 and S24).

    With `at_once` the first round does not wait; with `until_done` a round goes on for as long as `work` returns
    something true, unless it is stopped.
    """

    def __init__(
        self,
        work: Callable[[], object],
        *,
        name: str,
        seconds: float,
        at_once: bool = False,
        until_done: bool = False,
    ) -> None:
        self._work = work
        self._name = name
        self._seconds = seconds
        self._at_once = at_once
        self._until_done = until_done
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=f"labsvar-{name}", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops, after what is under way."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        if self._at_once:
            self._round()
        while not self._stopped.wait(self._seconds):
            self._round()

    def _round(self) -> None:
        try:
            while self._work() and self._until_done and not self._stopped.is_set():
                pass
        except Exception as failure:  # noqa: BLE001 - whatever it is, the next round may find things better
            _log.error("round_failed", what=self._name, **told(failure))
