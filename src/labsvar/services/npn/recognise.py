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
_FIRST_YEAR: Final = 2000
_YEAR: Final = re.compile(r"(\d{4})\d{4,}")


class LocalSeries(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers that a laboratory makes itself, such as those of a preprinted number roll: all that `pattern`, a
    regular expression, describes in full. Raises `ValueError` for a pattern that is none."""

    name: str
    pattern: str

    def __post_init__(self) -> None:
        """Refuses a pattern that cannot be read."""
        try:
            re.compile(self.pattern, re.ASCII)
        except re.error:
            raise ValueError(f"the pattern of {self.name} is no regular expression") from None

    def holds(self, number: str) -> bool:
        """Whether a number is one of them."""
        return re.fullmatch(self.pattern, number, re.ASCII) is not None


class Recognised(msgspec.Struct, frozen=True, kw_only=True):
    """What a number is, and why; `series` names the laboratory's own series that it is of."""

    kind: Kind
    why: Why
    series: str | None = None


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
    found = _YEAR.fullmatch(number) if number.isascii() else None
    return found is not None and _FIRST_YEAR <= int(found[1]) <= until
