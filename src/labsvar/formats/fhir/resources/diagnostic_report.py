"""Resources of FHIR: DiagnosticReport.

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
    String,
)
from labsvar.formats.fhir.resources.datatypes import (
    Attachment,
    CodeableConcept,
    Identifier,
    Period,
    Reference,
)

DiagnosticReportStatusCode = Literal[
    "registered",
    "partial",
    "preliminary",
    "final",
    "amended",
    "corrected",
    "appended",
    "cancelled",
    "entered-in-error",
    "unknown",
]


class DiagnosticReportMedia(BackboneElement, frozen=True, kw_only=True):
    """DiagnosticReport.media: Key images associated with this report."""

    targets: ClassVar[Mapping[str, str]] = {
        "link": "Media",
    }

    comment: String | None = None
    comment_element: Element | None = None
    link: Reference


class DiagnosticReport(DomainResource, tag="DiagnosticReport", frozen=True, kw_only=True):
    """DiagnosticReport: A Diagnostic report - a combination of request information, atomic results,."""

    choices: ClassVar[tuple[str, ...]] = ("effective",)
    targets: ClassVar[Mapping[str, str]] = {
        "basedOn": "CarePlan ImmunizationRecommendation MedicationRequest NutritionOrder ServiceRequest",
        "subject": "Patient Group Device Location",
        "encounter": "Encounter",
        "performer": "Practitioner PractitionerRole Organization CareTeam",
        "resultsInterpreter": "Practitioner PractitionerRole Organization CareTeam",
        "specimen": "Specimen",
        "result": "Observation",
        "imagingStudy": "ImagingStudy",
    }

    identifier: tuple[Identifier, ...] = ()
    based_on: tuple[Reference, ...] = ()
    status: DiagnosticReportStatusCode
    status_element: Element | None = None
    category: tuple[CodeableConcept, ...] = ()
    code: CodeableConcept
    subject: Reference | None = None
    encounter: Reference | None = None
    effective_date_time: DateTime | None = None
    effective_date_time_element: Element | None = None
    effective_period: Period | None = None
    issued: Instant | None = None
    issued_element: Element | None = None
    performer: tuple[Reference, ...] = ()
    results_interpreter: tuple[Reference, ...] = ()
    specimen: tuple[Reference, ...] = ()
    result: tuple[Reference, ...] = ()
    imaging_study: tuple[Reference, ...] = ()
    media: tuple[DiagnosticReportMedia, ...] = ()
    conclusion: String | None = None
    conclusion_element: Element | None = None
    conclusion_code: tuple[CodeableConcept, ...] = ()
    presented_form: tuple[Attachment, ...] = ()
