"""Extracts read line by line, for files that are not in order: every line that cannot be read is told of.

A broken line costs itself and nothing else.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from labsvar.profiling import rules
from labsvar.profiling.model import Unread

Row = dict[str, str]

MOST_LISTED: Final = 10_000
"""At most so many unreadable rows are kept to be listed; all are counted."""
_DELIMITERS: Final = ",;\t|"
# A cell with line breaks in it goes on over so many lines at most; a quote left open costs one line only.
_MOST_LINES_OF_A_ROW: Final = 50


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of a CSV file."""

    names: tuple[str, ...]
    delimiter: str


def header(path: Path, encoding: str) -> Header | Unread:
    """The names of the columns and what stands between them: the commonest of comma, semicolon, tab, bar."""
    try:
        with path.open("rb") as file:
            first = file.readline().removeprefix(b"\xef\xbb\xbf")
    except OSError:
        return Unread(str(path), 0, rules.FILE_CLOSED.id)
    if not first.strip():
        return Unread(str(path), 1, rules.FILE_EMPTY.id)
    try:
        text = first.decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError:
        return Unread(str(path), 1, rules.ENCODING.id)
    delimiter = max(_DELIMITERS, key=lambda each: (text.count(each), -_DELIMITERS.index(each)))
    names = _cells(text, delimiter)
    return Unread(str(path), 1, rules.QUOTES.id) if names is None else Header(tuple(names), delimiter)


def of_csv(path: Path, encoding: str, head: Header, places: Mapping[str, int]) -> Iterator[Row | Unread]:
    """The rows of a CSV file, by the names of our columns."""
    for group in _groups(path):
        whole = _cells_of(b"".join(raw for _, raw in group), encoding, head)
        if isinstance(whole, str) and len(group) > 1:
            # A quote left open on the first line: the others may be rows of their own.
            for line, raw in group:
                yield _row(path, line, _cells_of(raw, encoding, head), places)
        else:
            yield _row(path, group[0][0], whole, places)


def _row(path: Path, line: int, cells: list[str] | str, places: Mapping[str, int]) -> Row | Unread:
    if isinstance(cells, str):
        return Unread(str(path), line, cells)
    return {name: cells[place] for name, place in places.items()}


def _cells_of(raw: bytes, encoding: str, head: Header) -> list[str] | str:
    """The cells of a row, or the rule it breaks."""
    try:
        text = raw.decode(encoding).rstrip("\r\n")
    except UnicodeDecodeError:
        return rules.ENCODING.id
    cells = _cells(text, head.delimiter)
    if cells is None:
        return rules.QUOTES.id
    return cells if len(cells) == len(head.names) else rules.FIELDS.id


def of_jsonl(path: Path, encoding: str, names: Mapping[str, str]) -> Iterator[Row | Unread]:
    """The rows of a file with a JSON object on each line; `names` are theirs by ours."""
    with path.open("rb") as file:
        for line, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            rule, row = _object(raw, encoding)
            if row is None:
                yield Unread(str(path), line, rule)
            else:
                yield {ours: _text(row.get(theirs)) for ours, theirs in names.items()}


def _object(raw: bytes, encoding: str) -> tuple[str, dict[str, object] | None]:
    try:
        found = json.loads(raw.decode(encoding), parse_float=str, parse_int=str)
    except UnicodeDecodeError:
        return rules.ENCODING.id, None
    except (ValueError, RecursionError):
        return rules.NOT_JSON.id, None
    return (rules.NOT_OBJECT.id, None) if not isinstance(found, dict) else ("", found)


def _text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _cells(text: str, delimiter: str) -> list[str] | None:
    """The cells of a row; `None` when its quotes do not close or stand inside a cell."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration):
        return None


def _groups(path: Path) -> Iterator[list[tuple[int, bytes]]]:
    """The lines after the first, with their numbers; those that an open quote joins are together."""
    with path.open("rb") as file:
        file.readline()
        waiting: list[tuple[int, bytes]] = []
        quotes = 0
        for line, raw in enumerate(file, 2):
            if not waiting and not raw.strip():
                continue
            waiting.append((line, raw))
            quotes += raw.count(b'"')
            if quotes % 2 == 0 or len(waiting) >= _MOST_LINES_OF_A_ROW:
                yield waiting
                waiting, quotes = [], 0
        if waiting:
            yield waiting
