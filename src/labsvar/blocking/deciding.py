"""What a citizen's entries say about a look: the pure decision.

A blocking (negative) leaves out what it covers; an exception (positive) takes from a blocking what it
covers, when it says more exactly than the blocking whom or what it means.

Assumption: of two equally exact entries the blocking holds, and so it does when each is the more exact in
its own way. The guide of the national service does not order entries that contradict each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from labsvar.blocking.model import Caller, Datum, Entry, Organisation, What, Who
from labsvar.blocking.organisations import Organisations

Verdict = Literal["positive", "negative", "data_specific"]
_PERSON = 1_000


class Exact(NamedTuple):
    """How exactly an entry says whom, from where, and from when; more is more exact."""

    who: int
    place: int
    period: int

    def beats(self, other: Exact) -> bool:
        """Whether nothing is less exact here, and something more."""
        return self != other and all(mine >= theirs for mine, theirs in zip(self, other, strict=True))


class Ruling(NamedTuple):
    """An entry that concerns the caller now; `upwards` when only since it means a part of where the caller
    works."""

    entry: Entry
    exact: Exact
    upwards: bool

    @property
    def what(self) -> What | None:
        """The data it covers; nothing is all."""
        return self.entry.wish.what


class Deciding:
    """The entries that hold for one caller at the moment of the look."""

    def __init__(self, entries: Iterable[Entry], caller: Caller, organisations: Organisations) -> None:
        self._organisations = organisations
        self._chains: dict[Organisation, tuple[Organisation, ...]] = {}
        holding = [entry for entry in entries if entry.state(caller.at) == "active"]
        rulings = [ruling for entry in holding if (ruling := self._ruling(entry, caller)) is not None]
        self._positive = [ruling for ruling in rulings if ruling.entry.wish.positive]
        self._negative = [ruling for ruling in rulings if not ruling.entry.wish.positive]

    def verdict(self) -> Verdict:
        """The user check: everything, nothing, or it depends on the data."""
        general = [each for each in self._positive if each.what is None]
        left = [each for each in self._negative if not _beaten(each, general)]
        if not left:
            return "positive"
        particular = [each for each in self._positive if each.what is not None]
        if any(each.what is None and not _beaten(each, particular) for each in left):
            return "negative"
        return "data_specific"

    def allowed(self, data: Sequence[Datum]) -> list[Datum]:
        """The data check: those that may be seen, in their order."""
        return [datum for datum in data if not self._is_blocked(datum)]

    def _is_blocked(self, datum: Datum) -> bool:
        exceptions = [each for each in self._positive if self._covers(each.what, datum)]
        return any(
            self._covers(each.what, datum) and not _beaten(each, exceptions) for each in self._negative
        )

    def _covers(self, what: What | None, datum: Datum) -> bool:
        if what is None:
            return True
        if (what.since and datum.day < what.since) or (what.until and datum.day > what.until):
            return False
        if what.place is None:
            return True
        wanted = self._chain(what.place)[0]
        return any(self._within(place, wanted, sub_units=what.sub_units) for place in datum.places)

    def _within(self, organisation: Organisation, wanted: Organisation, *, sub_units: bool) -> bool:
        chain = self._chain(organisation)
        return wanted in chain if sub_units else wanted == chain[0]

    def _chain(self, organisation: Organisation) -> tuple[Organisation, ...]:
        """An organisation with those above it, found once: many data come from few places."""
        found = self._chains.get(organisation)
        if found is None:
            found = self._chains[organisation] = self._organisations.chain(organisation)
        return found

    def _ruling(self, entry: Entry, caller: Caller) -> Ruling | None:
        who, what = entry.wish.who, entry.wish.what
        depth = self._concerns(who, caller)
        upwards = depth is None and what is not None and not entry.wish.positive and self._above(who, caller)
        if depth is None and not upwards:
            return None
        place = 0 if what is None or what.place is None else len(self._chain(what.place))
        period = int(what is not None and (what.since is not None or what.until is not None))
        return Ruling(entry, Exact(depth or 0, place, period), upwards)

    def _concerns(self, who: Who | None, caller: Caller) -> int | None:
        """How exactly an entry means the caller, or `None` when it does not."""
        if who is None:
            return 0
        if who.person is not None:
            return _PERSON if who.person == caller.person else None
        if who.organisation is None:
            return 0
        chain = self._chain(who.organisation)
        if any(self._within(each, chain[0], sub_units=who.sub_units) for each in caller.organisations):
            return len(chain)
        return None

    def _above(self, who: Who | None, caller: Caller) -> bool:
        """Whether the caller works for an organisation above the one that is meant.

        Source: the guide of MinSpærring: a data-specific blocking of an organisation also hits the
        organisations above it, unless a specific positive consent exists.
        """
        if who is None or who.organisation is None:
            return False
        chain = self._chain(who.organisation)
        return any(self._chain(each)[0] in chain for each in caller.organisations)


def _beaten(ruling: Ruling, by: Iterable[Ruling]) -> bool:
    """Whether an exception takes its matter from a blocking. A blocking that only reaches up to the caller
    yields to any that names the caller."""
    if ruling.upwards:
        return any(each.exact.who > 0 for each in by)
    return any(each.exact.beats(ruling.exact) for each in by)
