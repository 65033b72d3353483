"""Which local codes lack an equivalent, and how many stored results use each. No persons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from labsvar.localcodes.lists import LocalCode

LOCAL: Final = "lokal"
Counts = Mapping[tuple[str, str, str], int]
"""Results by code, type of code, and who is responsible for it."""


class Use(msgspec.Struct, frozen=True, kw_only=True):
    """One code of a list, and how many stored results have it. Counts are of results, never of persons."""

    row: LocalCode
    results: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """One laboratory's list: how many codes, how many without an equivalent, and their results."""

    laboratory: str
    codes: int
    lacking: int
    results: int
    results_lacking: int


def usage(rows: Iterable[LocalCode], counts: Counts) -> tuple[Use, ...]:
    """How often each row's code is used: of results under the laboratory's own name. Most used first."""
    used = [Use(row=row, results=counts.get((row.code, LOCAL, row.laboratory), 0)) for row in rows]
    return tuple(sorted(used, key=lambda each: (-each.results, each.row.laboratory, each.row.code)))


def summary(uses: Iterable[Use]) -> tuple[Summary, ...]:
    """The same for each laboratory, by name."""
    found: dict[str, Summary] = {}
    for use in uses:
        row = use.row
        before = found.get(
            row.laboratory,
            Summary(laboratory=row.laboratory, codes=0, lacking=0, results=0, results_lacking=0),
        )
        lacks = not row.equivalent
        found[row.laboratory] = Summary(
            laboratory=row.laboratory,
            codes=before.codes + 1,
            lacking=before.lacking + lacks,
            results=before.results + use.results,
            results_lacking=before.results_lacking + (use.results if lacks else 0),
        )
    return tuple(found[name] for name in sorted(found))
