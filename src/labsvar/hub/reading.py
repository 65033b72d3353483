"""Reads rows from JSON Lines and CSV, and writes them: every fault is told by line and field.

A file may hold rows that cannot be read among others that can: each row stands for itself.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, Literal

import msgspec

from labsvar.findings import Finding
from labsvar.hub import row_rules as rules
from labsvar.hub.rows import COLUMNS, REQUIRED, CardRow, ReadRow, row_of

RowForm = Literal["jsonl", "csv", "fhir"]
MOST_ROWS: Final = 50_000
"""Rows of one file: more than a large clinic makes in a year."""
LONGEST_LINE: Final = 20_000
"""Characters of one row: more than the fields may hold together."""


class RowsRead(msgspec.Struct, frozen=True, kw_only=True):
    """What was in a file. With `findings` of the file as a whole, there are no rows."""

    rows: tuple[ReadRow, ...] = ()
    findings: tuple[Finding, ...] = ()


def read(data: bytes, *, form: RowForm | None = None) -> RowsRead:
    """The rows of a file; without a `form` the first character tells it. What is FHIR is read elsewhere
    (`labsvar.hub.fhir`)."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused(rules.FILE_ENCODING.at(line=None, path=None))
    lines = _csv_rows if (form or form_of(text)) == "csv" else _json_rows
    rows: list[ReadRow] = []
    try:
        for row in lines(text):
            if len(rows) == MOST_ROWS:
                return _refused(rules.FILE_LARGE.at(line=row.line, path=None, most=MOST_ROWS))
            rows.append(row)
    except _Header as fault:
        return _refused(fault.finding)
    if not rows:
        return _refused(rules.NO_ROWS.at(line=None, path=None))
    return RowsRead(rows=tuple(rows))


def form_of(text: str) -> RowForm:
    """JSON Lines begin with a brace; anything else is taken as CSV."""
    return "jsonl" if text.lstrip()[:1] in ("{", "[", "") else "csv"


def to_jsonl(rows: Iterable[CardRow]) -> bytes:
    """Rows as JSON Lines, with every field."""
    return b"".join(msgspec.json.encode(row) + b"\n" for row in rows)


def to_csv(rows: Iterable[CardRow]) -> bytes:
    """Rows as CSV: UTF-8, comma, CRLF, quotation marks where they are needed."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows([getattr(row, name) for name in COLUMNS] for row in rows)
    return out.getvalue().encode()


class _Header(Exception):
    """The heading is none; nothing of the file can be read."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.rule)
        self.finding = finding


class _Twice(ValueError):
    """A name stands twice in one object."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


def _refused(finding: Finding) -> RowsRead:
    return RowsRead(findings=(finding,))


def _json_rows(text: str) -> Iterator[ReadRow]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            yield _json_row(line, number)


def _json_row(line: str, number: int) -> ReadRow:
    if len(line) > LONGEST_LINE:
        return _faulty(number, rules.LINE_LONG.at(line=number, path=None, most=LONGEST_LINE))
    try:
        fields = json.loads(line, object_pairs_hook=_once)
    except _Twice as twice:
        if twice.name not in COLUMNS:
            return _faulty(number, rules.FIELD_UNKNOWN.at(line=number, path=None))
        return _faulty(number, rules.FIELD_TWICE.at(line=number, path=twice.name, field=twice.name))
    except (ValueError, RecursionError):
        return _faulty(number, rules.LINE_JSON.at(line=number, path=None))
    if not isinstance(fields, dict):
        return _faulty(number, rules.LINE_JSON.at(line=number, path=None))
    return row_of(fields, line=number)


def _faulty(number: int, finding: Finding) -> ReadRow:
    return ReadRow(line=number, row=None, findings=(finding,))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        names = [name for name, _ in pairs]
        raise _Twice(next(name for name in names if names.count(name) > 1))
    return fields


def _csv_rows(text: str) -> Iterator[ReadRow]:
    heading = text.partition("\n")[0]
    separator = ";" if heading.count(";") > heading.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns: Sequence[str] | None = None
    begins = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            # Where the next row begins can no longer be told, so nothing after it is read.
            yield _faulty(begins, rules.LINE_COLUMNS.at(line=begins, path=None))
            return
        if cells is None:
            return
        if columns is None:
            columns = _columns(cells)
        elif cells:
            yield _csv_row(columns, cells, begins)
        begins = reader.line_num + 1


def _columns(cells: Sequence[str]) -> Sequence[str]:
    names = [cell.strip() for cell in cells]
    if len(set(names)) < len(names) or not set(names) <= set(COLUMNS) or not set(names) >= REQUIRED:
        raise _Header(rules.FILE_HEADER.at(line=1, path=None))
    return names


def _csv_row(columns: Sequence[str], cells: Sequence[str], number: int) -> ReadRow:
    if sum(map(len, cells)) > LONGEST_LINE:
        return _faulty(number, rules.LINE_LONG.at(line=number, path=None, most=LONGEST_LINE))
    if len(cells) != len(columns):
        return _faulty(number, rules.LINE_COLUMNS.at(line=number, path=None))
    filled = {name: cell for name, cell in zip(columns, cells, strict=True) if cell or name in REQUIRED}
    return row_of(filled, line=number)
