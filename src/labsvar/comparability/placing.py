"""Where results come to stand, quickly: each kind of result is decided once, for all days at a time.

Most kinds keep their place for years, so what is decided is kept by *spans*: stretches of whole years in which
no table changes, and single years in which one does. The year of a result leads to its span without a search;
days are compared only where the kind turns to another place within that year.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import MAXYEAR, MINYEAR, date
from typing import Any, ClassVar, Final, NamedTuple, TypeAlias, TypeVar

from msgspec.structs import replace

from labsvar.codetables import Dated
from labsvar.comparability.model import (
    Analysis,
    Code,
    Day,
    Place,
    Producer,
    Rows,
    StatedMethod,
    code_of,
    plain,
)
from labsvar.comparability.registers import MethodRow, Registers, SynonymRow
from labsvar.comparability.slowly import place_slowly

_KEPT: Final = 200_000
"""How many kinds of results are remembered: more than all codes, units and laboratories of a country."""
_Row = TypeVar("_Row", bound=Dated)
_Key = TypeVar("_Key", bound=Hashable)
_Kind: TypeAlias = tuple[Rows, str, str, str, str | None, Producer, StatedMethod | None]


class _Turn(NamedTuple):
    """A kind of result gets another place on a day within a year, and maybe once more after that."""

    day: date
    before: Place
    after: Place | _Turn


_Line: TypeAlias = tuple[Place | _Turn, ...]
"""For each span the place of a kind of result, or how it turns."""


class Comparing:
    """The released tables, ready to be asked; never changed, and safe to be asked by many at a time.

    `day` says which day of a result is meant by `Analysis.on`.
    """

    NOTHING: ClassVar[Comparing]
    """No tables at all: every method is unknown."""

    def __init__(self, registers: Registers | None = None, *, day: Day = "sampled") -> None:
        self.registers = registers or Registers()
        self.day = day
        self._methods = _by(self.registers.methods, lambda row: (row.by, row.code_system, row.code))
        self._members = _by(self.registers.members, lambda row: row.key)
        self._synonyms = _by(self.registers.synonyms, lambda row: plain(row.name))
        self._loinc = _by(self.registers.loinc, lambda row: row.key)
        self._spans = _spans(self.registers.changes)
        self._span_of = [bisect_right(self._spans, year) - 1 for year in range(MAXYEAR + 1)]
        self._lines: dict[_Kind, _Line] = {}
        self._same: dict[Any, Any] = {}

    def place(self, analysis: Analysis, rows: Rows = "groups") -> Place:
        """Where a result comes to stand; the same as `place_slowly` says."""
        try:
            line = self._lines[
                rows,
                analysis.code_system,
                analysis.code,
                analysis.code_responsible,
                analysis.unit,
                analysis.producer,
                analysis.stated,
            ]
        except KeyError:
            line = self._drawn(analysis, rows)
        found = line[self._span_of[analysis.on.year]]
        while type(found) is not Place:
            found = found.before if analysis.on < found.day else found.after
        return found

    def _drawn(self, analysis: Analysis, rows: Rows) -> _Line:
        """The places of one kind of result over all spans, from the few rows that can be about it."""
        days, places = self._turns(analysis, rows)
        ends = [*self._spans[1:], MAXYEAR + 1]
        line = self._one(
            tuple(
                self._one(_within(days, places, date(first, 1, 1), date(end - 1, 12, 31)))
                for first, end in zip(self._spans, ends, strict=True)
            )
        )
        if len(self._lines) >= _KEPT:
            self._lines.clear()
            self._same.clear()
        each = analysis
        kind = (
            rows,
            each.code_system,
            each.code,
            each.code_responsible,
            each.unit,
            each.producer,
            each.stated,
        )
        self._lines[kind] = line
        return line

    def _turns(self, analysis: Analysis, rows: Rows) -> tuple[Sequence[date], Sequence[Place]]:
        """Days from which on another place holds; and the places, of which the first holds before all of them."""
        near = self._near(analysis)
        days: list[date] = []
        places: list[Place] = []
        for day in sorted({date.min, *near.changes}):
            place = place_slowly(replace(analysis, on=day), near, rows)
            if not places or place != places[-1]:
                days.append(day)
                places.append(self._one(place))
        return days[1:], places

    def _one(self, value: _Key) -> _Key:
        """The same object for equal ones, so that what is asked again and again stays in the cache."""
        kept: _Key = self._same.setdefault(value, value)
        return kept

    def _near(self, analysis: Analysis) -> Registers:
        """The rows that can be about such results, whatever the day."""
        sent = code_of(analysis.code_system, analysis.code, analysis.code_responsible)
        methods = self._methods.get((analysis.producer, *sent), ())
        loinc = self._loinc.get((sent.code, analysis.unit or ""), ()) if sent.system == "loinc" else ()
        codes = dict.fromkeys((sent, *(Code("npu", row.npu) for row in loinc)))
        return Registers(
            methods=tuple(methods),
            members=tuple(row for code in codes for row in self._members.get(code, ())),
            synonyms=tuple(self._called(methods, analysis.stated)),
            loinc=tuple(loinc),
        )

    def _called(self, methods: Iterable[MethodRow], stated: StatedMethod | None) -> Iterator[SynonymRow]:
        names = [plain(row.method) for row in methods]
        names += [] if stated is None else [plain(stated.method.method)]
        for name in dict.fromkeys(names):
            yield from self._synonyms.get(name, ())


def _spans(changes: Iterable[date]) -> list[int]:
    """The first year of each span."""
    years = {change.year for change in changes}
    return sorted({MINYEAR} | years | {year + 1 for year in years if year < MAXYEAR})


def _within(days: Sequence[date], places: Sequence[Place], first: date, last: date) -> Place | _Turn:
    """What holds from a day to a day, both included."""
    begin, end = bisect_right(days, first), bisect_right(days, last)
    found: Place | _Turn = places[end]
    for at in reversed(range(begin, end)):
        found = _Turn(days[at], places[at], found)
    return found


def _by(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, list[_Row]]:
    found: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


Comparing.NOTHING = Comparing()
