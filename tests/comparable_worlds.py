"""Made-up worlds of methods, groups and results, and the slow, obvious word on which results share a row.

The reference looks at two results at a time and asks, in the order a person would: is it the same analysis,
who measured it, how, and does a released group say that the two ways go together? It knows nothing of keys
of rows, nor of how tables are kept; the registers are made from the same world for the code under test.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import product

from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.comparability import MemberRow, MethodRow, Registers
from labsvar.results.history import Record, ResultHistory, Version
from labsvar.results.model import Person
from tests.spec.reports import letter, report, value

CODES = ("NPU00001", "NPU00002")
PRODUCERS = ("TKA", "TKB", "TKC")
UNITS = ("mmol/L", "mg/L")
WAYS = (("jorden", "I"), ("jorden", "II"), ("luften", "I"))
BEGINS, LENGTH = date(2026, 1, 1), 60
_REPORT = report(letter(value("1")))
_RESULT = _REPORT.results[0]


@dataclass(frozen=True)
class Way:
    """How a laboratory measures from a day on; `None` is that nobody says."""

    since: date
    method: tuple[str, str] | None
    near: bool


@dataclass(frozen=True)
class Said:
    """What a group says of one way of measuring a code in a unit."""

    group: str
    to_unit: str
    factor: str | None


@dataclass(frozen=True)
class Told:
    """One result: what, by whom, on which day, and its value."""

    code: str
    unit: str
    producer: str
    day: date
    value: str


@dataclass(frozen=True)
class World:
    """Who measures how, what the groups say of which way, and results."""

    ways: dict[tuple[str, str], tuple[Way, ...]]
    said: dict[tuple[str, str, tuple[str, str], bool], Said]
    results: tuple[Told, ...]

    # The reference ---------------------------------------------------------------------------

    def way(self, one: Told) -> Way | None:
        """How a result was measured; `None` when nobody says."""
        known = [way for way in self.ways.get((one.producer, one.code), ()) if way.since <= one.day]
        return known[-1] if known and known[-1].method is not None else None

    def member(self, one: Told) -> Said | None:
        """What a group says of a result; `None` where none does."""
        way = self.way(one)
        if way is None or way.method is None:
            return None
        return self.said.get((one.code, one.unit, way.method, way.near))

    def together(self, one: Told, other: Told) -> bool:
        """Whether two results belong on one row."""
        if one.code != other.code:
            return False
        mine, theirs = self.member(one), self.member(other)
        if mine is not None and theirs is not None:
            return (mine.group, mine.to_unit) == (theirs.group, theirs.to_unit)
        if mine is not None or theirs is not None:
            return False
        return self._alike(one, other)

    def _alike(self, one: Told, other: Told) -> bool:
        """Whether one laboratory measured both in the same way, or nobody says how it measured either."""
        if (one.unit, one.producer) != (other.unit, other.producer):
            return False
        mine, theirs = self.way(one), self.way(other)
        if mine is None or theirs is None:
            return mine is theirs
        return (mine.method, mine.near) == (theirs.method, theirs.near)

    # The same for the code under test ---------------------------------------------------------

    def registers(self) -> Registers:
        """The released tables."""
        return Registers(methods=tuple(self._methods()), members=tuple(self._members()))

    def _methods(self) -> list[MethodRow]:
        rows = []
        for (producer, code), ways in self.ways.items():
            ends = [way.since - timedelta(days=1) for way in ways[1:]] + [date(9999, 12, 31)]
            for way, last in zip(ways, ends, strict=True):
                if way.method is not None:
                    rows.append(
                        MethodRow(
                            producer=producer,
                            code_system="npu",
                            code=code,
                            method=way.method[0],
                            instrument=way.method[1],
                            point_of_care="yes" if way.near else "no",
                            valid_from=way.since,
                            valid_to=last,
                        )
                    )
        return rows

    def _members(self) -> list[MemberRow]:
        return [
            MemberRow(
                code_system="npu",
                code=code,
                group=said.group,
                unit=unit,
                group_unit=said.to_unit,
                method=method,
                instrument=instrument,
                point_of_care="yes" if near else "no",
                outcome="comparable" if said.factor is None else "converted",
                factor=said.factor or "",
                maintainer="the tests",
            )
            for (code, unit, (method, instrument), near), said in self.said.items()
        ]

    def record(self) -> Record:
        """The results as a person's; the place of each in the world is its production number."""
        histories = (history(one, place) for place, one in enumerate(self.results))
        return Record(person=Person(key="x", surname="", given_name=None), results=tuple(histories))


def history(one: Told, place: int) -> ResultHistory:
    """A result as it is stored."""
    at = datetime.combine(one.day, time(8))
    of = replace(_REPORT, sampled_at=at, resulted_at=at, production_number=str(place))
    names = {"producer_code": one.producer, "producer_name": f"Lab {one.producer}"}
    made = replace(_RESULT, code=one.code, unit=one.unit, value=one.value, **names)
    return ResultHistory(current=Version(report=of, result=made, position=0))


def exactly(told: Told, said: Said | None) -> Decimal | None:
    """The value on the group's level where it has to be converted."""
    return None if said is None or said.factor is None else Decimal(told.value) * Decimal(said.factor)


_days = st.integers(0, LENGTH).map(lambda n: BEGINS + timedelta(days=n))
_methods = st.sampled_from((*WAYS, *WAYS, None))


@st.composite
def _all_ways(draw: st.DrawFn) -> tuple[Way, ...]:
    """A way of measuring from the first day on, and perhaps others later."""
    days = (BEGINS, *sorted(draw(st.sets(_days.filter(BEGINS.__lt__), max_size=2))))
    return tuple(Way(day, draw(_methods), draw(st.sampled_from((False, False, True)))) for day in days)


def _said_of(unit: str, group: str, factor: str | None) -> Said:
    """A group's word; its rows are in one unit each, as a table must have it."""
    to_unit = UNITS[0] if group == "nord" else UNITS[1]
    return Said(group, to_unit, factor if unit == to_unit else "0.25")


@st.composite
def _all_said(draw: st.DrawFn) -> dict[tuple[str, str, tuple[str, str], bool], Said]:
    """Most ways of measuring are in a group, so that there is something to share rows by."""
    groups = st.sampled_from(("nord", "nord", "nord", "syd", None))
    said = {}
    for key in product(CODES, UNITS, WAYS, (False, True)):
        group = draw(groups)
        if group is not None:
            said[key] = _said_of(key[1], group, draw(st.sampled_from((None, "2", "0.5"))))
    return said


_told = st.builds(
    Told,
    code=st.sampled_from(CODES),
    unit=st.sampled_from(UNITS),
    producer=st.sampled_from(PRODUCERS),
    day=_days,
    value=st.integers(0, 9999).map(lambda n: f"{n // 10}.{n % 10}"),
)
worlds = st.builds(
    World,
    ways=st.fixed_dictionaries({key: _all_ways() for key in product(PRODUCERS, CODES)}),
    said=_all_said(),
    results=st.lists(_told, min_size=4, max_size=25).map(tuple),
)
