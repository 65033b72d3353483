"""SQL in files: each statement stands under a line `-- name: what it does`.

    statements("intake")["store"]

Parameters are written `%(name)s`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, LiteralString, NamedTuple

_HEADING: Final = re.compile(r"^-- (?P<name>[a-z_]+): (?P<purpose>.+)$", re.MULTILINE)
_PARAMETER: Final = re.compile(r"%\((?P<name>[a-z_]+)\)[sb]")
FOLDER: Final = Path(__file__).parent


class Positional(NamedTuple):
    """A statement with its parameters as PostgreSQL itself writes them (`$1`), and their names."""

    text: LiteralString
    names: tuple[str, ...]


@cache
def positional(file: str, name: str) -> Positional:
    """One statement of a file, with `$1` in place of `%(name)s`."""
    places: dict[str, str] = {}

    def place(found: re.Match[str]) -> str:
        return places.setdefault(found["name"], f"${len(places) + 1}")

    text: LiteralString = _PARAMETER.sub(place, statements(file)[name])
    return Positional(text, tuple(places))


@cache
def statements(file: str) -> Mapping[str, LiteralString]:
    """The statements of a file by name. Raises `ValueError` when a name stands twice."""
    text = (FOLDER / f"{file}.sql").read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)]
    found: dict[str, LiteralString] = {}
    for heading, end in zip(headings, ends, strict=True):
        if heading["name"] in found:
            raise ValueError(f"{file}.sql has two statements named {heading['name']}")
        # The files are part of the program, as literals are; nothing is ever put into their text.
        found[heading["name"]] = text[heading.end() : end].strip()
    return MappingProxyType(found)
