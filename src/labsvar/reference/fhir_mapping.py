"""The page of the mapping between letters and FHIR."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from labsvar.conversion.fhir.mapping import CHEMISTRY, EVERY, Row
from labsvar.conversion.fhir.mapping_microbiology import BACTERIOLOGY, MICROBIOLOGY, SURVEILLANCE
from labsvar.conversion.fhir.mapping_words import WORDS
from labsvar.conversion.fhir.tables import UNITS
from labsvar.conversion.fhir.unplaced import CARRIED_BY
from labsvar.reference.markdown import code, page, table

SECTIONS: Final[tuple[tuple[str, tuple[Row, ...]], ...]] = (
    ("Every kind of letter", EVERY),
    ("XRPT01", CHEMISTRY),
    ("XRPT05", MICROBIOLOGY),
    ("XRPT06", SURVEILLANCE),
    ("XRPT02, out only", BACTERIOLOGY),
    ("XRPT03, XRPT04 and XRPT07, out only", WORDS),
)


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield (
        "fhir-mapping.md",
        page(
            "Letters and FHIR",
            "What of a letter stands where in FHIR. [Letters in FHIR](../explanation/fhir.md) says why. XRPT01 and XRPT05 "
            "come back from a Bundle; no page says how the other kinds would, so they go out only.",
            *(_section(title, rows) for title, rows in SECTIONS),
            "## What a letter takes from a Bundle\n\nWhatever is not named here is listed as lost.",
            table(["Resource", *_kinds()], list(_carried())),
            "## Units with a UCUM code\n\nOther units travel as they were sent, without a code.",
            table(["As sent", "UCUM"], [(code(unit), code(ucum)) for unit, ucum in UNITS.items()]),
        ),
    )


def _section(title: str, rows: Iterable[Row]) -> str:
    lines = [(each.letter, each.fhir, each.note, each.lost, each.source) for each in rows]
    return f"## {title}\n\n" + table(["Letter", "FHIR", "Note", "Lost on the way back", "Source"], lines)


def _kinds() -> Iterator[str]:
    first, *others = CARRIED_BY
    yield first
    yield from (f"{each} beyond {first}" for each in others)


def _carried() -> Iterator[tuple[str, ...]]:
    """What each kind takes of a resource: all of the first, and what the others take beyond it."""
    first, *others = CARRIED_BY.values()
    for resource, places in first.items():
        yield resource, _names(places), *(_names(each[resource] - places) for each in others)


def _names(places: Iterable[str]) -> str:
    return ", ".join(map(code, sorted(places)))
