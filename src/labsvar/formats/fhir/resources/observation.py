"""Resources of FHIR: Observation.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    DateTime,
    DomainResource,
    Element,
    Instant,
    Integer,
    String,
    Time,
)
from labsvar.formats.fhir.resources.datatypes import (
    Annotation,
    CodeableConcept,
    Identifier,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
)
from labsvar.formats.fhir.resources.metadata import SampledData, Timing

ObservationStatusCode = Literal[
    "registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"
]


class ObservationReferenceRange(BackboneElement, frozen=True, kw_only=True):
    """Observation.referenceRange: Provides guide for interpretation."""

    low: Quantity | None = None
    high: Quantity | None = None
    type: CodeableConcept | None = None
    applies_to: tuple[CodeableConcept, ...] = ()
    age: Range | None = None
    text: String | None = None
    text_element: Element | None = None


class ObservationComponent(BackboneElement, frozen=True, kw_only=True):
    """Observation.component: Component results."""

    choices: ClassVar[tuple[str, ...]] = ("value",)

    code: CodeableConcept
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_integer: Integer | None = None
    value_integer_element: Element | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_sampled_data: SampledData | None = None
    value_time: Time | None = None
    value_time_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None
    value_period: Period | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: tuple[CodeableConcept, ...] = ()
    reference_range: tuple[ObservationReferenceRange, ...] = ()


class Observation(DomainResource, tag="Observation", frozen=True, kw_only=True):
    """Observation: Measurements and simple assertions."""

    choices: ClassVar[tuple[str, ...]] = ("effective", "value")
    targets: ClassVar[Mapping[str, str]] = {
        "basedOn": "CarePlan DeviceRequest ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest",
        "partOf": "MedicationAdministration MedicationDispense MedicationStatement Procedure Immunization ImagingStudy",
        "subject": "Patient Group Device Location",
        "encounter": "Encounter",
        "performer": "Practitioner PractitionerRole Organization CareTeam Patient RelatedPerson",
        "specimen": "Specimen",
        "device": "Device DeviceMetric",
        "hasMember": "Observation QuestionnaireResponse MolecularSequence",
        "derivedFrom": "DocumentReference ImagingStudy Media QuestionnaireResponse Observation MolecularSequence",
    }

    identifier: tuple[Identifier, ...] = ()
    based_on: tuple[Reference, ...] = ()
    part_of: tuple[Reference, ...] = ()
    status: ObservationStatusCode
    status_element: Element | None = None
    category: tuple[CodeableConcept, ...] = ()
    code: CodeableConcept
    subject: Reference | None = None
    focus: tuple[Reference, ...] = ()
    encounter: Reference | None = None
    effective_date_time: DateTime | None = None
    effective_date_time_element: Element | None = None
    effective_period: Period | None = None
    effective_timing: Timing | None = None
    effective_instant: Instant | None = None
    effective_instant_element: Element | None = None
    issued: Instant | None = None
    issued_element: Element | None = None
    performer: tuple[Reference, ...] = ()
    value_quantity: Quantity | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_integer: Integer | None = None
    value_integer_element: Element | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_sampled_data: SampledData | None = None
    value_time: Time | None = None
    value_time_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None
    value_period: Period | None = None
    data_absent_reason: CodeableConcept | None = None
    interpretation: tuple[CodeableConcept, ...] = ()
    note: tuple[Annotation, ...] = ()
    body_site: CodeableConcept | None = None
    method: CodeableConcept | None = None
    specimen: Reference | None = None
    device: Reference | None = None
    reference_range: tuple[ObservationReferenceRange, ...] = ()
    has_member: tuple[Reference, ...] = ()
    derived_from: tuple[Reference, ...] = ()
    component: tuple[ObservationComponent, ...] = ()
