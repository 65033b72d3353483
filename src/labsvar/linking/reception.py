"""A sample arrives at the reference laboratory: the request that was sent ahead, and what is missing of it. Pure.

    found(requests, number=..., tube=...)      the requests that the label's numbers lead to
    ASK                                        what to ask the sender where there is none

A request is found by its own number, by that of a tube, and by the three numbers of the sender's prompts. Where
the label's number is that of a tube, or number and tube stand crosswise, the two are swapped, and that is said.

Source: MedCom, reference group for laboratory medicine, minutes on reference samples: what the receiving
laboratory wishes for, and that tube number and requisition number come swapped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Final, Literal, Protocol

import msgspec
from msgspec.structs import replace

from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import prompts
from labsvar.linking.agreement import DEFAULT, Agreement, PromptName
from labsvar.linking.prompts import SenderPrompts
from labsvar.results.model import Requisition

LOOKED: Final = "reference_reception"
"""What a look says that was left by searching for a sample that arrived."""
NOTED: Final = "reference_received"
"""What a look says by which a sample was marked as received."""
How = Literal["requisition", "swapped", "tube", "original", "production"]
HOWS: Final[tuple[How, ...]] = ("requisition", "swapped", "tube", "original", "production")
"""By what a request was found; the surest first."""
Missing = Literal["prompts", "isolate", "consent", "number_reused", "original_requester", "answer_to_nobody"]
ASK: Final = ("request", "person", "prompts", "isolate", "consent")
"""What to ask the sender of a sample without an electronic request, in that order."""
_ISOLATE: Final[PromptName] = "SenderIsolateNumber"


class NotPossible(ValueError):
    """A sample that is received already, or one that was not and cannot be put back."""


class Received(msgspec.Struct, frozen=True, kw_only=True):
    """Something that was noted of a request: that its sample arrived, or that this was a mistake."""

    letter_id: str
    person_key: str
    sequence: int
    kind: Literal["received", "undone"]
    at: datetime
    who: str
    laboratory: str
    number: str


class ReceptionStore(Protocol):
    """Keeps what is noted of requests: it adds, and never changes or removes."""

    def of(self, letter_ids: Collection[str]) -> Sequence[Received]:
        """Everything noted of some requests, oldest first."""

    def add(self, noted: Received) -> None:
        """Adds what `note` made. Raises `NotPossible` when another came between."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A request that a number leads to, with what its prompts say and what is missing of it.

    `prompts_missing` names the prompts; `noted` is everything that happened at the reception.
    """

    requisition: Requisition
    letter: LaboratoryRequest
    how: How
    sender: SenderPrompts
    missing: tuple[Missing, ...]
    prompts_missing: tuple[PromptName, ...]
    noted: tuple[Received, ...] = ()

    @property
    def is_received(self) -> bool:
        """Whether the sample counts as arrived."""
        return bool(self.noted) and self.noted[-1].kind == "received"


def found(
    requests: Iterable[Requisition],
    *,
    number: str,
    tube: str = "",
    noted: Iterable[Received] = (),
    settings: Agreement = DEFAULT,
) -> tuple[Found, ...]:
    """The requests that a label's numbers lead to, the surest first."""
    known = list(requests)
    events = list(noted)
    leads = []
    for each in known:
        how = _how(each, number.strip(), tube.strip(), settings)
        if how is not None:
            own = tuple(event for event in events if event.letter_id == each.letter_id)
            leads.append(_found(each, how, noted=own, known=known, settings=settings))
    return tuple(sorted(leads, key=lambda each: (HOWS.index(each.how), each.requisition.arrived_at)))


def _how(requisition: Requisition, number: str, tube: str, settings: Agreement) -> How | None:
    letter = requisition.letter
    if not isinstance(letter, LaboratoryRequest):
        return None
    own = requisition.requester_number.strip()
    tubes = {
        each.test_tube.test_tube_identifier.strip()
        for each in letter.requests.requested_analyses
        if each.test_tube is not None
    }
    if number == own:
        return "requisition"
    if number in tubes or (tube and tube == own):
        # The label has the tube's number where the requisition's is read, or says both crosswise.
        return "swapped" if tube == own or not tube else "tube"
    if tube and tube in tubes:
        return "tube"
    said = prompts.read(letter, settings=settings).sender
    original = letter.requisition_information.sample.original
    forwarded = None if original is None else original.original_requester_sample_identifier
    if number in (said.original_requester_number, forwarded):
        return "original"
    return "production" if number == said.production_number else None


def _found(
    requisition: Requisition,
    how: How,
    *,
    noted: tuple[Received, ...],
    known: Sequence[Requisition],
    settings: Agreement,
) -> Found:
    letter = requisition.letter
    assert isinstance(letter, LaboratoryRequest)
    said = prompts.read(letter, settings=settings).sender
    absent = tuple(name for name in said.missing if name != _ISOLATE)
    return Found(
        requisition=requisition,
        letter=letter,
        how=how,
        sender=said,
        missing=tuple(_missing(requisition, letter, said, known)),
        prompts_missing=absent,
        noted=noted,
    )


def _missing(
    requisition: Requisition, letter: LaboratoryRequest, said: SenderPrompts, known: Sequence[Requisition]
) -> Iterable[Missing]:
    if any(name != _ISOLATE for name in said.missing):
        yield "prompts"
    if said.isolate is None:
        yield "isolate"
    if letter.patient.consent is None:
        yield "consent"
    if any(_same_number(requisition, other) for other in known):
        yield "number_reused"
    if letter.original_requester is None:
        yield "original_requester"
    if letter.sender.reply_to is False and not (
        letter.original_requester is not None and letter.original_requester.reply_to
    ):
        yield "answer_to_nobody"


def _same_number(one: Requisition, other: Requisition) -> bool:
    """Whether another request of the same sender has the number. With the same number for every isolate of a
    sample that is as it should be; which isolate is meant then only the prompts tell."""
    return (
        one.letter_id != other.letter_id
        and one.sender.gln == other.sender.gln
        and one.requester_number.strip() == other.requester_number.strip()
    )


def note(
    request: Found,
    kind: Literal["received", "undone"],
    *,
    at: datetime,
    who: str,
    laboratory: str,
    number: str,
) -> Received:
    """What is added when a sample is received, or that is undone. Raises `NotPossible`."""
    if request.is_received is (kind == "received"):
        raise NotPossible(kind)
    return Received(
        letter_id=request.requisition.letter_id,
        person_key=request.requisition.person_key,
        sequence=len(request.noted),
        kind=kind,
        at=at,
        who=who,
        laboratory=laboratory,
        number=number.strip(),
    )


def with_noted(request: Found, noted: Received) -> Found:
    """The request with what was noted since, where it is about it."""
    if noted.letter_id != request.requisition.letter_id:
        return request
    return replace(request, noted=(*request.noted, noted))


class MemoryReceptions:
    """The readable reference of `ReceptionStore`."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, int], Received] = {}

    def of(self, letter_ids: Collection[str]) -> Sequence[Received]:
        """Everything noted of some requests, oldest first."""
        found = [each for each in self._noted.values() if each.letter_id in letter_ids]
        return sorted(found, key=lambda each: (each.letter_id, each.sequence))

    def add(self, noted: Received) -> None:
        """Adds what `note` made. Raises `NotPossible`."""
        key = noted.letter_id, noted.sequence
        if key in self._noted:
            raise NotPossible(noted.kind)
        self._noted[key] = noted
