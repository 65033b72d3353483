"""Resources of FHIR: MessageHeader, OperationOutcome, Parameters.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir import resources
from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Base64Binary,
    Canonical,
    Code,
    Date,
    DateTime,
    DomainResource,
    Element,
    Id,
    Instant,
    Integer,
    Markdown,
    Oid,
    PositiveInt,
    Resource,
    String,
    Time,
    UnsignedInt,
    Uri,
    Url,
    Uuid,
)
from labsvar.formats.fhir.resources.contacts import (
    Address,
    ContactDetail,
    ContactPoint,
    Contributor,
    HumanName,
    Signature,
)
from labsvar.formats.fhir.resources.datatypes import (
    Age,
    Annotation,
    Attachment,
    CodeableConcept,
    Coding,
    Count,
    Distance,
    Duration,
    Identifier,
    Meta,
    Money,
    Period,
    Quantity,
    Range,
    Ratio,
    Reference,
)
from labsvar.formats.fhir.resources.metadata import (
    DataRequirement,
    Dosage,
    Expression,
    ParameterDefinition,
    RelatedArtifact,
    SampledData,
    Timing,
    TriggerDefinition,
    UsageContext,
)

IssueSeverityCode = Literal["fatal", "error", "warning", "information"]
IssueTypeCode = Literal[
    "invalid",
    "structure",
    "required",
    "value",
    "invariant",
    "security",
    "login",
    "unknown",
    "expired",
    "forbidden",
    "suppressed",
    "processing",
    "not-supported",
    "duplicate",
    "multiple-matches",
    "not-found",
    "deleted",
    "too-long",
    "code-invalid",
    "extension",
    "too-costly",
    "business-rule",
    "conflict",
    "transient",
    "lock-error",
    "no-store",
    "exception",
    "timeout",
    "incomplete",
    "throttled",
    "informational",
]
ResponseTypeCode = Literal["ok", "transient-error", "fatal-error"]


class MessageHeaderDestination(BackboneElement, frozen=True, kw_only=True):
    """MessageHeader.destination: Message destination application(s)."""

    targets: ClassVar[Mapping[str, str]] = {
        "target": "Device",
        "receiver": "Practitioner PractitionerRole Organization",
    }

    name: String | None = None
    name_element: Element | None = None
    target: Reference | None = None
    endpoint: Url
    endpoint_element: Element | None = None
    receiver: Reference | None = None


class MessageHeaderSource(BackboneElement, frozen=True, kw_only=True):
    """MessageHeader.source: Message source application."""

    name: String | None = None
    name_element: Element | None = None
    software: String | None = None
    software_element: Element | None = None
    version: String | None = None
    version_element: Element | None = None
    contact: ContactPoint | None = None
    endpoint: Url
    endpoint_element: Element | None = None


class MessageHeaderResponse(BackboneElement, frozen=True, kw_only=True):
    """MessageHeader.response: If this is a reply to prior message."""

    targets: ClassVar[Mapping[str, str]] = {
        "details": "OperationOutcome",
    }

    identifier: Id
    identifier_element: Element | None = None
    code: ResponseTypeCode
    code_element: Element | None = None
    details: Reference | None = None


class MessageHeader(DomainResource, tag="MessageHeader", frozen=True, kw_only=True):
    """MessageHeader: A resource that describes a message that is exchanged between systems."""

    choices: ClassVar[tuple[str, ...]] = ("event",)
    choices_needed: ClassVar[tuple[str, ...]] = ("event",)
    targets: ClassVar[Mapping[str, str]] = {
        "sender": "Practitioner PractitionerRole Organization",
        "enterer": "Practitioner PractitionerRole",
        "author": "Practitioner PractitionerRole",
        "responsible": "Practitioner PractitionerRole Organization",
    }

    event_coding: Coding | None = None
    event_uri: Uri | None = None
    event_uri_element: Element | None = None
    destination: tuple[MessageHeaderDestination, ...] = ()
    sender: Reference | None = None
    enterer: Reference | None = None
    author: Reference | None = None
    source: MessageHeaderSource
    responsible: Reference | None = None
    reason: CodeableConcept | None = None
    response: MessageHeaderResponse | None = None
    focus: tuple[Reference, ...] = ()
    definition: Canonical | None = None
    definition_element: Element | None = None


class OperationOutcomeIssue(BackboneElement, frozen=True, kw_only=True):
    """OperationOutcome.issue: A single issue associated with the action."""

    severity: IssueSeverityCode
    severity_element: Element | None = None
    code: IssueTypeCode
    code_element: Element | None = None
    details: CodeableConcept | None = None
    diagnostics: String | None = None
    diagnostics_element: Element | None = None
    location: tuple[String | None, ...] = ()
    location_element: tuple[Element | None, ...] = ()
    expression: tuple[String | None, ...] = ()
    expression_element: tuple[Element | None, ...] = ()


class OperationOutcome(DomainResource, tag="OperationOutcome", frozen=True, kw_only=True):
    """OperationOutcome: Information about the success/failure of an action."""

    issue: Annotated[tuple[OperationOutcomeIssue, ...], AtLeastOne]


class ParametersParameter(BackboneElement, frozen=True, kw_only=True):
    """Parameters.parameter: Operation Parameter."""

    choices: ClassVar[tuple[str, ...]] = ("value",)

    name: String
    name_element: Element | None = None
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
    value_address: Address | None = None
    value_age: Age | None = None
    value_annotation: Annotation | None = None
    value_attachment: Attachment | None = None
    value_codeable_concept: CodeableConcept | None = None
    value_coding: Coding | None = None
    value_contact_point: ContactPoint | None = None
    value_count: Count | None = None
    value_distance: Distance | None = None
    value_duration: Duration | None = None
    value_human_name: HumanName | None = None
    value_identifier: Identifier | None = None
    value_money: Money | None = None
    value_period: Period | None = None
    value_quantity: Quantity | None = None
    value_range: Range | None = None
    value_ratio: Ratio | None = None
    value_reference: Reference | None = None
    value_sampled_data: SampledData | None = None
    value_signature: Signature | None = None
    value_timing: Timing | None = None
    value_contact_detail: ContactDetail | None = None
    value_contributor: Contributor | None = None
    value_data_requirement: DataRequirement | None = None
    value_expression: Expression | None = None
    value_parameter_definition: ParameterDefinition | None = None
    value_related_artifact: RelatedArtifact | None = None
    value_trigger_definition: TriggerDefinition | None = None
    value_usage_context: UsageContext | None = None
    value_dosage: Dosage | None = None
    value_meta: Meta | None = None
    resource: resources.AnyResource | None = None
    part: tuple[ParametersParameter, ...] = ()


class Parameters(Resource, tag="Parameters", frozen=True, kw_only=True):
    """Parameters: Operation Request or Response."""

    parameter: tuple[ParametersParameter, ...] = ()
