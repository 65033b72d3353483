"""Rows with a validity, from CSV and to CSV. What is read is what was written, cell by cell."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Annotated, Final, Generic, Self, TypeVar

import msgspec

from labsvar.codetables import rules
from labsvar.findings import Finding, Rule

FIRST: Final = date(1900, 1, 1)
LAST: Final = date(9999, 12, 31)
PLAIN: Final = r"\A(?:[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f])?)?\Z"
"""A cell without control characters, and without space around it, which reading takes away."""


class Dated(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A row that is valid from a day to a day, both included; `note` is for people."""

    valid_from: date = FIRST
    valid_to: date = LAST
    note: Annotated[str, msgspec.Meta(max_length=300, pattern=PLAIN)] = ""

    @property
    def key(self) -> tuple[str, ...]:
        """What may be valid only once at a time; a table that names nothing has one row at a time."""
        return ()

    def clash(self, other: Self) -> Rule | None:  # noqa: ARG002 - for those who ask
        """The rule that two rows of one key break by being valid at the same time; `None` if they may."""
        return rules.OVERLAP

    def faults(self, *, line: int) -> tuple[Finding, ...]:  # noqa: ARG002 - for those who have faults
        """What is wrong with this row beyond the form of its cells."""
        return ()


_Row = TypeVar("_Row", bound=Dated)


class Read(msgspec.Struct, Generic[_Row], frozen=True, kw_only=True):
    """A table as it was read; with findings there are no rows, and it cannot be taken."""

    rows: tuple[_Row, ...] = ()
    findings: tuple[Finding, ...] = ()


def columns(kind: type[Dated]) -> tuple[str, ...]:
    """The columns of a table: those of its own, then validity and note."""
    common = Dated.__struct_fields__
    return (*(name for name in kind.__struct_fields__ if name not in common), *common)


def write_csv(kind: type[_Row], rows: Iterable[_Row]) -> str:
    """The table as CSV, with its heading."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    names = columns(kind)
    writer.writerow(names)
    writer.writerows([getattr(row, name) for name in names] for row in rows)
    return out.getvalue()


def decode(content: bytes) -> str | Finding:
    """The text of a file, or what is wrong with its bytes."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return rules.ENCODING.at(line=None, path=None)


def read_csv(kind: type[_Row], text: str) -> Read[_Row]:
    """A table from CSV; every fault is told by line and column, and never with what stands there."""
    reader = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    names = columns(kind)
    try:
        heading = next(reader, [])
        if tuple(heading) != names:
            return Read(findings=(rules.HEADING.at(line=1, path=None, columns=",".join(names)),))
        rows = []
        line = reader.line_num + 1
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error:
        return Read(findings=(rules.CELLS.at(line=reader.line_num, path=None),))
    return _judged(kind, rows)


def valid(rows: Iterable[_Row], on: date) -> tuple[_Row, ...]:
    """The rows that are valid on a day."""
    return tuple(row for row in rows if row.valid_from <= on <= row.valid_to)


def _judged(kind: type[_Row], lines: Iterable[tuple[int, list[str]]]) -> Read[_Row]:
    rows: list[_Row] = []
    found: list[Finding] = []
    of_key: defaultdict[tuple[str, ...], list[_Row]] = defaultdict(list)
    for line, cells in lines:
        if not cells:
            continue
        row = _row(kind, cells, line=line)
        if isinstance(row, Finding):
            found.append(row)
            continue
        found += [*_dates(row, of_key[row.key], line=line), *row.faults(line=line)]
        of_key[row.key].append(row)
        rows.append(row)
    return Read(findings=tuple(found)) if found else Read(rows=tuple(rows))


def _row(kind: type[_Row], cells: list[str], *, line: int) -> _Row | Finding:
    names = columns(kind)
    if len(cells) != len(names):
        return rules.CELLS.at(line=line, path=None)
    filled = {name: cell.strip() for name, cell in zip(names, cells, strict=True) if cell.strip()}
    try:
        return msgspec.convert(filled, kind)
    except msgspec.ValidationError as fault:
        column = _column(str(fault), names)
        return rules.CELL.at(line=line, path=column, column=column)


def _column(message: str, names: Sequence[str]) -> str:
    """The column that a message of msgspec is about; the rest of the message may hold a value."""
    place = message.rpartition("`$.")[2].rstrip("`") if "`$." in message else message.split("`")[1]
    return place if place in names else "*"


def _dates(row: _Row, earlier: Iterable[_Row], *, line: int) -> list[Finding]:
    found = []
    if row.valid_to < row.valid_from:
        found.append(rules.PERIOD.at(line=line, path="valid_to"))
    at_once = (
        each for each in earlier if row.valid_from <= each.valid_to and each.valid_from <= row.valid_to
    )
    broken = next((rule for rule in map(row.clash, at_once) if rule is not None), None)
    return found if broken is None else [*found, broken.at(line=line, path=None)]
