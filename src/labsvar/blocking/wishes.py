"""What is wrong with what somebody wants to have set; nothing is set that has a fault.

Source: the national consent service (MinSpærring) at nspop.dk: validFrom is not in the past (60 seconds are
tolerated), positive consents need a period of validity, and numbers of organisations must be valid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Final, Literal

from msgspec.structs import replace

from labsvar.blocking.model import NAME, Entry, Mandate, Organisation, What, Who, Wish
from labsvar.blocking.organisations import plain
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
    "several_places",
    "kind_wrong",
    "who_several",
    "too_long",
    "sign_wrong",
    "already_stands",
]


class Refused(ValueError):
    """A wish or a mandate with faults."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(*faults)
        self.faults = faults


def see(wish: Wish, *, now: datetime) -> None:
    """Raises `Refused` when a wish has faults."""
    _raise(_faults(wish, now))


def see_new(wish: Wish, entries: Iterable[Entry], *, account: str, now: datetime) -> None:
    """Raises `Refused` when one that the same account has set says the same and holds as long.

    Two alike would let somebody end one and believe that nothing holds. What others have set is left out of
    account, since a helper may not learn what the citizen has blocked.
    """
    own = (each for each in entries if each.set_by.account == account and each.state(now) != "ended")
    if any(_says_as_much(each.wish, wish) for each in own):
        raise Refused(("already_stands",))


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


def _says_as_much(standing: Wish, wish: Wish) -> bool:
    """Whether a wish adds nothing to one that stands: about the same, and over before it or with it."""
    if (standing.positive, *_about(standing)) != (wish.positive, *_about(wish)):
        return False
    if standing.valid_from > wish.valid_from:
        return False
    return standing.valid_to is None or (wish.valid_to is not None and wish.valid_to <= standing.valid_to)


def _about(wish: Wish) -> tuple[What | None, Who | None]:
    """What and whom a wish is about, as it is compared: names without regard to case and spaces."""
    what, who = wish.what, wish.who
    if what is not None and what.place is not None:
        what = replace(what, place=plain(what.place))
    if who is not None:
        organisation = None if who.organisation is None else plain(who.organisation)
        who = replace(who, organisation=organisation, label="")
    return what, who


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
