"""What kind of number a sample's number is: national, a failed check, the laboratory's own, or unknown.

Sources: MedCom's minutes of the laboratory medicine reference group (autumn 2025), point 2: which systems use
numbers of their own; local numbers of number rolls begin with the current year. The check itself stands in
`labsvar.identifiers.npn`.

Assumption: "begins with the current year" is read as four digits of a year from 2000 to the year after the one we are
in, with at least four digits behind them. Such a number of ten digits passes the check by chance once in
eleven times, and nothing in it then tells which it is; it is called national, and the reason says so. A series
that a laboratory has told of decides before anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, Literal

import msgspec

from labsvar.identifiers.npn import DEFAULT, NumberForm, fault, has_form

Kind = Literal["national", "failed_check", "laboratory", "unknown"]
Why = Literal["passes", "passes_by_chance", "fails", "declared", "year", "year_fails", "form"]
FIRST_YEAR: Final = 2000
YEAR: Final = re.compile(r"(\d{4})\d{4,}")


class LocalSeries(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that a laboratory makes itself, such as those of a preprinted number roll: those that begin with
    `prefix` and have `length` characters in all, or any number of them where it is 0."""

    name: str
    prefix: str
    length: int = 0

    def holds(self, number: str) -> bool:
        """Whether a number is one of them."""
        return number.startswith(self.prefix) and self.length in (0, len(number))


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """What a number is, and why; `series` names the laboratory's own series that it is of."""

    kind: Kind
    why: Why
    series: str | None = None


class Share(msgspec.Struct, frozen=True, kw_only=True):
    """How many different sample numbers a source has sent, by what they are."""

    source: str
    national: int
    failed_check: int
    laboratory: int
    unknown: int

    @property
    def numbers(self) -> int:
        """All of them."""
        return self.national + self.failed_check + self.laboratory + self.unknown

    @property
    def only_national(self) -> bool:
        """Whether the source may send to receivers that take national numbers only: one other number is too many."""
        return self.national == self.numbers

    @property
    def percent(self) -> float:
        """The share of national numbers, rounded down to a tenth, so that 100 means all."""
        return self.national * 1000 // self.numbers / 10 if self.numbers else 0.0


def recognise(
    number: str, *, year: int, form: NumberForm = DEFAULT, local: Sequence[LocalSeries] = ()
) -> Recognised:
    """What kind of number this is, in a year."""
    declared = next((series for series in local if series.holds(number)), None)
    if declared is not None:
        return Recognised(kind="laboratory", why="declared", series=declared.name)
    of_a_year = _begins_with_year(number, until=year + 1)
    if not has_form(number, form):
        return Recognised(kind="laboratory" if of_a_year else "unknown", why="year" if of_a_year else "form")
    if fault(number, form) is None:
        return Recognised(kind="national", why="passes_by_chance" if of_a_year else "passes")
    if of_a_year:
        return Recognised(kind="laboratory", why="year_fails")
    return Recognised(kind="failed_check", why="fails")


def _begins_with_year(number: str, *, until: int) -> bool:
    found = YEAR.fullmatch(number) if number.isascii() else None
    return found is not None and FIRST_YEAR <= int(found[1]) <= until
