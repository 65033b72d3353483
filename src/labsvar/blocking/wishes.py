"""What is wrong with what somebody wants to have set; nothing is set that has a fault.

Source: the national consent service (MinSpærring) at nspop.dk: validFrom is not in the past (60 seconds are
tolerated), positive consents need a period of validity, and numbers of organisations must be valid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal

from labsvar.blocking.model import NAME, Mandate, Organisation, Who, Wish
from labsvar.identifiers import organisations

TOLERANCE: Final = timedelta(seconds=60)
PLACE_KINDS: Final = ("sorkode", "sygehusafdelingsnummer", "ydernummer", "lokationsnummer")
"""The kinds of number that a place may be given by, beside its name."""
Fault = Literal[
    "starts_in_the_past",
    "ends_before_it_starts",
    "exception_without_end",
    "place_wrong",
    "period_wrong",
    "who_wrong",
    "time_wrong",
    "evidence_missing",
]


class Refused(ValueError):
    """A wish or a mandate with faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(*faults)
        self.faults = faults


def see(wish: Wish, *, now: datetime) -> None:
    """Raises `Refused` when a wish has faults."""
    _raise(_faults(wish, now))


def see_mandate(mandate: Mandate, *, today: date) -> None:
    """Raises `Refused` for a mandate without evidence, or that ends before it starts or before today."""
    _raise(_mandate_faults(mandate, today))


def _raise(faults: Iterator[Fault]) -> None:
    found = tuple(faults)
    if found:
        raise Refused(found)


def _faults(wish: Wish, now: datetime) -> Iterator[Fault]:
    if wish.valid_from < now - TOLERANCE:
        yield "starts_in_the_past"
    if wish.valid_to is not None and wish.valid_to <= wish.valid_from:
        yield "ends_before_it_starts"
    if wish.positive and wish.valid_to is None:
        yield "exception_without_end"
    what, who = wish.what, wish.who
    if what is not None and what.place is not None and _is_wrong(what.place):
        yield "place_wrong"
    if what is not None and what.since is not None and what.until is not None and what.since > what.until:
        yield "period_wrong"
    if who is not None and not _names_one(who):
        yield "who_wrong"


def _names_one(who: Who) -> bool:
    if who.organisation is None:
        return bool(who.person)
    return who.person is None and not _is_wrong(who.organisation)


def _is_wrong(organisation: Organisation) -> bool:
    if organisation.kind == NAME:
        return not organisation.code.strip()
    return (
        organisation.kind not in PLACE_KINDS
        or organisations.fault(organisation.code, kind=organisation.kind) is not None
    )


def _mandate_faults(mandate: Mandate, today: date) -> Iterator[Fault]:
    if not mandate.evidence.strip():
        yield "evidence_missing"
    if mandate.last < max(mandate.first, today):
        yield "ends_before_it_starts"
