"""Gathers arrivals that come at the same time, so that they are stored in one transaction.

Nothing waits on purpose: while one batch is being written, what arrives meanwhile is read and becomes
the next batch. An arrival is answered when its own batch is durable.
"""

from __future__ import annotations

import asyncio
import threading
from collections import defaultdict, deque
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import Final, Generic, TypeAlias, TypeVar

from labsvar.exchange.examined import Examined
from labsvar.exchange.intake import Intake
from labsvar.exchange.model import Arrival, Reply

SMALL: Final = 50_000
"""Bytes up to which an event loop reads an arrival itself: handing it over would take as long."""
LARGE: Final = 1_000_000
"""Bytes from which an arrival is read apart, so that small ones do not wait for it."""
_MOST_IN_BATCH: Final = 200
_MOST_BYTES_IN_BATCH: Final = 32_000_000

Item = TypeVar("Item")
AnyFuture: TypeAlias = "Future[Reply] | asyncio.Future[Reply]"


class Busy(Exception):
    """So much is waiting that no more is taken; come again in a while."""


class Closed(Exception):
    """The batcher takes nothing any more: the server is stopping."""


class Batcher:
    """Threads between those who hand letters in and those that store them.

    Each of the `intakes` stores in a thread of its own, so that one decides while another waits for the
    database. All letters about one person go to the same one, so that they seldom run into each other.

    At most `capacity` arrivals and `capacity_bytes` bytes wait; beyond that `submit` raises `Busy`.
    """

    def __init__(
        self, intakes: Sequence[Intake], *, capacity: int = 2_000, capacity_bytes: int = 400_000_000
    ) -> None:
        self._examine = intakes[0].examine
        self._capacity = capacity
        self._capacity_bytes = capacity_bytes
        self._waiting = 0
        self._waiting_bytes = 0
        self._lock = threading.Lock()
        self._closed = False
        self._small: _Line[tuple[Arrival, AnyFuture]] = _Line()
        self._large: _Line[tuple[Arrival, AnyFuture]] = _Line()
        self._examined: list[_Line[tuple[Examined, AnyFuture]]] = [_Line() for _ in intakes]
        self._readers = [
            threading.Thread(target=self._read, args=(line,), name=f"labsvar-reads-{name}")
            for name, line in (("small", self._small), ("large", self._large))
        ]
        self._writers = [
            threading.Thread(target=self._write, args=(intake, line), name=f"labsvar-writes-{number}")
            for number, (intake, line) in enumerate(zip(intakes, self._examined, strict=True), start=1)
        ]
        for thread in (*self._readers, *self._writers):
            thread.start()

    def submit(self, arrival: Arrival) -> Future[Reply]:
        """Hands an arrival in; the reply comes when it is durable. Raises `Busy` and `Closed`."""
        self._admit(arrival)
        future: Future[Reply] = Future()
        self._line_for(arrival).put((arrival, future))
        return future

    async def receive(self, arrival: Arrival) -> Reply:
        """The reply to an arrival, for callers in an event loop. Raises `Busy` and `Closed`."""
        self._admit(arrival)
        future: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        if len(arrival.body) <= SMALL:
            self._pass_on(self._examine(arrival), future)
        else:
            self._line_for(arrival).put((arrival, future))
        return await future

    def _line_for(self, arrival: Arrival) -> _Line[tuple[Arrival, AnyFuture]]:
        return self._small if len(arrival.body) < LARGE else self._large

    def _admit(self, arrival: Arrival) -> None:
        size = len(arrival.body)
        with self._lock:
            if self._closed:
                raise Closed
            # A single large arrival is always taken, however little may wait.
            if self._waiting >= self._capacity or (
                self._waiting and self._waiting_bytes + size > self._capacity_bytes
            ):
                raise Busy
            self._waiting += 1
            self._waiting_bytes += size

    def close(self) -> None:
        """Takes nothing more, answers what waits, and ends. Closing twice does no harm."""
        with self._lock:
            self._closed = True
        self._small.close()
        self._large.close()
        for reader in self._readers:
            reader.join()
        for line in self._examined:
            line.close()
        for writer in self._writers:
            writer.join()

    def _read(self, line: _Line[tuple[Arrival, AnyFuture]]) -> None:
        while (item := line.get()) is not None:
            arrival, future = item
            self._pass_on(self._examine(arrival), future)

    def _pass_on(self, examined: Examined, future: AnyFuture) -> None:
        self._examined[hash(examined.home) % len(self._examined)].put((examined, future))

    def _write(self, intake: Intake, line: _Line[tuple[Examined, AnyFuture]]) -> None:
        while (first := line.get()) is not None:
            batch = [first]
            size = len(first[0].arrival.body)
            while len(batch) < _MOST_IN_BATCH and size < _MOST_BYTES_IN_BATCH:
                following = line.get_waiting()
                if following is None:
                    break
                batch.append(following)
                size += len(following[0].arrival.body)
            self._settle(intake, batch)

    def _settle(self, intake: Intake, batch: list[tuple[Examined, AnyFuture]]) -> None:
        replies = intake.settle([examined for examined, _ in batch])
        with self._lock:
            self._waiting -= len(batch)
            self._waiting_bytes -= sum(len(examined.arrival.body) for examined, _ in batch)
        _hand_out([(future, reply) for (_, future), reply in zip(batch, replies, strict=True)])


def _hand_out(answers: Sequence[tuple[AnyFuture, Reply]]) -> None:
    """Gives each its reply; an event loop is woken once for all that are its own.

    Whoever waited may have gone; what was stored is stored all the same.
    """
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[tuple[asyncio.Future[Reply], Reply]]] = defaultdict(
        list
    )
    for future, reply in answers:
        if isinstance(future, asyncio.Future):
            by_loop[future.get_loop()].append((future, reply))
        elif future.set_running_or_notify_cancel():
            future.set_result(reply)
    for loop, of_loop in by_loop.items():
        with suppress(RuntimeError):  # the loop is closed: nobody waits there any more
            loop.call_soon_threadsafe(_set_results, of_loop)


def _set_results(answers: Sequence[tuple[asyncio.Future[Reply], Reply]]) -> None:
    for future, reply in answers:
        if not future.done():
            future.set_result(reply)


class _Line(Generic[Item]):
    """A queue that can be closed; what is in it then is still handed out, and nothing more is taken."""

    def __init__(self) -> None:
        self._items: deque[Item] = deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, item: Item) -> None:
        with self._changed:
            if self._closed:
                raise Closed
            self._items.append(item)
            self._changed.notify()

    def get(self) -> Item | None:
        """The next item; `None` when there is none and will be none."""
        with self._changed:
            while not self._items and not self._closed:
                self._changed.wait()
            return self._items.popleft() if self._items else None

    def get_waiting(self) -> Item | None:
        """The next item that is there already."""
        with self._changed:
            return self._items.popleft() if self._items else None

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify_all()
