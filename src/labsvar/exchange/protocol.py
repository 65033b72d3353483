"""What the intake needs of a store, in two steps: ask what is known, then write what was decided.

Between the two another writer may have stored something. A store refuses to write then, and the
intake asks anew; so nothing is decided on what is no longer true.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

import msgspec

from labsvar.exchange.model import Entry
from labsvar.exchange.outer import Seen
from labsvar.exchange.register import Register
from labsvar.results.model import Report


class Conflict(Exception):
    """Another writer has stored something that what is to be written rests on; ask anew."""


class KnownEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope that was answered, and how."""

    content: str
    emessage_id: str
    status: int
    receipt: bytes | None


class KnownLetter(msgspec.Struct, frozen=True, kw_only=True):
    """A letter number that is taken."""

    content: str
    letter_id: str


class KnownPerson(msgspec.Struct, kw_only=True):
    """One record under a person's number, and how many letters it holds."""

    apart: str
    surname: str
    given_name: str | None
    letters: int


class VansQuestions(msgspec.Struct, frozen=True, kw_only=True):
    """What to look up for arrivals in a VANSEnvelope: pairs of sender and identifier.

    `sent` are the envelopes that receipts answer, `receipts` those that the receipts themselves are in.
    """

    envelopes: Sequence[tuple[str, str]] = ()
    messages: Sequence[tuple[str, str]] = ()
    sent: Sequence[str] = ()
    receipts: Sequence[tuple[str, str]] = ()

    @property
    def are_none(self) -> bool:
        """Whether nothing has to be looked up, as for most batches."""
        return not (self.envelopes or self.sent)


class Questions(msgspec.Struct, frozen=True, kw_only=True):
    """What to look up for a batch: pairs of sender and number, numbers of persons, samples.

    A sample is a person's number, a sample number and a production number. A request is a person's number,
    that of a requisition and the sender who answers it: what others answered is looked up. `sent` are envelopes
    that receipts answer, `receipts` those receipts' own senders and numbers. `new_numbers` is how many new numbers of our own may be needed.
    """

    envelopes: Sequence[tuple[str, str]] = ()
    letters: Sequence[tuple[str, str]] = ()
    persons: Sequence[str] = ()
    samples: Sequence[tuple[str, str, str]] = ()
    requests: Sequence[tuple[str, str, str]] = ()
    sent: Sequence[tuple[str, str]] = ()
    receipts: Sequence[tuple[str, str]] = ()
    new_numbers: int = 0
    vans: VansQuestions = VansQuestions()


class Known(msgspec.Struct, kw_only=True):
    """What the store knows about a batch; deciding on one arrival adds what the next must know.

    `asked_samples` are those that some letter of the batch corrects: of no others is anything known.
    `requests` are the answers to a person's requisition, by their ids, where another sender has answered it.
    `new_numbers` are numbers that were never used and never will be used again.
    """

    register_version: int = 0
    envelopes: dict[tuple[str, str], KnownEnvelope] = msgspec.field(default_factory=dict)
    letters: dict[tuple[str, str], KnownLetter] = msgspec.field(default_factory=dict)
    persons: defaultdict[str, list[KnownPerson]] = msgspec.field(default_factory=lambda: defaultdict(list))
    samples: defaultdict[tuple[str, str, str], list[Report]] = msgspec.field(
        default_factory=lambda: defaultdict(list)
    )
    asked_samples: frozenset[tuple[str, str, str]] = frozenset()
    requests: defaultdict[tuple[str, str], dict[str, Report]] = msgspec.field(
        default_factory=lambda: defaultdict(dict)
    )
    sent: set[tuple[str, str]] = msgspec.field(default_factory=set)
    receipts: set[tuple[str, str]] = msgspec.field(default_factory=set)
    new_numbers: list[int] = msgspec.field(default_factory=list)
    vans: Seen = msgspec.field(default_factory=Seen)


class IntakeStore(Protocol):
    """Keeps what the intake decides. One writer at a time uses it."""

    def register(self) -> Register:
        """The sending systems as they stand now."""

    def known(self, questions: Questions) -> Known:
        """What is stored that matters for the questions."""

    def write(self, entries: Sequence[Entry]) -> None:
        """Stores everything or nothing; when it returns, it is durable. Raises `Conflict`."""
