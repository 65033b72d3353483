"""Letters that come at the same time are stored together, and each is answered when it is durable."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence

import pytest
from msgspec.structs import replace

from labsvar.exchange import batcher as batching
from labsvar.exchange.batcher import Batcher, Busy, Closed
from labsvar.exchange.examined import Examined
from labsvar.exchange.model import Arrival, Entry
from labsvar.formats import xml
from tests.builders import emessage, laboratory_report, patient
from tests.unit.exchange.helpers import Exchange, accepted


class Slow(Exchange):
    """A store whose writing waits for leave."""

    def __init__(self) -> None:
        super().__init__()
        self.leave = threading.Event()
        self.writing = threading.Event()
        self.sizes: list[int] = []
        write = self.store.write

        def slowly(entries: Sequence[Entry]) -> None:
            self.sizes.append(len(entries))
            self.writing.set()
            assert self.leave.wait(10)
            write(entries)

        self.store.write = slowly  # type: ignore[method-assign]  # this store alone is slow


@pytest.fixture
def slow() -> Iterator[tuple[Slow, Batcher]]:
    exchange = Slow()
    batcher = Batcher([exchange.intake], capacity=10, capacity_bytes=100_000)
    yield exchange, batcher
    exchange.leave.set()
    batcher.close()


def body(number: int) -> bytes:
    return xml.write(emessage(laboratory_report(number=f"B{number}"), number=f"K{number}"))


def test_what_arrives_while_a_batch_is_written_becomes_the_next(slow: tuple[Slow, Batcher]) -> None:
    """Nothing waits on purpose: the first is written alone, the rest together."""
    exchange, batcher = slow
    first = batcher.submit(exchange.arrival(body(0)))
    assert exchange.writing.wait(10)
    rest = [batcher.submit(exchange.arrival(body(n))) for n in range(1, 6)]
    while len(batcher._examined[0]._items) < 5:
        pass
    assert not first.done()
    exchange.leave.set()
    replies = [accepted(future.result(10)) for future in (first, *rest)]
    assert [reply.original_emessage.original_envelope_identifier for reply in replies] == [
        f"K{n}" for n in range(6)
    ]
    assert exchange.sizes == [1, 5]


def test_when_too_much_waits_no_more_is_taken(slow: tuple[Slow, Batcher]) -> None:
    exchange, batcher = slow
    futures = [batcher.submit(exchange.arrival(body(n))) for n in range(10)]
    with pytest.raises(Busy):
        batcher.submit(exchange.arrival(body(10)))
    exchange.leave.set()
    for future in futures:
        accepted(future.result(10))
    accepted(batcher.submit(exchange.arrival(body(10))).result(10))


def test_bytes_count_as_well_as_letters(slow: tuple[Slow, Batcher]) -> None:
    """A single large one is always taken, however little may wait."""
    exchange, batcher = slow
    large = batcher.submit(exchange.arrival(b" " * 150_000))
    with pytest.raises(Busy):
        batcher.submit(exchange.arrival(body(1)))
    exchange.leave.set()
    assert large.result(10).status == 400


def test_a_large_one_does_not_keep_small_ones_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    exchange = Exchange()
    reading = threading.Event()
    go_on = threading.Event()
    examine = exchange.intake.examine

    def slowly(arrival: Arrival) -> Examined:
        if len(arrival.body) >= 50_000:
            reading.set()
            assert go_on.wait(10)
        return examine(arrival)

    monkeypatch.setattr(exchange.intake, "examine", slowly)
    monkeypatch.setattr(batching, "LARGE", 50_000)
    batcher = Batcher([exchange.intake])
    large = batcher.submit(exchange.arrival(b" " * 50_000))
    assert reading.wait(10)
    accepted(batcher.submit(exchange.arrival(body(1))).result(10))
    assert not large.done()
    go_on.set()
    assert large.result(10).status == 400
    batcher.close()


def test_what_waits_is_answered_before_the_end(slow: tuple[Slow, Batcher]) -> None:
    exchange, batcher = slow
    futures = [batcher.submit(exchange.arrival(body(n))) for n in range(5)]
    exchange.leave.set()
    batcher.close()
    batcher.close()
    assert all(accepted(future.result(0)) for future in futures)
    with pytest.raises(Closed):
        batcher.submit(exchange.arrival(body(9)))


def test_an_event_loop_waits_without_blocking(slow: tuple[Slow, Batcher]) -> None:
    exchange, batcher = slow

    async def send() -> list[int]:
        replies = [asyncio.create_task(batcher.receive(exchange.arrival(body(n)))) for n in range(3)]
        await asyncio.sleep(0)
        exchange.leave.set()
        return [(await reply).status for reply in replies]

    assert asyncio.run(send()) == [200, 200, 200]


def test_one_who_no_longer_waits_has_sent_all_the_same(slow: tuple[Slow, Batcher]) -> None:
    exchange, batcher = slow
    future = batcher.submit(exchange.arrival(body(0)))
    assert future.cancel()
    exchange.leave.set()
    batcher.close()
    assert len(exchange.store.letters) == 1


def test_a_batch_is_bounded(slow: tuple[Slow, Batcher], monkeypatch: pytest.MonkeyPatch) -> None:
    exchange, batcher = slow
    monkeypatch.setattr(batching, "_MOST_IN_BATCH", 2)
    futures = [batcher.submit(exchange.arrival(body(n))) for n in range(7)]
    exchange.leave.set()
    for future in futures:
        accepted(future.result(10))
    assert max(exchange.sizes) <= 2


def test_all_letters_about_one_person_go_the_same_way() -> None:
    """Two that store at the same time seldom run into each other then."""
    exchanges = [Exchange(), Exchange()]
    batcher = Batcher([exchange.intake for exchange in exchanges])
    persons = [f"{day:02d}01600AB1" for day in range(1, 21)]
    letters = [
        laboratory_report(
            number=f"B{n}",
            patient=replace(
                patient(), civil_registration_number=None, alternative_identifier=persons[n % 20]
            ),
        )
        for n in range(60)
    ]
    for letter in letters:
        body = xml.write(emessage(letter, number=letter.letter.identifier))
        accepted(batcher.submit(exchanges[0].arrival(body)).result(10))
    batcher.close()
    stored = [set(exchange.keys) for exchange in exchanges]
    assert not stored[0] & stored[1]
    assert len(stored[0] | stored[1]) == 20


def test_what_comes_while_it_closes_is_turned_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than left without an answer."""
    exchange = Exchange()
    batcher = Batcher([exchange.intake])
    arrival = exchange.arrival(body(0))
    examined = exchange.intake.examine(arrival)

    def close_meanwhile(_arrival: Arrival) -> Examined:
        batcher.close()
        return examined

    monkeypatch.setattr(batcher, "_examine", close_meanwhile)
    with pytest.raises(Closed):
        asyncio.run(batcher.receive(arrival))
