"""One sample's whole journey: what has happened, what is awaited, and since when. Pure.

`timeline` takes the letters of a journey (`labsvar.linking.journeys`), which are those that may be seen, and makes
events of them; what the flow expects and no letter tells is awaited since the step it follows. How long a step may
take is a setting; without one, nothing is called late.

Times are Danish local ones without a zone, as letters have them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias

import msgspec

from labsvar.letters.zone import DENMARK
from labsvar.linking.flows import (
    EXPECTED,
    Flow,
    Recognised,
    Role,
    StepName,
    is_answer,
    progress,
    recognise,
    sent_on,
)
from labsvar.linking.journeys import Asked, Letters, versions
from labsvar.results.history import ReportHistory
from labsvar.results.model import Databank, Party, Report, Status

Kind = Literal[
    "requested", "taken", "received", "forwarded", "answered", "supplemented", "notified", "withdrawn"
]


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """How many hours a step of a flow may take after the step it follows."""

    flow: Flow
    step: StepName
    hours: float


Limits: TypeAlias = Sequence[Limit]
"""Assumption: there are none until an installation states them; no public document says how long a step may take."""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A letter that went on to a databank at another installation, what became of it, and when (with a zone)."""

    letter_id: str
    databank: Databank
    state: str
    at: datetime


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Something that happened to the sample.

    `by` and `to` are the parties as the letter names them, `role` is what `by` is to the sample. `status` is
    that of an answer, `sent_to` where it says that the sample went. Of a letter that went on, `passed` tells how.
    `step` is the step of the flow that it is, if it is one.
    """

    kind: Kind
    at: datetime
    role: Role
    by: Party | None = None
    to: Party | None = None
    letter_id: str | None = None
    letter_kind: str | None = None
    status: Status | None = None
    sent_to: str | None = None
    passed: Passed | None = None
    step: StepName | None = None


class Awaited(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the flow expects and no letter tells: of whom, by which kinds of letter, since when.

    `since` is `None` where nobody told when the step before took place; `late` needs a limit.
    """

    step: StepName
    by: Party | None
    role: Role
    kinds: tuple[str, ...]
    since: datetime | None
    late: bool = False


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """A sample's journey: its flow, what has happened, oldest first, and what is awaited, in the flow's order."""

    recognised: Recognised
    events: tuple[Event, ...]
    awaited: tuple[Awaited, ...]

    @property
    def flow(self) -> Flow:
        """Which of the three flows it is."""
        return self.recognised.flow


def timeline(
    letters: Letters, *, now: datetime, limits: Limits = (), passed: Iterable[Passed] = ()
) -> Timeline:
    """The journey as it stands at `now` (with a zone)."""
    recognised = recognise(letters)
    went_on = {each.letter_id: each for each in passed}
    events = sorted(_Telling(letters, recognised, went_on).events(), key=_order)
    allowed = {(each.flow, each.step): timedelta(hours=each.hours) for each in limits}
    awaited = _awaited(recognised, events, now=local(now), limits=allowed)
    return Timeline(recognised=recognised, events=tuple(events), awaited=tuple(awaited))


def local(at: datetime) -> datetime:
    """A moment with a zone as Danish local time without one."""
    return at.astimezone(DENMARK).replace(tzinfo=None)


_KINDS: Final[tuple[Kind, ...]] = (
    "requested",
    "taken",
    "received",
    "forwarded",
    "answered",
    "notified",
    "supplemented",
    "withdrawn",
)


def _order(event: Event) -> tuple[object, ...]:
    """By time; of what happened in one minute, by what comes first on a journey."""
    return event.at, _KINDS.index(event.kind), event.letter_id or ""


# What has happened -----------------------------------------------------------------------------


class _Telling:
    """The events of one journey."""

    def __init__(self, letters: Letters, recognised: Recognised, passed: Mapping[str, Passed]) -> None:
        self._letters = letters
        self._first = recognised.parties.first
        self._passed = passed
        self._standing = [each for each in letters.answers if each.withdrawn is None]
        self._reports = [report for answer in self._standing for report in versions(answer)]
        others = (each for each in self._reports if self._role(each.sender) == "performing")
        self._confirmed = min((each.resulted_at for each in others if is_answer(each)), default=None)

    def events(self) -> Iterator[Event]:
        """Everything that has happened, in no order."""
        yield from (self._asked(each) for each in self._letters.asked)
        yield from self._handled()
        yield from (event for report in self._reports for event in self._told(report))
        yield from (event for answer in self._standing for event in self._notified(answer))
        yield from (self._withdrawn(each) for each in self._letters.answers if each.withdrawn is not None)

    def _role(self, party: Party) -> Role:
        """A laboratory that is not the first performs what the first did not."""
        return "first" if self._first is None or party.gln == self._first.gln else "performing"

    def _asked(self, asked: Asked) -> Event:
        requisition = asked.requisition
        name: Literal["forwarded", "requested"] = "forwarded" if asked.forwards else "requested"
        return Event(
            kind=name,
            step=name,
            at=requisition.requested_at,
            role="first" if asked.forwards else "requester",
            by=requisition.sender,
            to=requisition.receiver,
            letter_id=requisition.letter_id,
            letter_kind=requisition.kind,
            passed=self._passed.get(requisition.letter_id),
        )

    def _handled(self) -> Iterator[Event]:
        """When the sample was taken, and when each laboratory had it, as their answers tell."""
        taken = [at for each in self._letters.asked if (at := each.requisition.sampled_at) is not None]
        taken += [report.sampled_at for report in self._reports]
        if taken:
            yield Event(kind="taken", step="taken", at=min(taken), role="requester")
        had: dict[str, tuple[datetime, Party]] = {}
        for report in self._reports:
            if report.received_at is not None:
                before = had.get(report.sender.gln, (report.received_at, report.sender))
                had[report.sender.gln] = min(
                    before, (report.received_at, report.sender), key=lambda each: each[0]
                )
        for at, party in had.values():
            role = self._role(party)
            step: StepName | None = "received" if role == "first" else None
            yield Event(kind="received", step=step, at=at, role=role, by=party)

    def _told(self, report: Report) -> Iterator[Event]:
        """What a letter tells whom it was sent to; an XRPT06 is for MiBa, but for one between laboratories."""
        role = self._role(report.sender)
        between = self._first is not None and role == "performing" and report.receiver.gln == self._first.gln
        if report.kind == "XRPT06" and not between:
            return
        kind = self._kind(report, role)
        yield Event(
            kind=kind,
            step=_step(kind, role) if kind == "received" or progress(report) >= Status.FINAL else None,
            at=report.resulted_at,
            role=role,
            by=report.sender,
            to=report.receiver,
            letter_id=report.letter_id,
            letter_kind=report.kind,
            status=progress(report),
            sent_to=sent_on(report),
            passed=self._passed.get(report.letter_id),
        )

    def _kind(self, report: Report, role: Role) -> Kind:
        if sent_on(report) is not None:
            return "forwarded"
        if progress(report) == Status.RECEIVED:
            return "received"
        later = self._confirmed is not None and report.resulted_at > self._confirmed
        return "supplemented" if later and role == "first" else "answered"

    def _notified(self, answer: ReportHistory) -> Iterator[Event]:
        """MiBa has an answer when the letter for it arrived there: here, or where it went on to."""
        finished = [each for each in versions(answer) if is_answer(each) and each.databank == "MiBa"]
        told = min(finished, key=lambda each: (each.kind != "XRPT06", each.arrived_at), default=None)
        passed = None if told is None else self._passed.get(told.letter_id)
        if told is None or (passed is not None and passed.state != "delivered"):
            return
        role = self._role(told.sender)
        yield Event(
            kind="notified",
            step=_step("notified", role),
            at=local(told.arrived_at if passed is None else passed.at),
            role=role,
            by=told.sender,
            letter_id=told.letter_id,
            letter_kind=told.kind,
            passed=passed,
        )

    def _withdrawn(self, answer: ReportHistory) -> Event:
        assert answer.withdrawn is not None, "only of a withdrawn answer"
        party = answer.current.sender
        at = local(answer.withdrawn.withdrawn_at)
        return Event(kind="withdrawn", at=at, role=self._role(party), by=party)


def _step(kind: Kind, role: Role) -> StepName | None:
    """The expected step that an event is."""
    match kind, role:
        case "forwarded" | "supplemented", _:
            return kind
        case "received" | "answered" | "notified", "first":
            return kind
        case "answered", _:
            return "answered_by_performing"
        case "notified", _:
            return "notified_by_performing"
    return None


# What is awaited -------------------------------------------------------------------------------


def _awaited(
    recognised: Recognised,
    events: Sequence[Event],
    *,
    now: datetime,
    limits: Mapping[tuple[Flow, StepName], timedelta],
) -> Iterator[Awaited]:
    """The steps that are next: not done, with the step that they follow done or told by nobody."""
    flow = recognised.flow
    done: dict[StepName, datetime] = {}
    for event in events:
        if event.step is not None:
            done.setdefault(event.step, event.at)
    passed_by = _passed_by(flow, done)
    for expected in EXPECTED[flow]:
        ready = expected.after in done or (expected.after == "requested" and bool(events))
        if expected.name in done or expected.name in passed_by or not expected.always or not ready:
            continue
        since = None if expected.after is None else done.get(expected.after)
        limit = limits.get((flow, expected.name))
        yield Awaited(
            step=expected.name,
            by=_party(recognised, expected.by),
            role=expected.by,
            kinds=expected.kinds,
            since=since,
            late=limit is not None and since is not None and now - since > limit,
        )


def _passed_by(flow: Flow, done: Collection[StepName]) -> set[StepName]:
    """The steps that need no waiting for, since what follows them is done. A sample that is answered or sent on
    was taken and received, and nobody waits for a requisition; that MiBa has an answer does not say that the
    requester has it."""
    after = {each.name: each.after for each in EXPECTED[flow] if each.to != "miba"}
    found: set[StepName] = {"requested"}
    for name in done:
        step = after.get(name)
        while step is not None:
            found.add(step)
            step = after.get(step)
    if set(done) - {"requested", "taken", "received"}:
        found |= {"taken", "received"}
    if "received" in done:
        found.add("taken")
    return found


def _party(recognised: Recognised, role: Role) -> Party | None:
    parties = {
        "requester": recognised.parties.requester,
        "first": recognised.parties.first,
        "performing": recognised.parties.performing,
    }
    return parties.get(role)
