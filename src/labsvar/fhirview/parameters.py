"""What can be searched for: one table, which the search, the CapabilityStatement and the reference page share.

Source: HL7 FHIR R4 (4.0.1), Search, and the search parameters of each resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, Final, Literal, TypeAlias

import msgspec

from labsvar.formats.fhir.resources import CodeableConcept, Identifier, Period, Reference

Kind = Literal["token", "date", "reference", "string"]
Resource: TypeAlias = Any
"""One of `labsvar.fhirview.model.Resource`; each parameter knows the elements of its own types."""


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A search parameter: its type, its definition, and the values a resource has for it.

    Values of a token are codings as (system, code), of a date texts of FHIR, of a reference relative
    references, of a string texts.
    """

    name: str
    kind: Kind
    definition: str
    values: Callable[[Resource], Iterable[Any]]


Token: TypeAlias = tuple[str | None, str | None]


def _concepts(found: CodeableConcept | Iterable[CodeableConcept] | None) -> list[Token]:
    if found is None:
        return []
    concepts = [found] if isinstance(found, CodeableConcept) else found
    return [(each.system, each.code) for concept in concepts for each in concept.coding]


def _identifiers(found: Identifier | Iterable[Identifier] | None) -> list[Token]:
    if found is None:
        return []
    identifiers = [found] if isinstance(found, Identifier) else found
    return [(each.system, each.value) for each in identifiers]


def _references(found: Reference | Iterable[Reference] | None) -> list[str]:
    if found is None:
        return []
    references = [found] if isinstance(found, Reference) else found
    return [each.reference for each in references if each.reference]


def _times(*found: str | Period | None) -> list[str]:
    return [each for each in found if isinstance(each, str)]


def _one(
    name: str, kind: Kind, values: Callable[[Resource], Iterable[Any]], definition: str | None = None
) -> Parameter:
    address = f"http://hl7.org/fhir/SearchParameter/{definition or name}"
    return Parameter(name=name, kind=kind, definition=address, values=values)


EVERYWHERE: Final = (
    _one("_id", "token", lambda of: [(None, of.id)], "Resource-id"),
    _one("_lastUpdated", "date", lambda of: _times(of.meta.last_updated), "Resource-lastUpdated"),
)
_PATIENT: Final = (
    _one("patient", "reference", lambda of: _references(of.subject), "clinical-patient"),
    _one("subject", "reference", lambda of: _references(of.subject), "{type}-subject"),
)
_IDENTIFIER: Final = _one(
    "identifier", "token", lambda of: _identifiers(of.identifier), "clinical-identifier"
)


def _status(definition: str) -> Parameter:
    return _one("status", "token", lambda of: [(None, of.status)], definition)


def _table() -> dict[str, tuple[Parameter, ...]]:
    return {
        "Patient": (
            _one("identifier", "token", lambda of: _identifiers(of.identifier), "Patient-identifier"),
        ),
        "Observation": (
            *_PATIENT,
            _one("code", "token", lambda of: _concepts(of.code), "clinical-code"),
            _one("category", "token", lambda of: _concepts(of.category), "Observation-category"),
            _one("date", "date", lambda of: _times(of.effective_date_time), "clinical-date"),
            _status("Observation-status"),
            _one("specimen", "reference", lambda of: _references(of.specimen), "Observation-specimen"),
            _one("performer", "reference", lambda of: _references(of.performer), "Observation-performer"),
        ),
        "DiagnosticReport": (
            *_PATIENT,
            _IDENTIFIER,
            _one("code", "token", lambda of: _concepts(of.code), "clinical-code"),
            _one("category", "token", lambda of: _concepts(of.category), "DiagnosticReport-category"),
            _one("date", "date", lambda of: _times(of.effective_date_time), "clinical-date"),
            _one("issued", "date", lambda of: _times(of.issued), "DiagnosticReport-issued"),
            _status("DiagnosticReport-status"),
            _one("result", "reference", lambda of: _references(of.result), "DiagnosticReport-result"),
            _one("specimen", "reference", lambda of: _references(of.specimen), "DiagnosticReport-specimen"),
            _one("based-on", "reference", lambda of: _references(of.based_on), "DiagnosticReport-based-on"),
            _one(
                "performer", "reference", lambda of: _references(of.performer), "DiagnosticReport-performer"
            ),
        ),
        "Specimen": (
            *_PATIENT,
            _one("identifier", "token", lambda of: _identifiers(of.identifier), "Specimen-identifier"),
            _one("type", "token", lambda of: _concepts(of.type), "clinical-type"),
            _one(
                "collected",
                "date",
                lambda of: _times(of.collection and of.collection.collected_date_time),
                "Specimen-collected",
            ),
        ),
        "ServiceRequest": (
            *_PATIENT,
            _IDENTIFIER,
            _one("category", "token", lambda of: _concepts(of.category), "ServiceRequest-category"),
            _one("authored", "date", lambda of: _times(of.authored_on), "ServiceRequest-authored"),
            _status("ServiceRequest-status"),
            _one("requester", "reference", lambda of: _references(of.requester), "ServiceRequest-requester"),
        ),
        "Organization": (
            _one("identifier", "token", lambda of: _identifiers(of.identifier), "Organization-identifier"),
            _one("name", "string", lambda of: [of.name] if of.name else [], "Organization-name"),
        ),
        "Composition": (
            *_PATIENT,
            _IDENTIFIER,
            _one("type", "token", lambda of: _concepts(of.type), "clinical-type"),
            _one("category", "token", lambda of: _concepts(of.category), "Composition-category"),
            _one("date", "date", lambda of: _times(of.date), "clinical-date"),
            _status("Composition-status"),
            _one("author", "reference", lambda of: _references(of.author), "Composition-author"),
            _one(
                "entry",
                "reference",
                lambda of: [ref for each in of.section for ref in _references(each.entry)],
                "Composition-entry",
            ),
        ),
    }


PARAMETERS: Final[Mapping[str, Mapping[str, Parameter]]] = MappingProxyType(
    {
        kind: MappingProxyType(
            {
                each.name: msgspec.structs.replace(each, definition=each.definition.replace("{type}", kind))
                for each in (*EVERYWHERE, *found)
            }
        )
        for kind, found in _table().items()
    }
)
"""The parameters of each type that is served, by name."""

TYPES: Final[tuple[str, ...]] = tuple(PARAMETERS)
"""The types that are served."""


def includes(kind: str) -> list[str]:
    """What can be included with resources of a type: `Observation:specimen` and so on."""
    return [f"{kind}:{each.name}" for each in PARAMETERS[kind].values() if each.kind == "reference"]


POINTED_AT: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "patient": frozenset({"Patient"}),
        "subject": frozenset({"Patient"}),
        "specimen": frozenset({"Specimen"}),
        "result": frozenset({"Observation"}),
        "based-on": frozenset({"ServiceRequest"}),
        "performer": frozenset({"Organization"}),
        "requester": frozenset({"Organization"}),
        "author": frozenset({"Organization"}),
        "entry": frozenset({"DiagnosticReport", "Observation"}),
    }
)
"""What references of a name point at here."""


def included_backwards(kind: str) -> list[str]:
    """What can be included because it points at resources of a type."""
    return [each for other in TYPES for each in includes(other) if kind in POINTED_AT[each.partition(":")[2]]]
