"""The three ways of a microbiology sample, which messages each has, and how one is told from another. Pure.

    standard     the laboratory that got the sample answers the requester, and notifies MiBa
    forwarded    the first laboratory only passes the sample on; the one that performs the analysis answers the
                 requester and notifies MiBa
    reference    the first laboratory answers, and sends sample or isolate to a reference laboratory, which answers
                 the first laboratory; that may send a supplementary answer. Both notify MiBa

Source: MedCom, reference group for laboratory medicine, 4 March 2026, slides on reference samples and MiBa.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final, Literal, get_args

import msgspec

from labsvar.linking.journeys import Asked, Letters
from labsvar.results.history import ReportHistory
from labsvar.results.model import Party, Report, Status
from labsvar.results.ordering import status_of

Flow = Literal["standard", "forwarded", "reference"]
Role = Literal["requester", "first", "performing", "miba"]
StepName = Literal[
    "requested",
    "taken",
    "received",
    "answered",
    "notified",
    "forwarded",
    "answered_by_performing",
    "notified_by_performing",
    "supplemented",
]
Because = Literal[
    "prompts",
    "link",
    "answered_and_forwarded",
    "forwarded_requisition",
    "sent_on",
    "answered_by_other",
    "nothing_else",
]
"""What a flow is recognised by. `sent_on` is an answer that only says where the sample was sent."""
FLOWS: Final[tuple[Flow, ...]] = get_args(Flow)
STEPS: Final[tuple[StepName, ...]] = get_args(StepName)

_SENT_ON: Final = re.compile(r"\s*SENDT\s*:\s*(\w+)")
"""How a first laboratory answers a forwarded sample, "SENDT:SSI" for one.

Assumption: the public minutes give this one example; any name after the word and the colon is read as the
laboratory that the sample was sent to.
"""


class Expected(msgspec.Struct, frozen=True, kw_only=True):
    """One step that a flow should have: who tells whom, by which kinds of letter, and after which other step.

    A step without kinds is told by what other letters say of it. One that is not `always` is never awaited.
    """

    name: StepName
    by: Role
    to: Role | None = None
    kinds: tuple[str, ...] = ()
    after: StepName | None = None
    always: bool = True


_REQUISITIONS: Final = ("XREQ02", "XREQ04", "XREQ01")
_ANSWERS: Final = ("XRPT05", "XRPT02")
_FOR_MIBA: Final = ("XRPT06", "XRPT05", "XRPT02")
_BEGINNING: Final = (
    Expected(name="requested", by="requester", to="first", kinds=_REQUISITIONS),
    Expected(name="taken", by="requester", after="requested"),
    Expected(name="received", by="first", after="requested"),
)
EXPECTED: Final[Mapping[Flow, tuple[Expected, ...]]] = MappingProxyType(
    {
        "standard": (
            *_BEGINNING,
            Expected(name="answered", by="first", to="requester", kinds=_ANSWERS, after="requested"),
            Expected(name="notified", by="first", to="miba", kinds=_FOR_MIBA, after="answered"),
        ),
        "forwarded": (
            *_BEGINNING,
            Expected(name="forwarded", by="first", to="performing", kinds=_REQUISITIONS, after="requested"),
            Expected(
                name="answered_by_performing",
                by="performing",
                to="requester",
                kinds=_ANSWERS,
                after="forwarded",
            ),
            Expected(
                name="notified_by_performing",
                by="performing",
                to="miba",
                kinds=_FOR_MIBA,
                after="answered_by_performing",
            ),
        ),
        "reference": (
            *_BEGINNING,
            Expected(name="answered", by="first", to="requester", kinds=_ANSWERS, after="requested"),
            Expected(name="notified", by="first", to="miba", kinds=_FOR_MIBA, after="answered"),
            Expected(name="forwarded", by="first", to="performing", kinds=("XREQ01",), after="answered"),
            Expected(
                name="answered_by_performing",
                by="performing",
                to="first",
                kinds=(*_ANSWERS, "XRPT06"),
                after="forwarded",
            ),
            Expected(
                name="notified_by_performing",
                by="performing",
                to="miba",
                kinds=_FOR_MIBA,
                after="answered_by_performing",
            ),
            Expected(
                name="supplemented",
                by="first",
                to="requester",
                kinds=_ANSWERS,
                after="answered_by_performing",
                always=False,
            ),
        ),
    }
)
"""The messages of each flow, in their order.

Assumption: an XRPT05 or XRPT02 that reached MiBa notifies it where no XRPT06 came: the reference laboratory and
systems that are not certified for XRPT06 send nothing else. The step names the kind of the letter.
"""


class Parties(msgspec.Struct, frozen=True, kw_only=True):
    """Who is who on a journey, as far as its letters tell."""

    requester: Party | None = None
    first: Party | None = None
    performing: Party | None = None


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """The flow of a journey, what it was recognised by, and who takes part."""

    flow: Flow
    because: Because
    parties: Parties
    sent_to: str | None = None


def recognise(letters: Letters) -> Recognised:
    """The flow of a sample. With nothing that speaks of another laboratory it is the standard one."""
    beginning = _beginning(letters)
    answers = [each for each in letters.answers if each.withdrawn is None]
    first = _first(letters, beginning)
    sent = next((to for answer in answers if (to := sent_on(answer.current))), None)
    onward = max((each for each in letters.asked if each.forwards), key=_is_request, default=None)
    other = _other(answers, first)
    alone = beginning is None or not _answered(answers, first)
    flow, because = _told_by(
        letters, onward, sent=sent, answered_by=None if beginning is None else other, alone=alone
    )
    performing = onward.requisition.receiver if onward is not None else other if flow != "standard" else None
    requester = None if beginning is None else beginning.requisition.sender
    parties = Parties(requester=requester, first=first, performing=performing)
    return Recognised(flow=flow, because=because, parties=parties, sent_to=sent)


def _told_by(
    letters: Letters, onward: Asked | None, *, sent: str | None, answered_by: Party | None, alone: bool
) -> tuple[Flow, Because]:
    """The flow, by the strongest thing that tells it; `alone` when the first laboratory has not answered itself.

    Assumption: a laboratory that answered itself and sends the sample on wants a reference answer.
    """
    if onward is not None and onward.request is not None:
        return "reference", "prompts"
    if letters.linked:
        return "reference", "link"
    if onward is not None:
        return ("forwarded", "forwarded_requisition") if alone else ("reference", "answered_and_forwarded")
    if sent is not None:
        return "forwarded", "sent_on"
    if answered_by is not None and alone:
        return "forwarded", "answered_by_other"
    return "standard", "nothing_else"


def _is_request(asked: Asked) -> bool:
    return asked.request is not None


def _beginning(letters: Letters) -> Asked | None:
    """The requisition that began it. Of several the one that is of microbiology by its kind."""
    own = [each for each in letters.asked if not each.forwards]
    return min(
        own, key=lambda each: (each.requisition.kind == "XREQ01", each.requisition.requested_at), default=None
    )


def _first(letters: Letters, beginning: Asked | None) -> Party | None:
    """The laboratory that got the sample first: whom the requisition is to, or who sent it on, or who answered."""
    forwarding = [each.requisition.sender for each in letters.asked if each.forwards]
    sources = {link.judged.source.sender for link in letters.linked}
    answered = [each.current.sender for each in letters.answers]
    linked = [party for party in answered if party.gln in sources]
    asked = [] if beginning is None else [beginning.requisition.receiver]
    return next(iter((*asked, *forwarding, *linked, *answered)), None)


def _other(answers: list[ReportHistory], first: Party | None) -> Party | None:
    """Another laboratory that has answered, the first of them."""
    senders = (each.current.sender for each in answers)
    return next((party for party in senders if first is None or party.gln != first.gln), None)


def _answered(answers: list[ReportHistory], by: Party | None) -> bool:
    """Whether a laboratory has itself said more than that it sent the sample on."""
    own = (each.current for each in answers if by is not None and each.current.sender.gln == by.gln)
    return any(is_answer(report) for report in own)


def progress(report: Report) -> Status:
    """How far a report has come; of one with a status for each result, the one that is least far."""
    found = [status_of(each) for each in report.results] if report.status is None else [report.status]
    return min(found, default=Status.RECEIVED)


def is_answer(report: Report) -> bool:
    """Whether a report is a finished answer, and not one that only tells where the sample went."""
    return progress(report) >= Status.FINAL and sent_on(report) is None


def sent_on(report: Report) -> str | None:
    """The laboratory that an answer says the sample was sent to, if it says so."""
    for text in _texts(report.investigations or report.results):
        found = _SENT_ON.match(text)
        if found is not None:
            return found[1]
    return None


def _texts(told: object) -> Iterator[str]:
    """Every text in what a report found."""
    if isinstance(told, str):
        yield told
    elif isinstance(told, tuple):
        for each in told:
            yield from _texts(each)
    elif isinstance(told, msgspec.Struct):
        for name in told.__struct_fields__:
            yield from _texts(getattr(told, name))
