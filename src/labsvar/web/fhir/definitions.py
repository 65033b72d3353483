"""What the FHIR door tells about nobody: the definitions of our own extensions, and the released groups of
comparable methods as a ConceptMap and a ValueSet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from litestar import Request, get
from litestar.params import FromPath
from litestar.response.base import ASGIResponse

from labsvar.codetables import Version
from labsvar.comparability.registers import GROUPS
from labsvar.conversion.fhir.own import EXTENSIONS, structure_definition
from labsvar.database import Database
from labsvar.fhirview import comparability
from labsvar.formats.fhir.resources import ConceptMap, ValueSet
from labsvar.web.fhir.door import FhirProblem, answer, media_type
from labsvar.web.rights import Right, needs

_NOTHING: Final = "There is nothing here under that id; the CapabilityStatement says which there are."


@get("/StructureDefinition/{definition:str}", opt=needs(Right.PUBLIC), sync_to_thread=False)
def structure(request: Request[Any, Any, Any], definition: FromPath[str]) -> ASGIResponse:
    """What an extension of our own is for, and what its value is."""
    wanted = media_type(request)
    if definition not in EXTENSIONS:
        raise FhirProblem(404, "not-found", _NOTHING)
    made = structure_definition(EXTENSIONS[definition])
    return ASGIResponse(body=msgspec.json.encode(made), media_type=wanted)


@get("/ConceptMap/{definition:str}", opt=needs(Right.PUBLIC), sync_to_thread=True)
def concept_map(request: Request[Any, Any, Any], definition: FromPath[str]) -> ASGIResponse:
    """Which methods belong to which group of an analysis code."""
    return _released(request, comparability.MAP, definition)


@get("/ValueSet/{definition:str}", opt=needs(Right.PUBLIC), sync_to_thread=True)
def value_set(request: Request[Any, Any, Any], definition: FromPath[str]) -> ASGIResponse:
    """The groups."""
    return _released(request, comparability.SET, definition)


def _released(request: Request[Any, Any, Any], known: str, name: str) -> ASGIResponse:
    """The resource of the released table. Raises `FhirProblem` for another name, and without groups."""
    media_type(request)
    database: Database = request.app.state.database
    found: ConceptMap | ValueSet | None = None
    if name == known:
        members = database.comparability.in_use().registers.members
        version = version_of(database.code_tables.in_use(GROUPS))
        make = comparability.concept_map if known == comparability.MAP else comparability.value_set
        found = make(members, version=version)
    if found is None:
        raise FhirProblem(404, "not-found", _NOTHING)
    return answer(request, found)


def version_of(released: Sequence[Version]) -> str | None:
    """The number of the version of the table that is in use."""
    return next((str(each.version) for each in released), None)


DEFINITIONS: Final = (structure, concept_map, value_set)
