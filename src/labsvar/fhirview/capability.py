"""The CapabilityStatement, made from the tables that answer: what it says is what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from labsvar.fhirview.parameters import PARAMETERS, TYPES, included_backwards, includes
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
_OAUTH: Final = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris"
_SECURITY: Final = "http://terminology.hl7.org/CodeSystem/restful-security-service"


def capability_statement(*, base: str, version: str, authorize: str, token: str) -> CapabilityStatement:
    """What is served under an address. `authorize` and `token` are where a client gets its token."""
    return CapabilityStatement(
        status="active",
        date=SINCE,
        kind="instance",
        software=CapabilityStatementSoftware(name="Labsvar", version=version),
        implementation=CapabilityStatementImplementation(description="Labsvar", url=base),
        fhir_version="4.0.1",
        format=FORMATS,
        rest=(
            CapabilityStatementRest(
                mode="server",
                security=_security(authorize, token),
                resource=tuple(_resource(kind) for kind in TYPES),
            ),
        ),
    )


def _resource(kind: str) -> CapabilityStatementRestResource:
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
                name=each.name, definition=each.definition, type=each.kind
            )
            for each in PARAMETERS[kind].values()
        ),
        operation=tuple(
            CapabilityStatementRestResourceOperation(name=name, definition=definition)
            for name, definition in OPERATIONS.get(kind, {}).items()
        ),
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
