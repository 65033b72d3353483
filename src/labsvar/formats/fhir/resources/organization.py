"""Resources of FHIR: Organization, Location, Endpoint.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Code,
    DomainResource,
    Element,
    String,
    Time,
    Url,
)
from labsvar.formats.fhir.resources.contacts import Address, ContactPoint, HumanName
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Coding, Identifier, Period, Reference

DaysOfWeekCode = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
EndpointStatusCode = Literal["active", "suspended", "error", "off", "entered-in-error", "test"]
LocationModeCode = Literal["instance", "kind"]
LocationStatusCode = Literal["active", "suspended", "inactive"]


class OrganizationContact(BackboneElement, frozen=True, kw_only=True):
    """Organization.contact: Contact for the organization for a certain purpose."""

    purpose: CodeableConcept | None = None
    name: HumanName | None = None
    telecom: tuple[ContactPoint, ...] = ()
    address: Address | None = None


class Organization(DomainResource, tag="Organization", frozen=True, kw_only=True):
    """Organization: A grouping of people or organizations with a common purpose."""

    targets: ClassVar[Mapping[str, str]] = {
        "partOf": "Organization",
        "endpoint": "Endpoint",
    }

    identifier: tuple[Identifier, ...] = ()
    active: bool | None = None
    active_element: Element | None = None
    type: tuple[CodeableConcept, ...] = ()
    name: String | None = None
    name_element: Element | None = None
    alias: tuple[String | None, ...] = ()
    alias_element: tuple[Element | None, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    address: tuple[Address, ...] = ()
    part_of: Reference | None = None
    contact: tuple[OrganizationContact, ...] = ()
    endpoint: tuple[Reference, ...] = ()


class LocationPosition(BackboneElement, frozen=True, kw_only=True):
    """Location.position: The absolute geographic location."""

    longitude: Decimal
    longitude_element: Element | None = None
    latitude: Decimal
    latitude_element: Element | None = None
    altitude: Decimal | None = None
    altitude_element: Element | None = None


class LocationHoursOfOperation(BackboneElement, frozen=True, kw_only=True):
    """Location.hoursOfOperation: What days/times during a week is this location usually open."""

    days_of_week: tuple[DaysOfWeekCode | None, ...] = ()
    days_of_week_element: tuple[Element | None, ...] = ()
    all_day: bool | None = None
    all_day_element: Element | None = None
    opening_time: Time | None = None
    opening_time_element: Element | None = None
    closing_time: Time | None = None
    closing_time_element: Element | None = None


class Location(DomainResource, tag="Location", frozen=True, kw_only=True):
    """Location: Details and position information for a physical place."""

    targets: ClassVar[Mapping[str, str]] = {
        "managingOrganization": "Organization",
        "partOf": "Location",
        "endpoint": "Endpoint",
    }

    identifier: tuple[Identifier, ...] = ()
    status: LocationStatusCode | None = None
    status_element: Element | None = None
    operational_status: Coding | None = None
    name: String | None = None
    name_element: Element | None = None
    alias: tuple[String | None, ...] = ()
    alias_element: tuple[Element | None, ...] = ()
    description: String | None = None
    description_element: Element | None = None
    mode: LocationModeCode | None = None
    mode_element: Element | None = None
    type: tuple[CodeableConcept, ...] = ()
    telecom: tuple[ContactPoint, ...] = ()
    address: Address | None = None
    physical_type: CodeableConcept | None = None
    position: LocationPosition | None = None
    managing_organization: Reference | None = None
    part_of: Reference | None = None
    hours_of_operation: tuple[LocationHoursOfOperation, ...] = ()
    availability_exceptions: String | None = None
    availability_exceptions_element: Element | None = None
    endpoint: tuple[Reference, ...] = ()


class Endpoint(DomainResource, tag="Endpoint", frozen=True, kw_only=True):
    """Endpoint: The technical details of an endpoint that can be used for electronic services."""

    targets: ClassVar[Mapping[str, str]] = {
        "managingOrganization": "Organization",
    }

    identifier: tuple[Identifier, ...] = ()
    status: EndpointStatusCode
    status_element: Element | None = None
    connection_type: Coding
    name: String | None = None
    name_element: Element | None = None
    managing_organization: Reference | None = None
    contact: tuple[ContactPoint, ...] = ()
    period: Period | None = None
    payload_type: Annotated[tuple[CodeableConcept, ...], AtLeastOne]
    payload_mime_type: tuple[Code | None, ...] = ()
    payload_mime_type_element: tuple[Element | None, ...] = ()
    address: Url
    address_element: Element | None = None
    header: tuple[String | None, ...] = ()
    header_element: tuple[Element | None, ...] = ()
