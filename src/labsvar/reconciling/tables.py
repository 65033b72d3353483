"""The report as tables: CSV files for whoever counts on, and the counts the page shows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

from labsvar.reconciling.model import FIELDS, KINDS, Link, Mismatch, Report

FILES: Final = ("findings.csv", "clinics.csv", "fields.csv", "unread.csv")
_NEVER_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_FINDING: Final = (
    *("left_side", "right_side", "clinic", "system", "row_id", "letter", "kind", "field"),
    *("place", "other_place", "with_row"),
)


class Clinic(msgspec.Struct, frozen=True, kw_only=True):
    """One clinic's results between two sides: how many agree, and how many mismatches of each kind."""

    clinic: str
    system: str
    agree: int
    kinds: Counter[str]

    @property
    def mismatches(self) -> int:
        """Mismatches of all kinds."""
        return self.kinds.total()


def clinics(link: Link) -> tuple[Clinic, ...]:
    """The clinics and systems of a link, in their order."""
    kinds: dict[tuple[str, str], Counter[str]] = {key: Counter() for key in link.agree}
    for each in link.mismatches:
        kinds.setdefault((each.clinic, each.system), Counter())[each.kind] += 1
    return tuple(
        Clinic(clinic=key[0], system=key[1], agree=link.agree.get(key, 0), kinds=kinds[key])
        for key in sorted(kinds)
    )


def kinds(mismatches: Iterable[Mismatch]) -> Counter[str]:
    """How many mismatches there are of each kind."""
    return Counter(each.kind for each in mismatches)


def files(report: Report) -> dict[str, bytes]:
    """The CSV files of a report by their names: UTF-8, comma, one heading line."""
    columns = (*_FINDING, "left", "right") if report.with_values else _FINDING
    tables: tuple[tuple[Sequence[str], Iterable[Sequence[object]]], ...] = (
        (columns, ([getattr(each, name) for name in columns] for each in report.mismatches)),
        (
            ("left_side", "right_side", "clinic", "system", "agree", *KINDS),
            (
                (*_between(link), each.clinic, each.system, each.agree, *(each.kinds[kind] for kind in KINDS))
                for link in report.links
                for each in clinics(link)
            ),
        ),
        (
            ("left_side", "right_side", "field", "pairs", "compared"),
            (
                (*_between(link), field, link.pairs, link.compared.get(field, 0))
                for link in report.links
                for field in FIELDS
            ),
        ),
        (
            ("side", "place", "line", "path", "rule"),
            (
                (held.side, place, found.line or "", found.path or "", found.rule)
                for held in report.held
                for place, found in held.unread
            ),
        ),
    )
    return {name: _csv(*table) for name, table in zip(FILES, tables, strict=True)}


def _between(link: Link) -> tuple[str, str]:
    return link.left_side, link.right_side


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(columns)
    writer.writerows([_harmless(str(cell)) for cell in row] for row in rows)
    return out.getvalue().encode()


def _harmless(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_NEVER_A_FORMULA) else cell
