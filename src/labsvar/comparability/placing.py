"""Where results come to stand, quickly: each kind of result is decided once, for all days at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date
from typing import Any, ClassVar, Final, TypeAlias, TypeVar

from msgspec.structs import replace

from labsvar.codetables import Dated
from labsvar.comparability.model import Analysis, Code, Day, Place, Producer, Rows, code_of, plain
from labsvar.comparability.registers import MethodRow, Registers, SynonymRow
from labsvar.comparability.slowly import place_slowly

_KEPT: Final = 200_000
"""How many kinds of results are remembered: more than all codes, units and laboratories of a country."""
_Row = TypeVar("_Row", bound=Dated)
_Key = TypeVar("_Key", bound=Hashable)
_Kind: TypeAlias = tuple[str, str, str, str | None, Producer]
_Line: TypeAlias = tuple[tuple[date, ...], tuple[Place, ...]]
"""Days from which on another place holds; and the places, of which the first holds before all of them."""


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
        self._lines: dict[Rows, dict[_Kind, _Line]] = {"groups": {}, "apart": {}, "codes": {}}
        self._same: dict[Any, Any] = {}

    def place(self, analysis: Analysis, rows: Rows = "groups") -> Place:
        """Where a result comes to stand; the same as `place_slowly` says."""
        kind = (
            analysis.code_system,
            analysis.code,
            analysis.code_responsible,
            analysis.unit,
            analysis.producer,
        )
        try:
            days, places = self._lines[rows][kind]
        except KeyError:
            days, places = self._drawn(kind, analysis, rows)
        return places[bisect_right(days, analysis.on)]

    def _drawn(self, kind: _Kind, analysis: Analysis, rows: Rows) -> _Line:
        """The places of one kind of result over all days, from the few rows that can be about it."""
        near = self._near(analysis)
        days: list[date] = []
        places: list[Place] = []
        for day in sorted({date.min, *near.changes}):
            place = place_slowly(replace(analysis, on=day), near, rows)
            if not places or place != places[-1]:
                days.append(day)
                places.append(place)
        line = (tuple(map(self._one, days[1:])), tuple(map(self._one, places)))
        kept = self._lines[rows]
        if len(kept) >= _KEPT:
            kept.clear()
            self._same.clear()
        kept[kind] = line
        return line

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
            synonyms=tuple(self._called(methods)),
            loinc=tuple(loinc),
        )

    def _called(self, methods: Iterable[MethodRow]) -> Iterator[SynonymRow]:
        for name in dict.fromkeys(plain(row.method) for row in methods):
            yield from self._synonyms.get(name, ())


def _by(rows: Iterable[_Row], key: Callable[[_Row], _Key]) -> dict[_Key, list[_Row]]:
    found: defaultdict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


Comparing.NOTHING = Comparing()
