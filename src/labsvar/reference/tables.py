"""The page of the tables Labsvar ships with: where each is from, and those that rules and views go by."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from labsvar.codes import lists, tables
from labsvar.reference.markdown import code, page, table


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield (
        "tables.md",
        page(
            "Tables",
            "The small tables in `labsvar.codes`, which rules, views and the demonstration go by.",
            _sources(),
            "## Analyses without a unit",
            "A numeric result of any other analysis that comes without its unit gives the warning "
            "[`content.unit-missing`](rules.md).",
            _unitless(),
            "## Groups of analyses",
            _groups(),
            "## Specialities",
            _specialities(),
        ),
    )


def _sources() -> str:
    """What stands beside the tables, with its headings one step further down."""
    text = (files("labsvar.codes") / "tables" / "SOURCES.md").read_text(encoding="utf-8")
    return "\n".join(f"#{line}" if line.startswith("#") else line for line in text.splitlines())


def _unitless() -> str:
    rows = [(code(row.code), row.name, row.reason) for row in tables.unitless_analyses()]
    return table(["Code", "Analysis", "Why"], rows)


def _groups() -> str:
    rows = [(group.number, group.da, group.en) for group in tables.response_groups()]
    return table(["Number", "Danish", "English"], rows)


def _specialities() -> str:
    newest = frozenset(lists.MEDICAL_SPECIALITY_CODES_2014)
    rows = [
        (code(row.code), row.da, row.en, "" if row.code in newest else "older releases only")
        for row in tables.specialities()
    ]
    return table(["Code", "Danish", "English", "Where"], rows)
