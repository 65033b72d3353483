"""Resources of FHIR: Practitioner, PractitionerRole.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import BackboneElement, Date, DomainResource, Element, String, Time
from labsvar.formats.fhir.resources.contacts import Address, ContactPoint, HumanName
from labsvar.formats.fhir.resources.datatypes import (
    Attachment,
    CodeableConcept,
    Identifier,
    Period,
    Reference,
)

AdministrativeGenderCode = Literal["male", "female", "other", "unknown"]
DaysOfWeekCode = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class PractitionerQualification(BackboneElement, frozen=True, kw_only=True):
    """Practitioner.qualification: Certification, licenses, or training pertaining to the provision."""

    targets: ClassVar[Mapping[str, str]] = {
        "issuer": "Organization",
    }

    identifier: tuple[Identifier, ...] = ()
    code: CodeableConcept
    period: Period | None = None
    issuer: Reference | None = None


class Practitioner(DomainResource, tag="Practitioner", frozen=True, kw_only=True):
    """Practitioner: A person with a formal responsibility in the provisioning of healthcare or."""

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    name: tuple[HumanName, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    address: tuple[Address, ...] = ()
    gender: AdministrativeGenderCode | None = None
    gender_element: Element | None = None
    birth_date: Date | None = None
    birth_date_element: Element | None = None
    photo: tuple[Attachment, ...] = ()
    qualification: tuple[PractitionerQualification, ...] = ()
    communication: tuple[CodeableConcept, ...] = ()


class PractitionerRoleAvailableTime(BackboneElement, frozen=True, kw_only=True):
    """PractitionerRole.availableTime: Times the Service Site is available."""

    days_of_week: tuple[DaysOfWeekCode | None, ...] = ()
    days_of_week_element: tuple[Element | None, ...] = ()
    all_day: bool | None = None
    all_day_element: Element | None = None
    available_start_time: Time | None = None
    available_start_time_element: Element | None = None
    available_end_time: Time | None = None
    available_end_time_element: Element | None = None


class PractitionerRoleNotAvailable(BackboneElement, frozen=True, kw_only=True):
    """PractitionerRole.notAvailable: Not available during this time due to provided reason."""

    description: String
    description_element: Element | None = None
    during: Period | None = None


class PractitionerRole(DomainResource, tag="PractitionerRole", frozen=True, kw_only=True):
    """PractitionerRole: Roles/organizations the practitioner is associated with."""

    targets: ClassVar[Mapping[str, str]] = {
        "practitioner": "Practitioner",
        "organization": "Organization",
        "location": "Location",
        "healthcareService": "HealthcareService",
        "endpoint": "Endpoint",
    }

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    period: Period | None = None
    practitioner: Reference | None = None
    organization: Reference | None = None
    code: tuple[CodeableConcept, ...] = ()
    specialty: tuple[CodeableConcept, ...] = ()
    location: tuple[Reference, ...] = ()
    healthcare_service: tuple[Reference, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    available_time: tuple[PractitionerRoleAvailableTime, ...] = ()
    not_available: tuple[PractitionerRoleNotAvailable, ...] = ()
    availability_exceptions: String | None = None
    availability_exceptions_element: Element | None = None
    endpoint: tuple[Reference, ...] = ()
