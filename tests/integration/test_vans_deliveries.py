"""Letters that go on in envelopes: sent again until there is a receipt, and stored there once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from labsvar import database as labsvar_database
from labsvar.database import Database, queues
from labsvar.database import verify as verification
from labsvar.database.jobs import Deliveries, NotDelivered, Worker
from labsvar.database.operations import ListedLetter, Search
from labsvar.database.underway import Wanted
from labsvar.database.vans_jobs import EnvelopedDeliveries
from labsvar.exchange.delivery import HttpCourier
from labsvar.exchange.model import Arrival
from labsvar.exchange.reliable import Timing
from labsvar.exchange.routing import Configuration
from labsvar.formats import vans, xml
from labsvar.formats.vans import EndPoint, Message
from labsvar.formats.vans.wrapping import accepting, receipt, refusing
from tests.builders import OUR_GLN, emessage, laboratory_report
from tests.integration.test_deliveries import eventually
from tests.unit.exchange.helpers import START, Exchange, accepted

QUICK = Timing(retry_after=(timedelta(seconds=10),), most_attempts=6)


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> None:
        self.now += timedelta(**time)


class Network:
    """A databank behind a network that loses what it is told to lose."""

    def __init__(self) -> None:
        self.databank = Exchange()
        self.posted: list[bytes] = []
        self.lost: list[str] = []

    @property
    def courier(self) -> HttpCourier:
        return HttpCourier(httpx.Client(transport=httpx.MockTransport(self._answer)))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        fate = self.lost.pop(0) if self.lost else ""
        if fate == "envelope":
            raise httpx.ConnectError("shut")
        self.posted.append(request.content)
        reply = self.databank.send(request.content)
        if fate == "answer":
            raise httpx.ReadError("gone")
        if fate == "receipt":
            return httpx.Response(202)
        return httpx.Response(reply.status, content=reply.body)


class Hub:
    """A hub whose letters go on to LABA in envelopes, with a clock and a network of the test's own."""

    def __init__(self, dsn: str) -> None:
        self.configuration = Configuration(
            locations={"*": "*"},
            destinations={"LABA": "https://laba.example"},
            vans_destinations=frozenset({"LABA"}),
            vans_timing=QUICK,
        )
        self.database = labsvar_database.open(dsn, exchange=self.configuration)
        self.database.systems.welcome_anyone(who="tests", reason="letters of any sender are taken")
        self.clock = Clock()
        self.network = Network()
        enveloped = EnvelopedDeliveries(self.database._pool, self.configuration, now=self.clock)
        self._deliveries = Deliveries(
            self.database._pool,
            self.configuration.destinations,
            enveloped=enveloped,
            limits=self.configuration.limits,
            courier=self.network.courier,
        )

    def take(self, body: bytes) -> Any:
        arrival = Arrival(body=body, channel="http", system=None, arrived_at=START)
        return self.database.intake.receive([arrival])[0]

    def letter(self) -> str:
        accepted(self.take(xml.write(emessage(laboratory_report(number="B1")))))
        return self.listed.letter_id or ""

    def step(self, letter_id: str) -> int | None:
        """What the queue does when the letter's job is due: how long until it is due again."""
        try:
            self._deliveries.deliver(letter_id)
        except NotDelivered as wait:
            return wait.seconds
        return None

    @property
    def listed(self) -> ListedLetter:
        (letter,) = self.database.operations.search(Search(letter_number="B1")).letters
        return letter

    @property
    def sending(self) -> tuple[str, int, int]:
        with psycopg.connect(self.database.address) as connection:
            row = connection.execute("SELECT state, attempts, taken FROM labsvar.vans_sending").fetchone()
        assert row is not None
        return row


@pytest.fixture
def hub(database_dsn: str) -> Iterator[Hub]:
    made = Hub(database_dsn)
    yield made
    made.database.close()


def test_a_letter_goes_on_in_an_envelope_and_the_receipt_settles_it(hub: Hub) -> None:
    letter = hub.letter()
    assert hub.step(letter) is None
    assert (hub.listed.state, hub.listed.attempts, hub.sending) == ("delivered", 1, ("accepted", 1, 1))
    (stored,) = hub.network.databank.store.letters
    assert stored.row.letter_number == "B1"
    assert hub.step(letter) is None
    assert len(hub.network.posted) == 1
    assert verification.verify(hub.database.address) == []


def test_lost_envelopes_and_lost_receipts_end_in_one_letter_stored(hub: Hub) -> None:
    """Ten seconds after each attempt that got no answer, half an hour after one that was taken; the same
    message each time, in a new envelope."""
    hub.network.lost = ["envelope", "answer", "receipt"]
    letter = hub.letter()
    assert hub.step(letter) == 10
    assert (hub.listed.state, hub.listed.problem) == ("delivering", "ConnectError")
    assert hub.step(letter) == 10
    hub.clock.passes(seconds=10)
    assert hub.step(letter) == 10
    hub.clock.passes(seconds=10)
    assert hub.step(letter) == 1800
    assert hub.sending == ("awaiting", 3, 1)
    hub.clock.passes(minutes=29)
    assert hub.step(letter) == 60
    hub.clock.passes(minutes=1)
    assert hub.step(letter) is None
    assert (hub.listed.state, hub.sending) == ("delivered", ("accepted", 4, 2))
    assert len(hub.network.databank.store.letters) == 1
    envelopes = [vans.unwrap(body).envelope for body in hub.network.posted]
    assert len({each.identifier for each in envelopes}) == 3
    assert len({each.content for each in envelopes}) == 1


def test_after_two_resends_without_a_receipt_it_is_given_up_and_told(hub: Hub) -> None:
    hub.network.lost = ["receipt"] * 9
    letter = hub.letter()
    for _ in range(3):
        assert hub.step(letter) == 1800
        hub.clock.passes(minutes=30)
    assert hub.step(letter) is None
    assert (hub.listed.state, hub.listed.problem) == ("late", "given up: no receipt")
    assert len(hub.network.posted) == hub.listed.attempts == 3
    assert hub.step(letter) is None


@pytest.mark.parametrize(("accepts", "state"), [(True, "delivered"), (False, "refused")])
def test_a_receipt_that_comes_later_through_the_door_settles_it(
    hub: Hub, *, accepts: bool, state: str
) -> None:
    """It is matched to the envelope it answers; a second one that says otherwise changes nothing; and
    nothing is sent any more."""
    hub.network.lost = ["receipt"]
    letter = hub.letter()
    hub.step(letter)
    sent = vans.unwrap(hub.network.posted[0]).envelope
    assert isinstance(sent.content, Message)
    about = sent.content.meta_information
    answers: list[vans.Receipt] = [
        accepting(sent.identifier, about),
        refusing(sent.identifier, about, why="x"),
    ]
    for content in answers if accepts else reversed(answers):
        body = vans.write(
            receipt(content, sender=EndPoint(identifier="5790000000999"), receiver=sent.sender, at=START)
        )
        assert hub.take(body).status == 204
        assert hub.listed.state == state
    hub.clock.passes(minutes=30)
    assert hub.step(letter) is None
    assert len(hub.network.posted) == 1
    with psycopg.connect(hub.database.address) as connection:
        assert connection.execute("SELECT bool_and(matched) FROM labsvar.vans_receipt").fetchone() == (True,)


def test_a_receipt_after_giving_up_settles_it_too(hub: Hub) -> None:
    hub.network.lost = ["receipt"] * 9
    letter = hub.letter()
    for _ in range(4):
        hub.step(letter)
        hub.clock.passes(minutes=30)
    sent = vans.unwrap(hub.network.posted[1]).envelope
    assert isinstance(sent.content, Message)
    content = accepting(sent.identifier, sent.content.meta_information)
    sender = EndPoint(identifier=OUR_GLN)
    hub.take(vans.write(receipt(content, sender=sender, receiver=sender, at=START)))
    assert hub.listed.state == "delivered"


def test_a_letter_that_was_given_up_is_sent_again_by_hand_in_a_new_envelope(hub: Hub) -> None:
    """The message in it is the very same, under its own identifier, so that the databank has it once."""
    hub.network.lost = ["receipt"] * 3
    letter_id = hub.letter()
    for _ in range(4):
        hub.step(letter_id)
        hub.clock.passes(minutes=30)
    ((found,), _) = hub.database.underway.list(Wanted())
    assert (found.state, found.problem) == ("late", "given up: no receipt")
    hub.database.underway.send_again(found.delivery_id, who="A. Prøve", reason="nettet var nede")
    assert hub.step(letter_id) is None
    assert hub.listed.state == "delivered"
    envelopes = [vans.unwrap(body).envelope for body in hub.network.posted]
    assert len({each.identifier for each in envelopes}) == len(envelopes) == 4
    assert len({each.content for each in envelopes}) == 1
    assert len(hub.network.databank.store.letters) == 1
    assert verification.verify(hub.database.address) == []


def test_the_queue_drives_it(database_dsn: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker that the installation starts, with the machine's own clock."""
    monkeypatch.setattr(queues, "SECONDS_BETWEEN_LOOKS", 0.05)
    quick = Hub(database_dsn)
    timing = Timing(retry_after=(timedelta(0),), receipt_within=timedelta(0))
    configuration = Configuration(
        destinations=quick.configuration.destinations,
        vans_destinations=frozenset({"LABA"}),
        vans_timing=timing,
    )
    quick.network.lost = ["envelope", "receipt"]
    quick.letter()
    opened: Database = quick.database
    worker = Worker(
        opened._pool,
        opened.address,
        configuration.destinations,
        enveloped=EnvelopedDeliveries(opened._pool, configuration),
        courier=quick.network.courier,
    )
    eventually(lambda: quick.listed.state == "delivered")
    worker.stop()
    assert len(quick.network.databank.store.letters) == 1
    opened.close()


def test_a_letter_that_cannot_be_written_is_refused_and_tried_no_more(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when what a newer program accepts is passed on by an older one."""

    def cannot(*_arguments: object, **_named: object) -> bytes:
        raise xml.CannotWrite(())

    monkeypatch.setattr("labsvar.exchange.vans_delivery.emessage", cannot)
    letter = hub.letter()
    assert hub.step(letter) is None
    assert (hub.listed.state, hub.listed.problem) == ("refused", "cannot be written")
    assert hub.network.posted == []
