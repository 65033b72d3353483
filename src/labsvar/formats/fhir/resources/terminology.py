"""Resources of FHIR: CodeSystem, ConceptMap.

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
    DateTime,
    DomainResource,
    Element,
    Integer,
    Markdown,
    String,
    UnsignedInt,
    Uri,
)
from labsvar.formats.fhir.resources.contacts import ContactDetail
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Coding, Identifier
from labsvar.formats.fhir.resources.metadata import UsageContext

CodeSystemContentModeCode = Literal["not-present", "example", "fragment", "complete", "supplement"]
CodeSystemHierarchyMeaningCode = Literal["grouped-by", "is-a", "part-of", "classified-with"]
ConceptMapEquivalenceCode = Literal[
    "relatedto",
    "equivalent",
    "equal",
    "wider",
    "subsumes",
    "narrower",
    "specializes",
    "inexact",
    "unmatched",
    "disjoint",
]
ConceptMapGroupUnmappedModeCode = Literal["provided", "fixed", "other-map"]
FilterOperatorCode = Literal[
    "=", "is-a", "descendent-of", "is-not-a", "regex", "in", "not-in", "generalizes", "exists"
]
PropertyTypeCode = Literal["code", "Coding", "string", "integer", "boolean", "dateTime", "decimal"]
PublicationStatusCode = Literal["draft", "active", "retired", "unknown"]


class CodeSystemConceptDesignation(BackboneElement, frozen=True, kw_only=True):
    """CodeSystem.concept.designation: Additional representations for the concept."""

    language: Code | None = None
    language_element: Element | None = None
    use: Coding | None = None
    value: String
    value_element: Element | None = None


class CodeSystemConceptProperty(BackboneElement, frozen=True, kw_only=True):
    """CodeSystem.concept.property: Property value for the concept."""

    choices: ClassVar[tuple[str, ...]] = ("value",)
    choices_needed: ClassVar[tuple[str, ...]] = ("value",)

    code: Code
    code_element: Element | None = None
    value_code: Code | None = None
    value_code_element: Element | None = None
    value_coding: Coding | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_integer: Integer | None = None
    value_integer_element: Element | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None
    value_decimal: Decimal | None = None
    value_decimal_element: Element | None = None


class CodeSystemFilter(BackboneElement, frozen=True, kw_only=True):
    """CodeSystem.filter: Filter that can be used in a value set."""

    code: Code
    code_element: Element | None = None
    description: String | None = None
    description_element: Element | None = None
    operator: Annotated[tuple[FilterOperatorCode | None, ...], AtLeastOne]
    operator_element: tuple[Element | None, ...] = ()
    value: String
    value_element: Element | None = None


class CodeSystemProperty(BackboneElement, frozen=True, kw_only=True):
    """CodeSystem.property: Additional information supplied about each concept."""

    code: Code
    code_element: Element | None = None
    uri: Uri | None = None
    uri_element: Element | None = None
    description: String | None = None
    description_element: Element | None = None
    type: PropertyTypeCode
    type_element: Element | None = None


class CodeSystemConcept(BackboneElement, frozen=True, kw_only=True):
    """CodeSystem.concept: Concepts in the code system."""

    code: Code
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    definition: String | None = None
    definition_element: Element | None = None
    designation: tuple[CodeSystemConceptDesignation, ...] = ()
    property: tuple[CodeSystemConceptProperty, ...] = ()
    concept: tuple[CodeSystemConcept, ...] = ()


class CodeSystem(DomainResource, tag="CodeSystem", frozen=True, kw_only=True):
    """CodeSystem: Declares the existence of and describes a code system or code system supplement."""

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
    purpose: Markdown | None = None
    purpose_element: Element | None = None
    copyright: Markdown | None = None
    copyright_element: Element | None = None
    case_sensitive: bool | None = None
    case_sensitive_element: Element | None = None
    value_set: Canonical | None = None
    value_set_element: Element | None = None
    hierarchy_meaning: CodeSystemHierarchyMeaningCode | None = None
    hierarchy_meaning_element: Element | None = None
    compositional: bool | None = None
    compositional_element: Element | None = None
    version_needed: bool | None = None
    version_needed_element: Element | None = None
    content: CodeSystemContentModeCode
    content_element: Element | None = None
    supplements: Canonical | None = None
    supplements_element: Element | None = None
    count: UnsignedInt | None = None
    count_element: Element | None = None
    filter: tuple[CodeSystemFilter, ...] = ()
    property: tuple[CodeSystemProperty, ...] = ()
    concept: tuple[CodeSystemConcept, ...] = ()


class ConceptMapGroupElementTargetDependsOn(BackboneElement, frozen=True, kw_only=True):
    """ConceptMap.group.element.target.dependsOn: Other elements required for this mapping (from context)."""

    property: Uri
    property_element: Element | None = None
    system: Canonical | None = None
    system_element: Element | None = None
    value: String
    value_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None


class ConceptMapGroupElementTarget(BackboneElement, frozen=True, kw_only=True):
    """ConceptMap.group.element.target: Concept in target system for element."""

    code: Code | None = None
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    equivalence: ConceptMapEquivalenceCode
    equivalence_element: Element | None = None
    comment: String | None = None
    comment_element: Element | None = None
    depends_on: tuple[ConceptMapGroupElementTargetDependsOn, ...] = ()
    product: tuple[ConceptMapGroupElementTargetDependsOn, ...] = ()


class ConceptMapGroupElement(BackboneElement, frozen=True, kw_only=True):
    """ConceptMap.group.element: Mappings for a concept from the source set."""

    code: Code | None = None
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    target: tuple[ConceptMapGroupElementTarget, ...] = ()


class ConceptMapGroupUnmapped(BackboneElement, frozen=True, kw_only=True):
    """ConceptMap.group.unmapped: What to do when there is no mapping for the source concept."""

    mode: ConceptMapGroupUnmappedModeCode
    mode_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    url: Canonical | None = None
    url_element: Element | None = None


class ConceptMapGroup(BackboneElement, frozen=True, kw_only=True):
    """ConceptMap.group: Same source and target systems."""

    source: Uri | None = None
    source_element: Element | None = None
    source_version: String | None = None
    source_version_element: Element | None = None
    target: Uri | None = None
    target_element: Element | None = None
    target_version: String | None = None
    target_version_element: Element | None = None
    element: Annotated[tuple[ConceptMapGroupElement, ...], AtLeastOne]
    unmapped: ConceptMapGroupUnmapped | None = None


class ConceptMap(DomainResource, tag="ConceptMap", frozen=True, kw_only=True):
    """ConceptMap: A map from one set of concepts to one or more other concepts."""

    choices: ClassVar[tuple[str, ...]] = ("source", "target")

    url: Uri | None = None
    url_element: Element | None = None
    identifier: Identifier | None = None
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
    purpose: Markdown | None = None
    purpose_element: Element | None = None
    copyright: Markdown | None = None
    copyright_element: Element | None = None
    source_uri: Uri | None = None
    source_uri_element: Element | None = None
    source_canonical: Canonical | None = None
    source_canonical_element: Element | None = None
    target_uri: Uri | None = None
    target_uri_element: Element | None = None
    target_canonical: Canonical | None = None
    target_canonical_element: Element | None = None
    group: tuple[ConceptMapGroup, ...] = ()
