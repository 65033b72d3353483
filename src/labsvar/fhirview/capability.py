"""The CapabilityStatement, made from the tables that answer: what it says is what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.fhirview.comparability import MAP, SET
from labsvar.fhirview.parameters import PARAMETERS, TYPES, included_backwards, includes
from labsvar.fhirview.search import names_a_person
from labsvar.formats.fhir.resources import (
    CapabilityStatement,
    CapabilityStatementImplementation,
    CapabilityStatementRest,
    CapabilityStatementRestResource,
    CapabilityStatementRestResourceInteraction,
    CapabilityStatementRestResourceOperation,
    CapabilityStatementRestResourceSearchParam,
    CapabilityStatementRestSecurity,
    CapabilityStatementSoftware,
    CodeableConcept,
    Coding,
    Extension,
)

SINCE: Final = "2026-11-21"
"""When this statement last changed; a new capability changes it."""
FORMATS: Final = ("application/fhir+json", "json")
OPERATIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "Observation": {"lastn": "http://hl7.org/fhir/OperationDefinition/Observation-lastn"},
    "Composition": {"document": "http://hl7.org/fhir/OperationDefinition/Composition-document"},
}
DEFINITIONS: Final[Mapping[str, str]] = {
    "StructureDefinition": "The extensions of our own, by the last part of their address.",
    "ConceptMap": f"The released groups of comparable methods: {MAP}.",
    "ValueSet": f"The groups themselves: {SET}.",
}
"""What is told about nobody, to anybody: each read by id."""
BY_POST: Final = "The number of a person does not belong in an address: POST it to _search."
TAKES_REPORTS: Final = (
    "A laboratory report is handed in as a document Bundle by POST to this address, by a sending system with a token of "
    "its own; the answer is an OperationOutcome."
)
BULK_DATA: Final = "http://hl7.org/fhir/uv/bulkdata/CapabilityStatement/bulk-data"
_OAUTH: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(
    *, base: str, version: str, authorize: str, token: str, exports: bool
) -> CapabilityStatement:
    """What is served under an address. `authorize` and `token` are where a client gets its token; `exports` says
    whether there is bulk export."""
    return CapabilityStatement(
        status="active",
        date=SINCE,
        kind="instance",
        software=CapabilityStatementSoftware(name="Labsvar", version=version),
        implementation=CapabilityStatementImplementation(description="Labsvar", url=base),
        instantiates=(BULK_DATA,) if exports else (),
        fhir_version="4.0.1",
        format=FORMATS,
        rest=(
            CapabilityStatementRest(
                mode="server",
                documentation=TAKES_REPORTS,
                security=_security(authorize, token),
                resource=(
                    *(_resource(kind, _operations(kind, exports=exports)) for kind in TYPES),
                    *([_group()] if exports else []),
                    *(_definition(kind, told) for kind, told in DEFINITIONS.items()),
                ),
                operation=_exporting("export") if exports else (),
            ),
        ),
    )


def _operations(kind: str, *, exports: bool) -> tuple[CapabilityStatementRestResourceOperation, ...]:
    named = OPERATIONS.get(kind, {}).items()
    return (
        *(CapabilityStatementRestResourceOperation(name=name, definition=url) for name, url in named),
        *(_exporting("patient-export") if exports and kind == "Patient" else ()),
    )


def _group() -> CapabilityStatementRestResource:
    told = "The patients of a place, by its location number (GLN). A group can be exported, and not read."
    return CapabilityStatementRestResource(
        type="Group", documentation=told, operation=_exporting("group-export")
    )


def _definition(kind: str, told: str) -> CapabilityStatementRestResource:
    read = CapabilityStatementRestResourceInteraction(code="read")
    return CapabilityStatementRestResource(type=kind, documentation=told, interaction=(read,))


def _exporting(name: str) -> tuple[CapabilityStatementRestResourceOperation, ...]:
    definition = f"http://hl7.org/fhir/uv/bulkdata/OperationDefinition/{name}"
    return (CapabilityStatementRestResourceOperation(name="export", definition=definition),)


def _resource(
    kind: str, operations: tuple[CapabilityStatementRestResourceOperation, ...]
) -> CapabilityStatementRestResource:
    return CapabilityStatementRestResource(
        type=kind,
        interaction=(
            CapabilityStatementRestResourceInteraction(code="read"),
            CapabilityStatementRestResourceInteraction(code="vread"),
            CapabilityStatementRestResourceInteraction(code="history-instance"),
            CapabilityStatementRestResourceInteraction(code="search-type"),
        ),
        versioning="versioned",
        read_history=True,
        conditional_read="not-match",
        search_include=tuple(includes(kind)),
        search_rev_include=tuple(included_backwards(kind)),
        search_param=tuple(
            CapabilityStatementRestResourceSearchParam(
                name=each.name,
                definition=each.definition,
                type=each.kind,
                documentation=BY_POST if names_a_person(kind, each.name) else None,
            )
            for each in PARAMETERS[kind].values()
        ),
        operation=operations,
    )


def _security(authorize: str, token: str) -> CapabilityStatementRestSecurity:
    addresses = (Extension(url="authorize", value_uri=authorize), Extension(url="token", value_uri=token))
    return CapabilityStatementRestSecurity(
        extension=(Extension(url=_OAUTH, extension=addresses),),
        cors=False,
        service=(CodeableConcept(coding=(Coding(system=_SECURITY, code="SMART-on-FHIR"),)),),
        description="OAuth 2.0 with scopes as SMART App Launch writes them. Every request about a person has a reason "
        "and leaves an entry in the log that the person reads.",
    )
