"""Resources of FHIR: Provenance, AuditEvent.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Base64Binary,
    DateTime,
    DomainResource,
    Element,
    Instant,
    String,
    Uri,
)
from labsvar.formats.fhir.resources.contacts import Signature
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Coding, Period, Reference

AuditEventActionCode = Literal["C", "R", "U", "D", "E"]
AuditEventAgentNetworkTypeCode = Literal["1", "2", "3", "4", "5"]
AuditEventOutcomeCode = Literal["0", "4", "8", "12"]
ProvenanceEntityRoleCode = Literal["derivation", "revision", "quotation", "source", "removal"]


class ProvenanceAgent(BackboneElement, frozen=True, kw_only=True):
    """Provenance.agent: Actor involved."""

    targets: ClassVar[Mapping[str, str]] = {
        "who": "Practitioner PractitionerRole RelatedPerson Patient Device Organization",
        "onBehalfOf": "Practitioner PractitionerRole RelatedPerson Patient Device Organization",
    }

    type: CodeableConcept | None = None
    role: tuple[CodeableConcept, ...] = ()
    who: Reference
    on_behalf_of: Reference | None = None


class ProvenanceEntity(BackboneElement, frozen=True, kw_only=True):
    """Provenance.entity: An entity used in this activity."""

    role: ProvenanceEntityRoleCode
    role_element: Element | None = None
    what: Reference
    agent: tuple[ProvenanceAgent, ...] = ()


class Provenance(DomainResource, tag="Provenance", frozen=True, kw_only=True):
    """Provenance: Who, What, When for a set of resources."""

    choices: ClassVar[tuple[str, ...]] = ("occurred",)
    targets: ClassVar[Mapping[str, str]] = {
        "location": "Location",
    }

    target: Annotated[tuple[Reference, ...], AtLeastOne]
    occurred_period: Period | None = None
    occurred_date_time: DateTime | None = None
    occurred_date_time_element: Element | None = None
    recorded: Instant
    recorded_element: Element | None = None
    policy: tuple[Uri | None, ...] = ()
    policy_element: tuple[Element | None, ...] = ()
    location: Reference | None = None
    reason: tuple[CodeableConcept, ...] = ()
    activity: CodeableConcept | None = None
    agent: Annotated[tuple[ProvenanceAgent, ...], AtLeastOne]
    entity: tuple[ProvenanceEntity, ...] = ()
    signature: tuple[Signature, ...] = ()


class AuditEventAgentNetwork(BackboneElement, frozen=True, kw_only=True):
    """AuditEvent.agent.network: Logical network location for application activity."""

    address: String | None = None
    address_element: Element | None = None
    type: AuditEventAgentNetworkTypeCode | None = None
    type_element: Element | None = None


class AuditEventEntityDetail(BackboneElement, frozen=True, kw_only=True):
    """AuditEvent.entity.detail: Additional Information about the entity."""

    choices: ClassVar[tuple[str, ...]] = ("value",)
    choices_needed: ClassVar[tuple[str, ...]] = ("value",)

    type: String
    type_element: Element | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_base64_binary: Base64Binary | None = None
    value_base64_binary_element: Element | None = None


class AuditEventAgent(BackboneElement, frozen=True, kw_only=True):
    """AuditEvent.agent: Actor involved in the event."""

    targets: ClassVar[Mapping[str, str]] = {
        "who": "PractitionerRole Practitioner Organization Device Patient RelatedPerson",
        "location": "Location",
    }

    type: CodeableConcept | None = None
    role: tuple[CodeableConcept, ...] = ()
    who: Reference | None = None
    alt_id: String | None = None
    alt_id_element: Element | None = None
    name: String | None = None
    name_element: Element | None = None
    requestor: bool
    requestor_element: Element | None = None
    location: Reference | None = None
    policy: tuple[Uri | None, ...] = ()
    policy_element: tuple[Element | None, ...] = ()
    media: Coding | None = None
    network: AuditEventAgentNetwork | None = None
    purpose_of_use: tuple[CodeableConcept, ...] = ()


class AuditEventSource(BackboneElement, frozen=True, kw_only=True):
    """AuditEvent.source: Audit Event Reporter."""

    targets: ClassVar[Mapping[str, str]] = {
        "observer": "PractitionerRole Practitioner Organization Device Patient RelatedPerson",
    }

    site: String | None = None
    site_element: Element | None = None
    observer: Reference
    type: tuple[Coding, ...] = ()


class AuditEventEntity(BackboneElement, frozen=True, kw_only=True):
    """AuditEvent.entity: Data or objects used."""

    what: Reference | None = None
    type: Coding | None = None
    role: Coding | None = None
    lifecycle: Coding | None = None
    security_label: tuple[Coding, ...] = ()
    name: String | None = None
    name_element: Element | None = None
    description: String | None = None
    description_element: Element | None = None
    query: Base64Binary | None = None
    query_element: Element | None = None
    detail: tuple[AuditEventEntityDetail, ...] = ()


class AuditEvent(DomainResource, tag="AuditEvent", frozen=True, kw_only=True):
    """AuditEvent: Event record kept for security purposes."""

    type: Coding
    subtype: tuple[Coding, ...] = ()
    action: AuditEventActionCode | None = None
    action_element: Element | None = None
    period: Period | None = None
    recorded: Instant
    recorded_element: Element | None = None
    outcome: AuditEventOutcomeCode | None = None
    outcome_element: Element | None = None
    outcome_desc: String | None = None
    outcome_desc_element: Element | None = None
    purpose_of_event: tuple[CodeableConcept, ...] = ()
    agent: Annotated[tuple[AuditEventAgent, ...], AtLeastOne]
    source: AuditEventSource
    entity: tuple[AuditEventEntity, ...] = ()
