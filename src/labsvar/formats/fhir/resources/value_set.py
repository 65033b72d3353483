"""Resources of FHIR: ValueSet.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Canonical,
    Code,
    Date,
    DateTime,
    DomainResource,
    Element,
    Integer,
    Markdown,
    String,
    Uri,
)
from labsvar.formats.fhir.resources.contacts import ContactDetail
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Coding, Identifier
from labsvar.formats.fhir.resources.metadata import UsageContext

FilterOperatorCode = Literal[
    "=", "is-a", "descendent-of", "is-not-a", "regex", "in", "not-in", "generalizes", "exists"
]
PublicationStatusCode = Literal["draft", "active", "retired", "unknown"]


class ValueSetComposeIncludeConceptDesignation(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.compose.include.concept.designation: Additional representations for this concept."""

    language: Code | None = None
    language_element: Element | None = None
    use: Coding | None = None
    value: String
    value_element: Element | None = None


class ValueSetComposeIncludeConcept(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.compose.include.concept: A concept defined in the system."""

    code: Code
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    designation: tuple[ValueSetComposeIncludeConceptDesignation, ...] = ()


class ValueSetComposeIncludeFilter(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.compose.include.filter: Select codes/concepts by their properties (including."""

    property: Code
    property_element: Element | None = None
    op: FilterOperatorCode
    op_element: Element | None = None
    value: String
    value_element: Element | None = None


class ValueSetComposeInclude(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.compose.include: Include one or more codes from a code system or other value set(s)."""

    system: Uri | None = None
    system_element: Element | None = None
    version: String | None = None
    version_element: Element | None = None
    concept: tuple[ValueSetComposeIncludeConcept, ...] = ()
    filter: tuple[ValueSetComposeIncludeFilter, ...] = ()
    value_set: tuple[Canonical | None, ...] = ()
    value_set_element: tuple[Element | None, ...] = ()


class ValueSetExpansionParameter(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.expansion.parameter: Parameter that controlled the expansion process."""

    choices: ClassVar[tuple[str, ...]] = ("value",)

    name: String
    name_element: Element | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_integer: Integer | None = None
    value_integer_element: Element | None = None
    value_decimal: Decimal | None = None
    value_decimal_element: Element | None = None
    value_uri: Uri | None = None
    value_uri_element: Element | None = None
    value_code: Code | None = None
    value_code_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None


class ValueSetExpansionContains(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.expansion.contains: Codes in the value set."""

    system: Uri | None = None
    system_element: Element | None = None
    abstract: bool | None = None
    abstract_element: Element | None = None
    inactive: bool | None = None
    inactive_element: Element | None = None
    version: String | None = None
    version_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    designation: tuple[ValueSetComposeIncludeConceptDesignation, ...] = ()
    contains: tuple[ValueSetExpansionContains, ...] = ()


class ValueSetCompose(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.compose: Content logical definition of the value set (CLD)."""

    locked_date: Date | None = None
    locked_date_element: Element | None = None
    inactive: bool | None = None
    inactive_element: Element | None = None
    include: Annotated[tuple[ValueSetComposeInclude, ...], AtLeastOne]
    exclude: tuple[ValueSetComposeInclude, ...] = ()


class ValueSetExpansion(BackboneElement, frozen=True, kw_only=True):
    """ValueSet.expansion: Used when the value set is 'expanded'."""

    identifier: Uri | None = None
    identifier_element: Element | None = None
    timestamp: DateTime
    timestamp_element: Element | None = None
    total: Integer | None = None
    total_element: Element | None = None
    offset: Integer | None = None
    offset_element: Element | None = None
    parameter: tuple[ValueSetExpansionParameter, ...] = ()
    contains: tuple[ValueSetExpansionContains, ...] = ()


class ValueSet(DomainResource, tag="ValueSet", frozen=True, kw_only=True):
    """ValueSet: A set of codes drawn from one or more code systems."""

    url: Uri | None = None
    url_element: Element | None = None
    identifier: tuple[Identifier, ...] = ()
    version: String | None = None
    version_element: Element | None = None
    name: String | None = None
    name_element: Element | None = None
    title: String | None = None
    title_element: Element | None = None
    status: PublicationStatusCode
    status_element: Element | None = None
    experimental: bool | None = None
    experimental_element: Element | None = None
    date: DateTime | None = None
    date_element: Element | None = None
    publisher: String | None = None
    publisher_element: Element | None = None
    contact: tuple[ContactDetail, ...] = ()
    description: Markdown | None = None
    description_element: Element | None = None
    use_context: tuple[UsageContext, ...] = ()
    jurisdiction: tuple[CodeableConcept, ...] = ()
    immutable: bool | None = None
    immutable_element: Element | None = None
    purpose: Markdown | None = None
    purpose_element: Element | None = None
    copyright: Markdown | None = None
    copyright_element: Element | None = None
    compose: ValueSetCompose | None = None
    expansion: ValueSetExpansion | None = None
