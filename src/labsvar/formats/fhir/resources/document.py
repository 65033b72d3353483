"""Resources of FHIR: DocumentReference, Binary.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Base64Binary,
    Code,
    DomainResource,
    Element,
    Instant,
    Resource,
    String,
)
from labsvar.formats.fhir.resources.datatypes import (
    Attachment,
    CodeableConcept,
    Coding,
    Identifier,
    Period,
    Reference,
)

CompositionStatusCode = Literal["preliminary", "final", "amended", "entered-in-error"]
DocumentReferenceStatusCode = Literal["current", "superseded", "entered-in-error"]
DocumentRelationshipTypeCode = Literal["replaces", "transforms", "signs", "appends"]


class DocumentReferenceRelatesTo(BackboneElement, frozen=True, kw_only=True):
    """DocumentReference.relatesTo: Relationships to other documents."""

    targets: ClassVar[Mapping[str, str]] = {
        "target": "DocumentReference",
    }

    code: DocumentRelationshipTypeCode
    code_element: Element | None = None
    target: Reference


class DocumentReferenceContent(BackboneElement, frozen=True, kw_only=True):
    """DocumentReference.content: Document referenced."""

    attachment: Attachment
    format: Coding | None = None


class DocumentReferenceContext(BackboneElement, frozen=True, kw_only=True):
    """DocumentReference.context: Clinical context of document."""

    targets: ClassVar[Mapping[str, str]] = {
        "encounter": "Encounter EpisodeOfCare",
        "sourcePatientInfo": "Patient",
    }

    encounter: tuple[Reference, ...] = ()
    event: tuple[CodeableConcept, ...] = ()
    period: Period | None = None
    facility_type: CodeableConcept | None = None
    practice_setting: CodeableConcept | None = None
    source_patient_info: Reference | None = None
    related: tuple[Reference, ...] = ()


class DocumentReference(DomainResource, tag="DocumentReference", frozen=True, kw_only=True):
    """DocumentReference: A reference to a document."""

    targets: ClassVar[Mapping[str, str]] = {
        "subject": "Patient Practitioner Group Device",
        "author": "Practitioner PractitionerRole Organization Device Patient RelatedPerson",
        "authenticator": "Practitioner PractitionerRole Organization",
        "custodian": "Organization",
    }

    master_identifier: Identifier | None = None
    identifier: tuple[Identifier, ...] = ()
    status: DocumentReferenceStatusCode
    status_element: Element | None = None
    doc_status: CompositionStatusCode | None = None
    doc_status_element: Element | None = None
    type: CodeableConcept | None = None
    category: tuple[CodeableConcept, ...] = ()
    subject: Reference | None = None
    date: Instant | None = None
    date_element: Element | None = None
    author: tuple[Reference, ...] = ()
    authenticator: Reference | None = None
    custodian: Reference | None = None
    relates_to: tuple[DocumentReferenceRelatesTo, ...] = ()
    description: String | None = None
    description_element: Element | None = None
    security_label: tuple[CodeableConcept, ...] = ()
    content: Annotated[tuple[DocumentReferenceContent, ...], AtLeastOne]
    context: DocumentReferenceContext | None = None


class Binary(Resource, tag="Binary", frozen=True, kw_only=True):
    """Binary: Pure binary content defined by a format other than FHIR."""

    content_type: Code
    content_type_element: Element | None = None
    security_context: Reference | None = None
    data: Base64Binary | None = None
    data_element: Element | None = None
