"""Datatypes of FHIR: Extension, Meta, Narrative, Coding, CodeableConcept, Identifier, Reference, Quantity, Age, Count, Distance, Duration, Money, Period, Range, Ratio, Attachment, Annotation.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    Base64Binary,
    Canonical,
    Code,
    Date,
    DateTime,
    Element,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
    Xhtml,
)

IdentifierUseCode = Literal["usual", "official", "temp", "secondary", "old"]
NarrativeStatusCode = Literal["generated", "extensions", "additional", "empty"]
QuantityComparatorCode = Literal["<", "<=", ">=", ">"]


class Extension(Element, frozen=True, kw_only=True):
    """Extension: Optional Extensions Element."""

    choices: ClassVar[tuple[str, ...]] = ("value",)

    url: String
    value_base64_binary: Base64Binary | None = None
    value_base64_binary_element: Element | None = None
    value_boolean: bool | None = None
    value_boolean_element: Element | None = None
    value_canonical: Canonical | None = None
    value_canonical_element: Element | None = None
    value_code: Code | None = None
    value_code_element: Element | None = None
    value_date: Date | None = None
    value_date_element: Element | None = None
    value_date_time: DateTime | None = None
    value_date_time_element: Element | None = None
    value_decimal: Decimal | None = None
    value_decimal_element: Element | None = None
    value_id: Id | None = None
    value_id_element: Element | None = None
    value_instant: Instant | None = None
    value_instant_element: Element | None = None
    value_integer: Integer | None = None
    value_integer_element: Element | None = None
    value_markdown: Markdown | None = None
    value_markdown_element: Element | None = None
    value_oid: Oid | None = None
    value_oid_element: Element | None = None
    value_positive_int: PositiveInt | None = None
    value_positive_int_element: Element | None = None
    value_string: String | None = None
    value_string_element: Element | None = None
    value_time: Time | None = None
    value_time_element: Element | None = None
    value_unsigned_int: UnsignedInt | None = None
    value_unsigned_int_element: Element | None = None
    value_uri: Uri | None = None
    value_uri_element: Element | None = None
    value_url: Url | None = None
    value_url_element: Element | None = None
    value_uuid: Uuid | None = None
    value_uuid_element: Element | None = None
    value_address: contacts.Address | None = None
    value_age: Age | None = None
    value_annotation: Annotation | None = None
    value_attachment: Attachment | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_coding: Coding | None = None
    value_contact_point: contacts.ContactPoint | None = None
    value_count: Count | None = None
    value_distance: Distance | None = None
    value_duration: Duration | None = None
    value_human_name: contacts.HumanName | None = None
    value_identifier: Identifier | None = None
    value_money: Money | None = None
    value_period: Period | None = None
    value_quantity: Quantity | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_reference: Reference | None = None
    value_sampled_data: metadata.SampledData | None = None
    value_signature: contacts.Signature | None = None
    value_timing: metadata.Timing | None = None
    value_contact_detail: contacts.ContactDetail | None = None
    value_contributor: contacts.Contributor | None = None
    value_data_requirement: metadata.DataRequirement | None = None
    value_expression: metadata.Expression | None = None
    value_parameter_definition: metadata.ParameterDefinition | None = None
    value_related_artifact: metadata.RelatedArtifact | None = None
    value_trigger_definition: metadata.TriggerDefinition | None = None
    value_usage_context: metadata.UsageContext | None = None
    value_dosage: metadata.Dosage | None = None
    value_meta: Meta | None = None


class Meta(Element, frozen=True, kw_only=True):
    """Meta: Metadata about a resource."""

    version_id: Id | None = None
    version_id_element: Element | None = None
    last_updated: Instant | None = None
    last_updated_element: Element | None = None
    source: Uri | None = None
    source_element: Element | None = None
    profile: tuple[Canonical | None, ...] = ()
    profile_element: tuple[Element | None, ...] = ()
    security: tuple[Coding, ...] = ()
    tag: tuple[Coding, ...] = ()


class Narrative(Element, frozen=True, kw_only=True):
    """Narrative: Human-readable summary of the resource (essential clinical and business information)."""

    status: NarrativeStatusCode
    status_element: Element | None = None
    div: Xhtml


class Coding(Element, frozen=True, kw_only=True):
    """Coding: A reference to a code defined by a terminology system."""

    system: Uri | None = None
    system_element: Element | None = None
    version: String | None = None
    version_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None
    display: String | None = None
    display_element: Element | None = None
    user_selected: bool | None = None
    user_selected_element: Element | None = None


class CodeableConcept(Element, frozen=True, kw_only=True):
    """CodeableConcept: Concept - reference to a terminology or just text."""

    coding: tuple[Coding, ...] = ()
    text: String | None = None
    text_element: Element | None = None


class Identifier(Element, frozen=True, kw_only=True):
    """Identifier: An identifier intended for computation."""

    targets: ClassVar[Mapping[str, str]] = {
        "assigner": "Organization",
    }

    use: IdentifierUseCode | None = None
    use_element: Element | None = None
    type: CodeableConcept | None = None
    system: Uri | None = None
    system_element: Element | None = None
    value: String | None = None
    value_element: Element | None = None
    period: Period | None = None
    assigner: Reference | None = None


class Reference(Element, frozen=True, kw_only=True):
    """Reference: A reference from one resource to another."""

    reference: String | None = None
    reference_element: Element | None = None
    type: Uri | None = None
    type_element: Element | None = None
    identifier: Identifier | None = None
    display: String | None = None
    display_element: Element | None = None


class Quantity(Element, frozen=True, kw_only=True):
    """Quantity: A measured or measurable amount."""

    value: Decimal | None = None
    value_element: Element | None = None
    comparator: QuantityComparatorCode | None = None
    comparator_element: Element | None = None
    unit: String | None = None
    unit_element: Element | None = None
    system: Uri | None = None
    system_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None


class Age(Element, frozen=True, kw_only=True):
    """Age: A duration of time during which an organism (or a process) has existed."""

    value: Decimal | None = None
    value_element: Element | None = None
    comparator: QuantityComparatorCode | None = None
    comparator_element: Element | None = None
    unit: String | None = None
    unit_element: Element | None = None
    system: Uri | None = None
    system_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None


class Count(Element, frozen=True, kw_only=True):
    """Count: A measured or measurable amount."""

    value: Decimal | None = None
    value_element: Element | None = None
    comparator: QuantityComparatorCode | None = None
    comparator_element: Element | None = None
    unit: String | None = None
    unit_element: Element | None = None
    system: Uri | None = None
    system_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None


class Distance(Element, frozen=True, kw_only=True):
    """Distance: A length - a value with a unit that is a physical distance."""

    value: Decimal | None = None
    value_element: Element | None = None
    comparator: QuantityComparatorCode | None = None
    comparator_element: Element | None = None
    unit: String | None = None
    unit_element: Element | None = None
    system: Uri | None = None
    system_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None


class Duration(Element, frozen=True, kw_only=True):
    """Duration: A length of time."""

    value: Decimal | None = None
    value_element: Element | None = None
    comparator: QuantityComparatorCode | None = None
    comparator_element: Element | None = None
    unit: String | None = None
    unit_element: Element | None = None
    system: Uri | None = None
    system_element: Element | None = None
    code: Code | None = None
    code_element: Element | None = None


class Money(Element, frozen=True, kw_only=True):
    """Money: An amount of economic utility in some recognized currency."""

    value: Decimal | None = None
    value_element: Element | None = None
    currency: Code | None = None
    currency_element: Element | None = None


class Period(Element, frozen=True, kw_only=True):
    """Period: Time range defined by start and end date/time."""

    start: DateTime | None = None
    start_element: Element | None = None
    end: DateTime | None = None
    end_element: Element | None = None


class Range(Element, frozen=True, kw_only=True):
    """Range: Set of values bounded by low and high."""

    low: Quantity | None = None
    high: Quantity | None = None


class Ratio(Element, frozen=True, kw_only=True):
    """Ratio: A ratio of two Quantity values - a numerator and a denominator."""

    numerator: Quantity | None = None
    denominator: Quantity | None = None


class Attachment(Element, frozen=True, kw_only=True):
    """Attachment: Content in a format defined elsewhere."""

    content_type: Code | None = None
    content_type_element: Element | None = None
    language: Code | None = None
    language_element: Element | None = None
    data: Base64Binary | None = None
    data_element: Element | None = None
    url: Url | None = None
    url_element: Element | None = None
    size: UnsignedInt | None = None
    size_element: Element | None = None
    hash: Base64Binary | None = None
    hash_element: Element | None = None
    title: String | None = None
    title_element: Element | None = None
    creation: DateTime | None = None
    creation_element: Element | None = None


class Annotation(Element, frozen=True, kw_only=True):
    """Annotation: Text node with attribution."""

    choices: ClassVar[tuple[str, ...]] = ("author",)
    targets: ClassVar[Mapping[str, str]] = {
        "author[x]": "Practitioner Patient RelatedPerson Organization",
    }

    author_reference: Reference | None = None
    author_string: String | None = None
    author_string_element: Element | None = None
    time: DateTime | None = None
    time_element: Element | None = None
    text: Markdown
    text_element: Element | None = None


# Extensions hold what is in these, which has extensions: they are looked up when a reader is made.
from labsvar.formats.fhir.resources import contacts, metadata  # noqa: E402
