"""How the laboratories of the demonstration measure, and which of their methods are comparable.

The registers that a demonstration releases and the truth about its rows are both made from the same
assumptions, each by itself: the truth knows nothing of how rows are decided on.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec

from labsvar.codes import tables
from labsvar.codetables import write_csv
from labsvar.codetables.reading import FIRST, LAST
from labsvar.comparability import MemberRow, MethodRow
from labsvar.population.assumptions import Assumptions, Comparable, Measures

Json = dict[str, Any]
_DAYS_OF_YEAR = 365.25
_SYSTEM = "npu"
_MAINTAINER = "Labsvar (demonstration)"
_NOTE = "demonstration"


class Method(msgspec.Struct, frozen=True, kw_only=True):
    """How one laboratory measures one analysis, from a day to a day, both included."""

    producer: str
    code: str
    about: Measures
    first: date
    last: date


class Measuring:
    """The methods of a population whose letters are of some years until a day."""

    def __init__(self, assumptions: Assumptions, *, years: float, until: date) -> None:
        self._assumed = assumptions
        self._begins = until - timedelta(days=years * _DAYS_OF_YEAR)
        self._days = (until - self._begins).days
        self._methods = tuple(self._all())

    def registers(self) -> dict[str, str]:
        """The tables to release as CSV, by the names people call them."""
        made = {f"methods-{producer}": write_csv(MethodRow, rows) for producer, rows in self._rows().items()}
        return made | {"comparability": write_csv(MemberRow, self._members())}

    def truth(self, producer: str, code: str, day: date) -> Json:
        """What must be seen of a result's method: its words, the row it shares, and how it is converted.

        Results of one analysis with the same `row` share a row, and no others do.
        """
        found = next(
            (
                each
                for each in self._methods
                if (each.producer, each.code) == (producer, code) and each.first <= day <= each.last
            ),
            None,
        )
        if found is None:
            return {"method": None, "row": f"{producer}, not stated", "group": None, "factor": None}
        about = found.about
        words = [about.method, about.instrument]
        group = self._group(code, about)
        if group is None:
            return {"method": words, "row": f"{producer}, {', '.join(words)}", "group": None, "factor": None}
        return {"method": words, "row": group.group, "group": group.group, "factor": group.factor}

    def _group(self, code: str, about: Measures) -> Comparable | None:
        """What makes a method of a code one of a group."""
        return next(
            (
                each
                for each in self._assumed.comparable
                if code in self._codes(each.panel, each.codes, each.but)
                and each.outcome != "not_comparable"
                and (each.method, each.point_of_care) == (about.method, about.point_of_care)
                and each.instrument in (None, about.instrument)
            ),
            None,
        )

    def _all(self) -> Iterator[Method]:
        for about in self._assumed.methods:
            for code in self._codes(about.panel, about.codes, ()):
                yield Method(
                    producer=about.producer,
                    code=code,
                    about=about,
                    first=FIRST if about.since is None else self._day(about.since),
                    last=LAST if about.to is None else self._day(about.to) - timedelta(days=1),
                )

    def _codes(self, panel: str | None, codes: tuple[str, ...], but: tuple[str, ...]) -> tuple[str, ...]:
        named = (*(self._assumed.panels[panel].codes if panel else ()), *codes)
        return tuple(code for code in named if code not in but)

    def _day(self, share: float) -> date:
        return self._begins + timedelta(days=int(share * self._days))

    def _rows(self) -> dict[str, list[MethodRow]]:
        rows: dict[str, list[MethodRow]] = {}
        for each in self._methods:
            row = MethodRow(
                producer=each.producer,
                code_system=_SYSTEM,
                code=each.code,
                method=each.about.method,
                manufacturer=each.about.manufacturer,
                instrument=each.about.instrument,
                point_of_care="yes" if each.about.point_of_care else "no",
                valid_from=each.first,
                valid_to=each.last,
                note=_NOTE,
            )
            rows.setdefault(each.producer, []).append(row)
        return rows

    def _members(self) -> Iterator[MemberRow]:
        units = {row.npu_code: row.unit or "" for row in tables.common_analyses()}
        for about in self._assumed.comparable:
            for code in self._codes(about.panel, about.codes, about.but):
                yield MemberRow(
                    code_system=_SYSTEM,
                    code=code,
                    group=about.group,
                    unit=units[code],
                    group_unit=units[code] if about.outcome != "not_comparable" else "",
                    method=about.method,
                    instrument=about.instrument or "",
                    point_of_care="yes" if about.point_of_care else "no",
                    outcome=about.outcome,
                    factor=about.factor or "",
                    maintainer=_MAINTAINER,
                    note=_NOTE,
                )
