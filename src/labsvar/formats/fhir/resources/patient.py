"""Resources of FHIR: Patient, RelatedPerson, Group.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    Date,
    DateTime,
    DomainResource,
    Element,
    Integer,
    String,
    UnsignedInt,
)
from labsvar.formats.fhir.resources.contacts import Address, ContactPoint, HumanName
from labsvar.formats.fhir.resources.datatypes import (
    Attachment,
    CodeableConcept,
    Identifier,
    Period,
    Quantity,
    Range,
    Reference,
)

AdministrativeGenderCode = Literal["male", "female", "other", "unknown"]
GroupTypeCode = Literal["person", "animal", "practitioner", "device", "medication", "substance"]
LinkTypeCode = Literal["replaced-by", "replaces", "refer", "seealso"]


class PatientContact(BackboneElement, frozen=True, kw_only=True):
    """Patient.contact: A contact party (e.g. guardian, partner, friend) for the patient."""

    targets: ClassVar[Mapping[str, str]] = {
        "organization": "Organization",
    }

    relationship: tuple[CodeableConcept, ...] = ()
    name: HumanName | None = None
    telecom: tuple[ContactPoint, ...] = ()
    address: Address | None = None
    gender: AdministrativeGenderCode | None = None
    gender_element: Element | None = None
    organization: Reference | None = None
    period: Period | None = None


class PatientCommunication(BackboneElement, frozen=True, kw_only=True):
    """Patient.communication: A language which may be used to communicate with the patient about his."""

    language: CodeableConcept
    preferred: bool | None = None
    preferred_element: Element | None = None


class PatientLink(BackboneElement, frozen=True, kw_only=True):
    """Patient.link: Link to another patient resource that concerns the same actual person."""

    targets: ClassVar[Mapping[str, str]] = {
        "other": "Patient RelatedPerson",
    }

    other: Reference
    type: LinkTypeCode
    type_element: Element | None = None


class Patient(DomainResource, tag="Patient", frozen=True, kw_only=True):
    """Patient: Information about an individual or animal receiving health care services."""

    choices: ClassVar[tuple[str, ...]] = ("deceased", "multipleBirth")
    targets: ClassVar[Mapping[str, str]] = {
        "generalPractitioner": "Organization Practitioner PractitionerRole",
        "managingOrganization": "Organization",
    }

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    gender: AdministrativeGenderCode | None = None
    gender_element: Element | None = None
    birth_date: Date | None = None
    birth_date_element: Element | None = None
    deceased_boolean: bool | None = None
    deceased_boolean_element: Element | None = None
    deceased_date_time: DateTime | None = None
    deceased_date_time_element: Element | None = None
    address: tuple[Address, ...] = ()
    marital_status: CodeableConcept | None = None
    multiple_birth_boolean: bool | None = None
    multiple_birth_boolean_element: Element | None = None
    multiple_birth_integer: Integer | None = None
    multiple_birth_integer_element: Element | None = None
    photo: tuple[Attachment, ...] = ()
    contact: tuple[PatientContact, ...] = ()
    communication: tuple[PatientCommunication, ...] = ()
    general_practitioner: tuple[Reference, ...] = ()
    managing_organization: Reference | None = None
    link: tuple[PatientLink, ...] = ()


class RelatedPersonCommunication(BackboneElement, frozen=True, kw_only=True):
    """RelatedPerson.communication: A language which may be used to communicate with about the."""

    language: CodeableConcept
    preferred: bool | None = None
    preferred_element: Element | None = None


class RelatedPerson(DomainResource, tag="RelatedPerson", frozen=True, kw_only=True):
    """RelatedPerson: A person that is related to a patient, but who is not a direct target of care."""

    targets: ClassVar[Mapping[str, str]] = {
        "patient": "Patient",
    }

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    patient: Reference
    relationship: tuple[CodeableConcept, ...] = ()
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    gender: AdministrativeGenderCode | None = None
    gender_element: Element | None = None
    birth_date: Date | None = None
    birth_date_element: Element | None = None
    address: tuple[Address, ...] = ()
    photo: tuple[Attachment, ...] = ()
    period: Period | None = None
    communication: tuple[RelatedPersonCommunication, ...] = ()


class GroupCharacteristic(BackboneElement, frozen=True, kw_only=True):
    """Group.characteristic: Include / Exclude group members by Trait."""

    choices: ClassVar[tuple[str, ...]] = ("value",)
    choices_needed: ClassVar[tuple[str, ...]] = ("value",)

    code: CodeableConcept
    value_codeable_concept: CodeableConcept | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_quantity: Quantity | None = None
    value_range: Range | None = None
    value_reference: Reference | None = None
    exclude: bool
    exclude_element: Element | None = None
    period: Period | None = None


class GroupMember(BackboneElement, frozen=True, kw_only=True):
    """Group.member: Who or what is in group."""

    targets: ClassVar[Mapping[str, str]] = {
        "entity": "Patient Practitioner PractitionerRole Device Medication Substance Group",
    }

    entity: Reference
    period: Period | None = None
    inactive: bool | None = None
    inactive_element: Element | None = None


class Group(DomainResource, tag="Group", frozen=True, kw_only=True):
    """Group: Group of multiple entities."""

    targets: ClassVar[Mapping[str, str]] = {
        "managingEntity": "Organization RelatedPerson Practitioner PractitionerRole",
    }

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    type: GroupTypeCode
    type_element: Element | None = None
    actual: bool
    actual_element: Element | None = None
    code: CodeableConcept | None = None
    name: String | None = None
    name_element: Element | None = None
    quantity: UnsignedInt | None = None
    quantity_element: Element | None = None
    managing_entity: Reference | None = None
    characteristic: tuple[GroupCharacteristic, ...] = ()
    member: tuple[GroupMember, ...] = ()
