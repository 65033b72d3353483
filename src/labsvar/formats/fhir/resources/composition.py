"""Resources of FHIR: Composition.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Code,
    DateTime,
    DomainResource,
    Element,
    String,
)
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Identifier, Narrative, Period, Reference

CompositionAttestationModeCode = Literal["personal", "professional", "legal", "official"]
CompositionStatusCode = Literal["preliminary", "final", "amended", "entered-in-error"]
DocumentRelationshipTypeCode = Literal["replaces", "transforms", "signs", "appends"]
ListModeCode = Literal["working", "snapshot", "changes"]


class CompositionAttester(BackboneElement, frozen=True, kw_only=True):
    """Composition.attester: Attests to accuracy of composition."""

    targets: ClassVar[Mapping[str, str]] = {
        "party": "Patient RelatedPerson Practitioner PractitionerRole Organization",
    }

    mode: CompositionAttestationModeCode
    mode_element: Element | None = None
    time: DateTime | None = None
    time_element: Element | None = None
    party: Reference | None = None


class CompositionRelatesTo(BackboneElement, frozen=True, kw_only=True):
    """Composition.relatesTo: Relationships to other compositions/documents."""

    choices: ClassVar[tuple[str, ...]] = ("target",)
    choices_needed: ClassVar[tuple[str, ...]] = ("target",)
    targets: ClassVar[Mapping[str, str]] = {
        "target[x]": "Composition",
    }

    code: DocumentRelationshipTypeCode
    code_element: Element | None = None
    target_identifier: Identifier | None = None
    target_reference: Reference | None = None


class CompositionEvent(BackboneElement, frozen=True, kw_only=True):
    """Composition.event: The clinical service(s) being documented."""

    code: tuple[CodeableConcept, ...] = ()
    period: Period | None = None
    detail: tuple[Reference, ...] = ()


class CompositionSection(BackboneElement, frozen=True, kw_only=True):
    """Composition.section: Composition is broken into sections."""

    targets: ClassVar[Mapping[str, str]] = {
        "author": "Practitioner PractitionerRole Device Patient RelatedPerson Organization",
    }

    title: String | None = None
    title_element: Element | None = None
    code: CodeableConcept | None = None
    author: tuple[Reference, ...] = ()
    focus: Reference | None = None
    text: Narrative | None = None
    mode: ListModeCode | None = None
    mode_element: Element | None = None
    ordered_by: CodeableConcept | None = None
    entry: tuple[Reference, ...] = ()
    empty_reason: CodeableConcept | None = None
    section: tuple[CompositionSection, ...] = ()


class Composition(DomainResource, tag="Composition", frozen=True, kw_only=True):
    """Composition: A set of resources composed into a single coherent clinical statement with."""

    targets: ClassVar[Mapping[str, str]] = {
        "encounter": "Encounter",
        "author": "Practitioner PractitionerRole Device Patient RelatedPerson Organization",
        "custodian": "Organization",
    }

    identifier: Identifier | None = None
    status: CompositionStatusCode
    status_element: Element | None = None
    type: CodeableConcept
    category: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    encounter: Reference | None = None
    date: DateTime
    date_element: Element | None = None
    author: Annotated[tuple[Reference, ...], AtLeastOne]
    title: String
    title_element: Element | None = None
    confidentiality: Code | None = None
    confidentiality_element: Element | None = None
    attester: tuple[CompositionAttester, ...] = ()
    custodian: Reference | None = None
    relates_to: tuple[CompositionRelatesTo, ...] = ()
    event: tuple[CompositionEvent, ...] = ()
    section: tuple[CompositionSection, ...] = ()
