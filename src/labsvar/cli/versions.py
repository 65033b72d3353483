"""`labsvar versions`: every version of every letter, what is done with it, and how many tests stand behind that.

The counts are written by `make versions`, which runs the tests and counts those that passed.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import Final, Literal

import msgspec
from rich.table import Table

from labsvar.cli import output
from labsvar.cli.language import Say
from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.segments import SEGMENTS_BY_VERSION

COUNTS: Final = files("labsvar.cli") / "versions.json"
ABILITIES: Final = ("read", "write", "check", "show", "convert")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One version in one form, with the number of tests behind each of the five abilities."""

    kind: str
    version: str
    form: Literal["XML", "EDIFACT"]
    tests: Mapping[str, int]


def matrix() -> tuple[Row, ...]:
    """Every version, XML before EDIFACT, in the order of the catalogue."""
    counted = msgspec.json.decode(COUNTS.read_bytes(), type=dict[str, dict[str, int]])
    rows: list[Row] = []
    for version in VERSIONS:
        rows.append(_row(version.kind, version.code, "XML", counted))
        table = SEGMENTS_BY_VERSION.get(version.code)
        if table is not None:
            rows.append(_row(version.kind[1:], table.code, "EDIFACT", counted))
    return tuple(rows)


def _row(
    kind: str, version: str, form: Literal["XML", "EDIFACT"], counted: Mapping[str, Mapping[str, int]]
) -> Row:
    tests = counted.get(version, {})
    return Row(kind=kind, version=version, form=form, tests={name: tests.get(name, 0) for name in ABILITIES})


def versions(say: Say, *, as_json: bool) -> None:
    """Prints the matrix: as a table, or as JSON, one version to a line."""
    if as_json:
        output.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in matrix()))
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in (say("Type", "Kind"), say("Version", "Version"), say("Form", "Form")):
        table.add_column(title, no_wrap=True)
    for title in (
        say("læs", "read"),
        say("skriv", "write"),
        say("tjek", "check"),
        say("vis", "show"),
        say("omsæt", "convert"),
    ):
        table.add_column(title, justify="right")
    for row in matrix():
        table.add_row(row.kind, row.version, row.form, *(str(row.tests[name]) for name in ABILITIES))
    output.results().print(table)
