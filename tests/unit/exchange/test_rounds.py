"""Work beside the answers goes on, whatever becomes of one round of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from structlog.testing import capture_logs

from labsvar.exchange.rounds import Rounds


def test_a_round_that_fails_in_a_way_nobody_foresaw_is_told_and_ends_nothing() -> None:
    """The log names the work, the kind of failure and where it happened, and never its text."""
    rounds: Iterator[int] = iter(range(3))
    went_on = threading.Event()

    def work() -> None:
        if next(rounds) == 0:
            raise ZeroDivisionError("251248-9996")
        went_on.set()

    with capture_logs() as told:
        running = Rounds(work, name="linking", seconds=0.001)
        assert went_on.wait(10)
        running.stop()
    first = told[0]
    assert (first["what"], first["kind"]) == ("linking", "ZeroDivisionError")
    assert first["place"].startswith("test_rounds.py:")
    assert "251248" not in str(told)


def test_a_round_that_has_more_to_do_goes_on_at_once_and_can_be_stopped_in_between() -> None:
    waits = iter(range(1000))
    enough = threading.Event()

    def work() -> bool:
        if next(waits) == 5:
            enough.set()
        return True

    running = Rounds(work, name="linking", seconds=3600, at_once=True, until_done=True)
    assert enough.wait(10)
    running.stop()
