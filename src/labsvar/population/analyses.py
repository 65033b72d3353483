"""The analyses of the demonstration: names, units and intervals from the tables, values by chance.

A value is drawn around a level that belongs to the person, so that a citizen's row in the cumulative
view looks like one person's and a column over many citizens fills the reference interval.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from random import Random
from typing import Literal

import msgspec

from labsvar.codes import tables
from labsvar.codes.tables import CommonAnalysis
from labsvar.identifiers.cpr import Sex
from labsvar.population.assumptions import Assumptions
from labsvar.population.chance import chance_of
from labsvar.population.plan import Analysis, Interval, Measured

_DAYS_OF = {"D": 1.0, "M": 30.44, "Y": 365.25}
_Z_975 = 1.96
IntervalKind = Literal["fysiologisk", "uspecificeret"]


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """Whose value is drawn: the sex, the age in days, and a seed for the levels of the person."""

    sex: Sex
    age_days: float
    levels: str


class Analyses:
    """Everything that is known about the analyses the population may be answered for."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumed = assumptions
        self._rows: defaultdict[str, list[CommonAnalysis]] = defaultdict(list)
        for row in tables.common_analyses():
            self._rows[row.npu_code].append(row)

    def analysis(self, code: str) -> Analysis:
        """The analysis with this code. Raises `KeyError` for one that no table has."""
        return self._analyses[code]

    def interval(self, code: str, subject: Subject) -> Interval | None:
        """The interval of the table for a sex and an age; `None` where the table has none.

        What the source calls a decision or action limit is not a physiological interval.
        """
        for row in self._rows[code]:
            if _is_of(row, subject) and (row.lower or row.upper):
                kind: IntervalKind = "uspecificeret" if "limit" in row.source else "fysiologisk"
                return Interval(kind=kind, lower=row.lower, upper=row.upper)
        return None

    def healthy(self, code: str, subject: Subject, chance: Random, *, factor: float = 1.0) -> Measured:
        """A value as healthy persons have it; `factor` moves it where something else raises it."""
        return self.measured(code, self._level(code, subject, chance) * factor, subject)

    def measured(self, code: str, amount: float, subject: Subject) -> Measured:
        """An amount as the laboratory answers it: rounded, with its interval, marked if outside."""
        lowest = self._assumed.spread.lowest.get(code)
        if lowest is not None and amount < lowest:
            return self.less_than(code, self._rounded(code, lowest), subject)
        return self.answered(code, self._rounded(code, amount), self.interval(code, subject))

    def less_than(self, code: str, limit: str, subject: Subject) -> Measured:
        """A value below what the method measures."""
        interval = self.interval(code, subject)
        return Measured(analysis=self.analysis(code), value=limit, operator="mindre_end", interval=interval)

    def answered(self, code: str, value: str, interval: Interval | None) -> Measured:
        """A value as text, marked high or low by an interval, as the laboratory does."""
        return Measured(
            analysis=self.analysis(code), value=value, interval=interval, mark=_mark(value, interval)
        )

    def word(self, code: str, word: str, *, abnormal: bool) -> Measured:
        """A result in words."""
        return Measured(analysis=self.analysis(code), value=word, mark="unormal" if abnormal else None)

    def panel(self, name: str, subject: Subject, chance: Random, **factors: float) -> tuple[Measured, ...]:
        """The values of a panel, eGFR following from creatinine; `factors` by analysis code."""
        made: dict[str, Measured] = {}
        for code in self._assumed.panels[name].codes:
            if code == self._assumed.egfr.code:
                made[code] = self._egfr(made[self._assumed.egfr.creatinine], subject)
            else:
                made[code] = self.healthy(code, subject, chance, factor=factors.get(code, 1.0))
        return tuple(made.values())

    def otherwise(self, measured: Measured, factor: float) -> Measured:
        """The same analysis with another value: what was answered first, by mistake or too early."""
        text = self._rounded(measured.analysis.code, float(measured.value) * factor)
        return self.answered(measured.analysis.code, text, measured.interval)

    def _egfr(self, creatinine: Measured, subject: Subject) -> Measured:
        rate = ckd_epi(float(creatinine.value), sex=subject.sex, age=subject.age_days / _DAYS_OF["Y"])
        egfr = self._assumed.egfr
        if rate <= egfr.answered_to:
            return self.measured(egfr.code, rate, subject)
        return Measured(
            analysis=self.analysis(egfr.code),
            value=str(egfr.answered_to),
            operator="stoerre_end",
            interval=self.interval(egfr.code, subject),
        )

    def _level(self, code: str, subject: Subject, chance: Random) -> float:
        between = self._assumed.spread.between
        z = math.sqrt(between) * _level_of_person(subject.levels, code)
        z += math.sqrt(1 - between) * chance.gauss(0, 1)
        typical = self._assumed.spread.typical.get(code)
        if typical is not None:
            middle, ratio = typical
            return middle * float(ratio ** (z / _Z_975))
        lower, upper = self._range(code, subject)
        if upper >= self._assumed.spread.skewed_from * lower:
            return math.sqrt(lower * upper) * float((upper / lower) ** (z / (2 * _Z_975)))
        return (lower + upper) / 2 + z * (upper - lower) / (2 * _Z_975)

    def _range(self, code: str, subject: Subject) -> tuple[float, float]:
        """Two limits to draw between: the subject's own, or the table's nearest for the sex."""
        rows = [row for row in self._rows[code] if row.lower and row.upper]
        rows.sort(key=lambda row: (not _is_of(row, subject), row.sex not in ("any", subject.sex)))
        return float(rows[0].lower or 0), float(rows[0].upper or 0)

    def _rounded(self, code: str, amount: float) -> str:
        return f"{max(amount, 0):.{self.analysis(code).decimals}f}"

    @cached_property
    def _analyses(self) -> dict[str, Analysis]:
        complete = {row.code: row.long_name for row in tables.fee_codes() if row.code and row.long_name}
        groups = {code: number for number, codes in self._assumed.groups.items() for code in codes}
        order = {code: place for place, code in enumerate(self._rows, 1)}
        return {
            code: _analysis(rows, complete.get(code), groups.get(code), order[code])
            for code, rows in self._rows.items()
            if rows[0].npu_name_short_da
        }


@lru_cache(maxsize=1024)
def _level_of_person(levels: str, code: str) -> float:
    """Where a person lies among all persons, in standard deviations; asked for again and again."""
    return chance_of(levels, code).gauss(0, 1)


def ckd_epi(creatinine: float, *, sex: Sex, age: float) -> float:
    """The estimated filtration rate in mL/min per 1.73 m2 from creatinine in µmol/L and age in years.

    Source: Levey and others, A new equation to estimate glomerular filtration rate, Annals of
    Internal Medicine 2009; 150: 604-612 (white or other, from creatinine alone).
    """
    kappa, alpha, factor = (0.7, -0.329, 1.018) if sex == "female" else (0.9, -0.411, 1.0)
    relative = creatinine / 88.4 / kappa
    return float(141 * factor * min(relative, 1.0) ** alpha * max(relative, 1.0) ** -1.209 * 0.993**age)


def _analysis(
    rows: Sequence[CommonAnalysis], complete: str | None, group: str | None, order: int
) -> Analysis:
    row = rows[0]
    assert row.npu_name_short_da is not None
    name = (complete or row.npu_name_short_da).replace("<sup>", "^").replace("</sup>", "")
    # The long dash of NPU is not in ISO-8859-1; laboratories write a hyphen, so that EDIFACT can carry it.
    name = name.replace("—", "-")
    return Analysis(
        code=row.npu_code,
        short_name=row.npu_name_short_da,
        complete_name=name,
        unit=row.unit,
        numeric=row.value_form == "number",
        decimals=row.decimals or 0,
        group=group,
        order=order,
    )


def _is_of(row: CommonAnalysis, subject: Subject) -> bool:
    return row.sex in ("any", subject.sex) and _days(row.age_from, 0.0) <= subject.age_days < _days(
        row.age_to, math.inf
    )


def _days(age: str | None, default: float) -> float:
    return default if age is None else float(age[:-1]) * _DAYS_OF[age[-1]]


def _mark(value: str, interval: Interval | None) -> Literal["for_hoej", "for_lav"] | None:
    if interval is None:
        return None
    if interval.upper is not None and Decimal(value) > Decimal(interval.upper):
        return "for_hoej"
    if interval.lower is not None and Decimal(value) < Decimal(interval.lower):
        return "for_lav"
    return None
