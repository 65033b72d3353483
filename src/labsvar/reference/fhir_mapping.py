"""The page of the mapping between letters and FHIR."""

from __future__ import annotations

from collections.abc import Iterator

from labsvar.conversion.fhir.mapping import ROWS
from labsvar.conversion.fhir.tables import UNITS
from labsvar.conversion.fhir.unplaced import CARRIED
from labsvar.reference.markdown import code, page, table


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    rows = [(each.letter, each.fhir, each.note, each.lost, each.source) for each in ROWS]
    carried = [(kind, ", ".join(map(code, sorted(places)))) for kind, places in CARRIED.items()]
    yield (
        "fhir-mapping.md",
        page(
            "Letters and FHIR",
            "What of an XRPT01 stands where in FHIR. [Letters in FHIR](../explanation/fhir.md) says why.",
            table(["Letter", "FHIR", "Note", "Lost on the way back", "Source"], rows),
            "## Not yet\n\nXRPT02, XRPT03, XRPT04, XRPT05, XRPT06 and XRPT07 have no FHIR form here yet: the conversion "
            "is refused by name.",
            "## What a letter takes from a Bundle\n\nWhatever is not named here is listed as lost.",
            table(["Resource", "Elements"], carried),
            "## Units with a UCUM code\n\nOther units travel as they were sent, without a code.",
            table(["As sent", "UCUM"], [(code(unit), code(ucum)) for unit, ucum in UNITS.items()]),
        ),
    )
