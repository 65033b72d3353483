"""Resources of FHIR: Specimen, Substance.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import BackboneElement, DateTime, DomainResource, Element, String
from labsvar.formats.fhir.resources.datatypes import (
    Annotation,
    CodeableConcept,
    Duration,
    Identifier,
    Period,
    Quantity,
    Ratio,
    Reference,
)

FHIRSubstanceStatusCode = Literal["active", "inactive", "entered-in-error"]
SpecimenStatusCode = Literal["available", "unavailable", "unsatisfactory", "entered-in-error"]


class SpecimenCollection(BackboneElement, frozen=True, kw_only=True):
    """Specimen.collection: Collection details."""

    choices: ClassVar[tuple[str, ...]] = ("collected", "fastingStatus")
    targets: ClassVar[Mapping[str, str]] = {
        "collector": "Practitioner PractitionerRole",
    }

    collector: Reference | None = None
    collected_date_time: DateTime | None = None
    collected_date_time_element: Element | None = None
    collected_period: Period | None = None
    duration: Duration | None = None
    quantity: Quantity | None = None
    method: CodeableConcept | None = None
    body_site: CodeableConcept | None = None
    fasting_status_codeable_concept: CodeableConcept | None = None
    fasting_status_duration: Duration | None = None


class SpecimenProcessing(BackboneElement, frozen=True, kw_only=True):
    """Specimen.processing: Processing and processing step details."""

    choices: ClassVar[tuple[str, ...]] = ("time",)
    targets: ClassVar[Mapping[str, str]] = {
        "additive": "Substance",
    }

    description: String | None = None
    description_element: Element | None = None
    procedure: CodeableConcept | None = None
    additive: tuple[Reference, ...] = ()
    time_date_time: DateTime | None = None
    time_date_time_element: Element | None = None
    time_period: Period | None = None


class SpecimenContainer(BackboneElement, frozen=True, kw_only=True):
    """Specimen.container: Direct container of specimen (tube/slide, etc.)."""

    choices: ClassVar[tuple[str, ...]] = ("additive",)
    targets: ClassVar[Mapping[str, str]] = {
        "additive[x]": "Substance",
    }

    identifier: tuple[Identifier, ...] = ()
    description: String | None = None
    description_element: Element | None = None
    type: CodeableConcept | None = None
    capacity: Quantity | None = None
    specimen_quantity: Quantity | None = None
    additive_codeable_concept: CodeableConcept | None = None
    additive_reference: Reference | None = None


class Specimen(DomainResource, tag="Specimen", frozen=True, kw_only=True):
    """Specimen: Sample for analysis."""

    targets: ClassVar[Mapping[str, str]] = {
        "subject": "Patient Group Device Substance Location",
        "parent": "Specimen",
        "request": "ServiceRequest",
    }

    identifier: tuple[Identifier, ...] = ()
    accession_identifier: Identifier | None = None
    status: SpecimenStatusCode | None = None
    status_element: Element | None = None
    type: CodeableConcept | None = None
    subject: Reference | None = None
    received_time: DateTime | None = None
    received_time_element: Element | None = None
    parent: tuple[Reference, ...] = ()
    request: tuple[Reference, ...] = ()
    collection: SpecimenCollection | None = None
    processing: tuple[SpecimenProcessing, ...] = ()
    container: tuple[SpecimenContainer, ...] = ()
    condition: tuple[CodeableConcept, ...] = ()
    note: tuple[Annotation, ...] = ()


class SubstanceInstance(BackboneElement, frozen=True, kw_only=True):
    """Substance.instance: If this describes a specific package/container of the substance."""

    identifier: Identifier | None = None
    expiry: DateTime | None = None
    expiry_element: Element | None = None
    quantity: Quantity | None = None


class SubstanceIngredient(BackboneElement, frozen=True, kw_only=True):
    """Substance.ingredient: Composition information about the substance."""

    choices: ClassVar[tuple[str, ...]] = ("substance",)
    choices_needed: ClassVar[tuple[str, ...]] = ("substance",)
    targets: ClassVar[Mapping[str, str]] = {
        "substance[x]": "Substance",
    }

    quantity: Ratio | None = None
    substance_codeable_concept: CodeableConcept | None = None
    substance_reference: Reference | None = None


class Substance(DomainResource, tag="Substance", frozen=True, kw_only=True):
    """Substance: A homogeneous material with a definite composition."""

    identifier: tuple[Identifier, ...] = ()
    status: FHIRSubstanceStatusCode | None = None
    status_element: Element | None = None
    category: tuple[CodeableConcept, ...] = ()
    code: CodeableConcept
    description: String | None = None
    description_element: Element | None = None
    instance: tuple[SubstanceInstance, ...] = ()
    ingredient: tuple[SubstanceIngredient, ...] = ()
