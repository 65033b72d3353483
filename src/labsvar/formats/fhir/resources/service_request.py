"""Resources of FHIR: ServiceRequest, Encounter.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    Canonical,
    DateTime,
    DomainResource,
    Element,
    PositiveInt,
    String,
    Uri,
)
from labsvar.formats.fhir.resources.datatypes import (
    Annotation,
    CodeableConcept,
    Coding,
    Duration,
    Identifier,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
)
from labsvar.formats.fhir.resources.metadata import Timing

EncounterLocationStatusCode = Literal["planned", "active", "reserved", "completed"]
EncounterStatusCode = Literal[
    "planned",
    "arrived",
    "triaged",
    "in-progress",
    "onleave",
    "finished",
    "cancelled",
    "entered-in-error",
    "unknown",
]
RequestIntentCode = Literal[
    "proposal",
    "plan",
    "directive",
    "order",
    "original-order",
    "reflex-order",
    "filler-order",
    "instance-order",
    "option",
]
RequestPriorityCode = Literal["routine", "urgent", "asap", "stat"]
RequestStatusCode = Literal[
    "draft", "active", "on-hold", "revoked", "completed", "entered-in-error", "unknown"
]


class ServiceRequest(DomainResource, tag="ServiceRequest", frozen=True, kw_only=True):
    """ServiceRequest: A request for a service to be performed."""

    choices: ClassVar[tuple[str, ...]] = ("quantity", "occurrence", "asNeeded")
    targets: ClassVar[Mapping[str, str]] = {
        "basedOn": "CarePlan ServiceRequest MedicationRequest",
        "replaces": "ServiceRequest",
        "subject": "Patient Group Location Device",
        "encounter": "Encounter",
        "requester": "Practitioner PractitionerRole Organization Patient RelatedPerson Device",
        "performer": "Practitioner PractitionerRole Organization CareTeam HealthcareService Patient Device RelatedPerson",
        "locationReference": "Location",
        "reasonReference": "Condition Observation DiagnosticReport DocumentReference",
        "insurance": "Coverage ClaimResponse",
        "specimen": "Specimen",
        "relevantHistory": "Provenance",
    }

    identifier: tuple[Identifier, ...] = ()
    instantiates_canonical: tuple[Canonical | None, ...] = ()
    instantiates_canonical_element: tuple[Element | None, ...] = ()
    instantiates_uri: tuple[Uri | None, ...] = ()
    instantiates_uri_element: tuple[Element | None, ...] = ()
    based_on: tuple[Reference, ...] = ()
    replaces: tuple[Reference, ...] = ()
    requisition: Identifier | None = None
    status: RequestStatusCode
    status_element: Element | None = None
    intent: RequestIntentCode
    intent_element: Element | None = None
    category: tuple[CodeableConcept, ...] = ()
    priority: RequestPriorityCode | None = None
    priority_element: Element | None = None
    do_not_perform: bool | None = None
    do_not_perform_element: Element | None = None
    code: CodeableConcept | None = None
    order_detail: tuple[CodeableConcept, ...] = ()
    quantity_quantity: Quantity | None = None
    quantity_ratio: Ratio | None = None
    quantity_range: Range | None = None
    subject: Reference
    encounter: Reference | None = None
    occurrence_date_time: DateTime | None = None
    occurrence_date_time_element: Element | None = None
    occurrence_period: Period | None = None
    occurrence_timing: Timing | None = None
    as_needed_boolean: bool | None = None
    as_needed_boolean_element: Element | None = None
    as_needed_codeable_concept: CodeableConcept | None = None
    authored_on: DateTime | None = None
    authored_on_element: Element | None = None
    requester: Reference | None = None
    performer_type: CodeableConcept | None = None
    performer: tuple[Reference, ...] = ()
    location_code: tuple[CodeableConcept, ...] = ()
    location_reference: tuple[Reference, ...] = ()
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()
    insurance: tuple[Reference, ...] = ()
    supporting_info: tuple[Reference, ...] = ()
    specimen: tuple[Reference, ...] = ()
    body_site: tuple[CodeableConcept, ...] = ()
    note: tuple[Annotation, ...] = ()
    patient_instruction: String | None = None
    patient_instruction_element: Element | None = None
    relevant_history: tuple[Reference, ...] = ()


class EncounterStatusHistory(BackboneElement, frozen=True, kw_only=True):
    """Encounter.statusHistory: List of past encounter statuses."""

    status: EncounterStatusCode
    status_element: Element | None = None
    period: Period


class EncounterClassHistory(BackboneElement, frozen=True, kw_only=True):
    """Encounter.classHistory: List of past encounter classes."""

    class_: Coding
    period: Period


class EncounterParticipant(BackboneElement, frozen=True, kw_only=True):
    """Encounter.participant: List of participants involved in the encounter."""

    targets: ClassVar[Mapping[str, str]] = {
        "individual": "Practitioner PractitionerRole RelatedPerson",
    }

    type: tuple[CodeableConcept, ...] = ()
    period: Period | None = None
    individual: Reference | None = None


class EncounterDiagnosis(BackboneElement, frozen=True, kw_only=True):
    """Encounter.diagnosis: The list of diagnosis relevant to this encounter."""

    targets: ClassVar[Mapping[str, str]] = {
        "condition": "Condition Procedure",
    }

    condition: Reference
    use: CodeableConcept | None = None
    rank: PositiveInt | None = None
    rank_element: Element | None = None


class EncounterHospitalization(BackboneElement, frozen=True, kw_only=True):
    """Encounter.hospitalization: Details about the admission to a healthcare service."""

    targets: ClassVar[Mapping[str, str]] = {
        "origin": "Location Organization",
        "destination": "Location Organization",
    }

    pre_admission_identifier: Identifier | None = None
    origin: Reference | None = None
    admit_source: CodeableConcept | None = None
    re_admission: CodeableConcept | None = None
    diet_preference: tuple[CodeableConcept, ...] = ()
    special_courtesy: tuple[CodeableConcept, ...] = ()
    special_arrangement: tuple[CodeableConcept, ...] = ()
    destination: Reference | None = None
    discharge_disposition: CodeableConcept | None = None


class EncounterLocation(BackboneElement, frozen=True, kw_only=True):
    """Encounter.location: List of locations where the patient has been."""

    targets: ClassVar[Mapping[str, str]] = {
        "location": "Location",
    }

    location: Reference
    status: EncounterLocationStatusCode | None = None
    status_element: Element | None = None
    physical_type: CodeableConcept | None = None
    period: Period | None = None


class Encounter(DomainResource, tag="Encounter", frozen=True, kw_only=True):
    """Encounter: An interaction during which services are provided to the patient."""

    targets: ClassVar[Mapping[str, str]] = {
        "subject": "Patient Group",
        "episodeOfCare": "EpisodeOfCare",
        "basedOn": "ServiceRequest",
        "appointment": "Appointment",
        "reasonReference": "Condition Procedure Observation ImmunizationRecommendation",
        "account": "Account",
        "serviceProvider": "Organization",
        "partOf": "Encounter",
    }

    identifier: tuple[Identifier, ...] = ()
    status: EncounterStatusCode
    status_element: Element | None = None
    status_history: tuple[EncounterStatusHistory, ...] = ()
    class_: Coding
    class_history: tuple[EncounterClassHistory, ...] = ()
    type: tuple[CodeableConcept, ...] = ()
    service_type: CodeableConcept | None = None
    priority: CodeableConcept | None = None
    subject: Reference | None = None
    episode_of_care: tuple[Reference, ...] = ()
    based_on: tuple[Reference, ...] = ()
    participant: tuple[EncounterParticipant, ...] = ()
    appointment: tuple[Reference, ...] = ()
    period: Period | None = None
    length: Duration | None = None
    reason_code: tuple[CodeableConcept, ...] = ()
    reason_reference: tuple[Reference, ...] = ()
    diagnosis: tuple[EncounterDiagnosis, ...] = ()
    account: tuple[Reference, ...] = ()
    hospitalization: EncounterHospitalization | None = None
    location: tuple[EncounterLocation, ...] = ()
    service_provider: Reference | None = None
    part_of: Reference | None = None
