"""What of a person's data the person has blocked for the one who looks.

A store asks here at every look, and puts the answer into `Stored.blocked`; `labsvar.results.record` leaves
out what stands there, and says that it did. Blocking is for showing only: it stops neither storing nor
sending on, so microbiology reaches MiBa whatever is blocked (rule S14).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import msgspec
from msgspec.structs import replace

from labsvar.blocking.model import Caller, Datum, Organisation
from labsvar.blocking.organisations import Organisations, named
from labsvar.blocking.service import BlockingService, OwnBlocking
from labsvar.results.authors import Samples, answer_of
from labsvar.results.model import Party, Report, Requisition, Stored
from labsvar.results.store import Look, Role

BOUND: Final[frozenset[Role]] = frozenset({"clinician"})


class BlockingRules(msgspec.Struct, frozen=True, kw_only=True):
    """What an installation decides about blocking: whose looks it binds, and what it knows of which
    organisation is part of which."""

    binds: frozenset[Role] = BOUND
    organisations: Organisations = Organisations()


BLOCKING_RULES: Final = BlockingRules()


class Blocking(msgspec.Struct, frozen=True):
    """Who answers about blocking, and whose looks it binds.

    Citizens are never bound at their own data. Assumption: neither is the surveillance role. No source says
    whether a blocking binds it; that a refusal does not (miba.ssi.dk, access and law) is carried over.
    """

    service: BlockingService
    binds: frozenset[Role] = BOUND

    def seen(self, stored: Stored, look: Look, *, citizen: str, at: datetime) -> Stored:
        """What is stored, with what is blocked for this look marked; `citizen` is the person's own key."""
        viewer = look.viewer
        if viewer.role not in self.binds or look.overrides:
            return stored
        # Assumption: where a clinician works is known by the name that the account gives, with the parts of
        # the whole after commas, since an account has no SOR code.
        works_for = named(viewer.organisation)
        caller = Caller(
            citizen=citizen,
            person=viewer.account,
            organisations=() if works_for is None else (works_for,),
            at=at,
        )
        return replace(stored, blocked=self._blocked(stored, caller))

    def _blocked(self, stored: Stored, caller: Caller) -> frozenset[str]:
        verdict = self.service.user_check(caller)
        if verdict == "positive":
            return frozenset()
        data = tuple(_data(stored))
        allowed = self.service.data_check(caller, data) if verdict == "data_specific" else ()
        return frozenset(datum.key for datum in data) - {datum.key for datum in allowed}


NOTHING_BLOCKED: Final = Blocking(OwnBlocking(lambda _citizen: ()))
"""For a store that keeps no blockings."""


def _data(stored: Stored) -> Iterator[Datum]:
    """Everything that may be blocked, letter by letter.

    Assumption: an answer comes both from the laboratory that sent it and from the place it was sent to, and
    is of the day its sample was taken; a requisition that says no such day is of the day it was made.
    """
    for report in stored.reports:
        yield Datum(key=report.letter_id, day=report.sampled_at.date(), places=places_of(report))
    for each in stored.requisitions:
        day = (each.sampled_at or each.requested_at).date()
        yield Datum(key=each.letter_id, day=day, places=places_of(each))


def places_of(letter: Report | Requisition) -> tuple[Organisation, ...]:
    """The places a letter's data come from, by every number and name it gives of them."""
    return tuple(place for party in (letter.sender, letter.receiver) for place in _places(party))


def _places(party: Party) -> Iterator[Organisation]:
    yield Organisation("lokationsnummer", party.gln)
    if party.identifier_code is not None:
        yield Organisation(party.identifier_code, party.identifier)
    name = named_place(party)
    if name is not None:
        yield name


def named_place(party: Party) -> Organisation | None:
    """A party by the names of the whole and its parts."""
    return named(party.name, party.department, party.unit)


def blocked_answers(reports: Sequence[Report], samples: Samples, blocked: frozenset[str]) -> frozenset[str]:
    """The letters of every answer of which a letter is blocked, whoever sent them.

    A correction may name another day or place; what it corrects must not stand in its stead.
    """
    if not blocked:
        return frozenset()
    answers = {_answer(report, samples) for report in reports if report.letter_id in blocked}
    return frozenset(report.letter_id for report in reports if _answer(report, samples) in answers)


def _answer(report: Report, samples: Samples) -> tuple[str, ...]:
    """What the letters of an answer have in common, whoever sent them: versions of a result are sought
    within a field of laboratory medicine, by sample and production number."""
    return report.field, *answer_of(report, samples)


def blocked_requisitions(requisitions: Iterable[Requisition], blocked: frozenset[str]) -> frozenset[str]:
    """The letters of every requisition of which a letter is blocked: one sender's number, all versions."""
    if not blocked:
        return frozenset()
    every = list(requisitions)
    numbers = {(each.sender.gln, each.requester_number) for each in every if each.letter_id in blocked}
    return frozenset(each.letter_id for each in every if (each.sender.gln, each.requester_number) in numbers)
