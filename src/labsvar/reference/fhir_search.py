"""The page of what can be searched for over FHIR."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from labsvar.fhirview.capability import DEFINITIONS, OPERATIONS
from labsvar.fhirview.parameters import EVERYWHERE, PARAMETERS, TYPES, Parameter, included_backwards, includes
from labsvar.fhirview.search import names_a_person
from labsvar.reference.markdown import code, page, table

_OF_ALL: Final = {each.name for each in EVERYWHERE}


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    yield (
        "fhir-search.md",
        page(
            "Searching over FHIR",
            "Which resources the door for FHIR clients serves, and what can be searched for, made from the table that the "
            "search and the CapabilityStatement use. [Read results with FHIR](../howto/read-with-fhir.md) tells how.",
            "## Every type",
            table(["Parameter", "Type", "Definition"], [_row(each) for each in EVERYWHERE]),
            *(_section(kind) for kind in TYPES),
            "## About nobody\n\nRead by id, without a token.",
            table(["Type", "What"], [(code(kind), told) for kind, told in DEFINITIONS.items()]),
        ),
    )


def _section(kind: str) -> str:
    own = [each for each in PARAMETERS[kind].values() if each.name not in _OF_ALL]
    rows = [_row(each, posted=names_a_person(kind, each.name)) for each in own]
    told = [f"## {kind}", table(["Parameter", "Type", "Definition"], rows)]
    said = {
        "`_include`": includes(kind),
        "`_revinclude`": included_backwards(kind),
        "Operations": [f"${each}" for each in OPERATIONS.get(kind, ())],
    }
    told += [f"{name}: {', '.join(map(code, listed))}." for name, listed in said.items() if listed]
    return "\n\n".join(told)


def _row(parameter: Parameter, *, posted: bool = False) -> tuple[str, str, str]:
    by_post = " (in a form, by POST)" if posted else ""
    return f"{code(parameter.name)}{by_post}", parameter.kind, parameter.definition
