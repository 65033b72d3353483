"""An intake over a store in memory, and short words for what goes in and comes out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from msgspec.structs import replace

from labsvar.exchange.intake import Intake
from labsvar.exchange.memory import MemoryIntake
from labsvar.exchange.model import Arrival, Entry, Reply
from labsvar.exchange.register import ANY_SENDER, Sender, System
from labsvar.exchange.routing import Configuration
from labsvar.findings import Finding
from labsvar.formats import xml
from labsvar.letters.catalogue import AnyLetter, Emessage, version_of
from labsvar.letters.receipts import NegativeReceipt, PositiveReceipt, RefusedLetter
from labsvar.letters.text import plain
from tests.builders import LABORATORY_GLN, emessage

ANYONE = System(system_id=1, name="demonstration", stage="full", senders={ANY_SENDER: Sender(gln=ANY_SENDER)})
LAB = System(
    system_id=7,
    name="lab",
    stage="technical",
    senders={LABORATORY_GLN: Sender(gln=LABORATORY_GLN, laboratory="TKB", sector="hospital")},
)
START = datetime(2026, 3, 5, 9, tzinfo=UTC)


class Exchange:
    """Takes letters for anyone from anyone, unless told otherwise; a second passes between arrivals."""

    def __init__(self, *systems: System, **configuration: Any) -> None:
        self.store = MemoryIntake(systems or (ANYONE,))
        settings = Configuration(**{"locations": {"*": "*"}} | configuration)
        self.intake = Intake(self.store, settings)
        self._seconds = count()

    def arrival(self, body: bytes, system: System | None = None) -> Arrival:
        at = START + timedelta(seconds=next(self._seconds))
        return Arrival(body=body, channel="http", system=system, arrived_at=at)

    def send(self, message: Emessage | bytes, system: System | None = None) -> Reply:
        body = message if isinstance(message, bytes) else xml.write(message)
        (reply,) = self.intake.receive([self.arrival(body, system)])
        return reply

    def letter(self, letter: AnyLetter, number: str, system: System | None = None) -> Reply:
        """Sends one letter in an envelope of this number."""
        return self.send(enveloped(letter, number=number), system)

    @property
    def last(self) -> Entry:
        return self.store.entries[-1]

    @property
    def states(self) -> list[str]:
        """What became of the letters of the last arrival."""
        return [arrival.state for arrival in self.last.arrivals]

    @property
    def alarms(self) -> list[str]:
        return [alarm.kind for entry in self.store.entries for alarm in entry.alarms]

    @property
    def keys(self) -> list[str]:
        """The persons of the stored letters."""
        return [letter.row.person_key for letter in self.store.letters]


def enveloped(letter: AnyLetter, *others: AnyLetter, **changes: Any) -> Emessage:
    """Letters in an envelope of their own release."""
    namespace = version_of(letter).release.namespace
    return replace(emessage(letter, *others, **changes), namespace=namespace)


def rules(findings: tuple[Finding, ...]) -> list[str]:
    return [finding.rule for finding in findings]


def accepted(reply: Reply) -> PositiveReceipt:
    """The positive receipt in a reply."""
    assert reply.status == 200
    return _receipt(reply, PositiveReceipt)


def refused(reply: Reply) -> NegativeReceipt:
    """The negative receipt in a reply."""
    assert reply.status == 422
    return _receipt(reply, NegativeReceipt)


Kind = TypeVar("Kind")


def _receipt(reply: Reply, kind: type[Kind]) -> Kind:
    read = xml.read(reply.body)
    assert not read.errors
    (letter,) = read.letters
    assert isinstance(letter.letter, kind)
    return letter.letter


def why(letter: RefusedLetter) -> str:
    """The text of a refusal."""
    return plain(letter.refuse_text or ())
