"""Datatypes of FHIR: HumanName, Address, ContactPoint, ContactDetail, Contributor, Signature.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    Base64Binary,
    Code,
    Element,
    Instant,
    PositiveInt,
    String,
)
from labsvar.formats.fhir.resources.datatypes import Coding, Period, Reference

AddressTypeCode = Literal["postal", "physical", "both"]
AddressUseCode = Literal["home", "work", "temp", "old", "billing"]
ContactPointSystemCode = Literal["phone", "fax", "email", "pager", "url", "sms", "other"]
ContactPointUseCode = Literal["home", "work", "temp", "old", "mobile"]
ContributorTypeCode = Literal["author", "editor", "reviewer", "endorser"]
NameUseCode = Literal["usual", "official", "temp", "nickname", "anonymous", "old", "maiden"]


class HumanName(Element, frozen=True, kw_only=True):
    """HumanName: Name of a human - parts and usage."""

    use: NameUseCode | None = None
    use_element: Element | None = None
    text: String | None = None
    text_element: Element | None = None
    family: String | None = None
    family_element: Element | None = None
    given: tuple[String | None, ...] = ()
    given_element: tuple[Element | None, ...] = ()
    prefix: tuple[String | None, ...] = ()
    prefix_element: tuple[Element | None, ...] = ()
    suffix: tuple[String | None, ...] = ()
    suffix_element: tuple[Element | None, ...] = ()
    period: Period | None = None


class Address(Element, frozen=True, kw_only=True):
    """Address: An address expressed using postal conventions (as opposed to GPS or other location."""

    use: AddressUseCode | None = None
    use_element: Element | None = None
    type: AddressTypeCode | None = None
    type_element: Element | None = None
    text: String | None = None
    text_element: Element | None = None
    line: tuple[String | None, ...] = ()
    line_element: tuple[Element | None, ...] = ()
    city: String | None = None
    city_element: Element | None = None
    district: String | None = None
    district_element: Element | None = None
    state: String | None = None
    state_element: Element | None = None
    postal_code: String | None = None
    postal_code_element: Element | None = None
    country: String | None = None
    country_element: Element | None = None
    period: Period | None = None


class ContactPoint(Element, frozen=True, kw_only=True):
    """ContactPoint: Details of a Technology mediated contact point (phone, fax, email, etc.)."""

    system: ContactPointSystemCode | None = None
    system_element: Element | None = None
    value: String | None = None
    value_element: Element | None = None
    use: ContactPointUseCode | None = None
    use_element: Element | None = None
    rank: PositiveInt | None = None
    rank_element: Element | None = None
    period: Period | None = None


class ContactDetail(Element, frozen=True, kw_only=True):
    """ContactDetail: Contact information."""

    name: String | None = None
    name_element: Element | None = None
    telecom: tuple[ContactPoint, ...] = ()


class Contributor(Element, frozen=True, kw_only=True):
    """Contributor: Contributor information."""

    type: ContributorTypeCode
    type_element: Element | None = None
    name: String
    name_element: Element | None = None
    contact: tuple[ContactDetail, ...] = ()


class Signature(Element, frozen=True, kw_only=True):
    """Signature: A Signature - XML DigSig, JWS, Graphical image of signature, etc."""

    targets: ClassVar[Mapping[str, str]] = {
        "who": "Practitioner PractitionerRole RelatedPerson Patient Device Organization",
        "onBehalfOf": "Practitioner PractitionerRole RelatedPerson Patient Device Organization",
    }

    type: Annotated[tuple[Coding, ...], AtLeastOne]
    when: Instant
    when_element: Element | None = None
    who: Reference
    on_behalf_of: Reference | None = None
    target_format: Code | None = None
    target_format_element: Element | None = None
    sig_format: Code | None = None
    sig_format_element: Element | None = None
    data: Base64Binary | None = None
    data_element: Element | None = None
