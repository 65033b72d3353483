"""Resources of FHIR: CapabilityStatement.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from labsvar.formats.fhir.resources.base import (
    AtLeastOne,
    BackboneElement,
    Canonical,
    Code,
    DateTime,
    DomainResource,
    Element,
    Markdown,
    String,
    UnsignedInt,
    Uri,
    Url,
)
from labsvar.formats.fhir.resources.contacts import ContactDetail
from labsvar.formats.fhir.resources.datatypes import CodeableConcept, Coding, Reference
from labsvar.formats.fhir.resources.metadata import UsageContext

CapabilityStatementKindCode = Literal["instance", "capability", "requirements"]
ConditionalDeleteStatusCode = Literal["not-supported", "single", "multiple"]
ConditionalReadStatusCode = Literal["not-supported", "modified-since", "not-match", "full-support"]
DocumentModeCode = Literal["producer", "consumer"]
EventCapabilityModeCode = Literal["sender", "receiver"]
FHIRVersionCode = Literal[
    "0.01",
    "0.05",
    "0.06",
    "0.11",
    "0.0.80",
    "0.0.81",
    "0.0.82",
    "0.4.0",
    "0.5.0",
    "1.0.0",
    "1.0.1",
    "1.0.2",
    "1.1.0",
    "1.4.0",
    "1.6.0",
    "1.8.0",
    "3.0.0",
    "3.0.1",
    "3.3.0",
    "3.5.0",
    "4.0.0",
    "4.0.1",
]
PublicationStatusCode = Literal["draft", "active", "retired", "unknown"]
ReferenceHandlingPolicyCode = Literal["literal", "logical", "resolves", "enforced", "local"]
ResourceVersionPolicyCode = Literal["no-version", "versioned", "versioned-update"]
RestfulCapabilityModeCode = Literal["client", "server"]
SearchParamTypeCode = Literal[
    "number", "date", "string", "token", "reference", "composite", "quantity", "uri", "special"
]
SystemRestfulInteractionCode = Literal["transaction", "batch", "search-system", "history-system"]
TypeRestfulInteractionCode = Literal[
    "read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type"
]


class CapabilityStatementRestResourceInteraction(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.resource.interaction: What operations are supported?."""

    code: TypeRestfulInteractionCode
    code_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None


class CapabilityStatementRestResourceSearchParam(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.resource.searchParam: Search parameters supported by implementation."""

    name: String
    name_element: Element | None = None
    definition: Canonical | None = None
    definition_element: Element | None = None
    type: SearchParamTypeCode
    type_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None


class CapabilityStatementRestResourceOperation(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.resource.operation: Definition of a resource operation."""

    name: String
    name_element: Element | None = None
    definition: Canonical
    definition_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None


class CapabilityStatementRestSecurity(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.security: Information about security of implementation."""

    cors: bool | None = None
    cors_element: Element | None = None
    service: tuple[CodeableConcept, ...] = ()
    description: Markdown | None = None
    description_element: Element | None = None


class CapabilityStatementRestResource(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.resource: Resource served on the REST interface."""

    type: Code
    type_element: Element | None = None
    profile: Canonical | None = None
    profile_element: Element | None = None
    supported_profile: tuple[Canonical | None, ...] = ()
    supported_profile_element: tuple[Element | None, ...] = ()
    documentation: Markdown | None = None
    documentation_element: Element | None = None
    interaction: tuple[CapabilityStatementRestResourceInteraction, ...] = ()
    versioning: ResourceVersionPolicyCode | None = None
    versioning_element: Element | None = None
    read_history: bool | None = None
    read_history_element: Element | None = None
    update_create: bool | None = None
    update_create_element: Element | None = None
    conditional_create: bool | None = None
    conditional_create_element: Element | None = None
    conditional_read: ConditionalReadStatusCode | None = None
    conditional_read_element: Element | None = None
    conditional_update: bool | None = None
    conditional_update_element: Element | None = None
    conditional_delete: ConditionalDeleteStatusCode | None = None
    conditional_delete_element: Element | None = None
    reference_policy: tuple[ReferenceHandlingPolicyCode | None, ...] = ()
    reference_policy_element: tuple[Element | None, ...] = ()
    search_include: tuple[String | None, ...] = ()
    search_include_element: tuple[Element | None, ...] = ()
    search_rev_include: tuple[String | None, ...] = ()
    search_rev_include_element: tuple[Element | None, ...] = ()
    search_param: tuple[CapabilityStatementRestResourceSearchParam, ...] = ()
    operation: tuple[CapabilityStatementRestResourceOperation, ...] = ()


class CapabilityStatementRestInteraction(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest.interaction: What operations are supported?."""

    code: SystemRestfulInteractionCode
    code_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None


class CapabilityStatementMessagingEndpoint(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.messaging.endpoint: Where messages should be sent."""

    protocol: Coding
    address: Url
    address_element: Element | None = None


class CapabilityStatementMessagingSupportedMessage(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.messaging.supportedMessage: Messages supported by this system."""

    mode: EventCapabilityModeCode
    mode_element: Element | None = None
    definition: Canonical
    definition_element: Element | None = None


class CapabilityStatementSoftware(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.software: Software that is covered by this capability statement."""

    name: String
    name_element: Element | None = None
    version: String | None = None
    version_element: Element | None = None
    release_date: DateTime | None = None
    release_date_element: Element | None = None


class CapabilityStatementImplementation(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.implementation: If this describes a specific instance."""

    targets: ClassVar[Mapping[str, str]] = {
        "custodian": "Organization",
    }

    description: String
    description_element: Element | None = None
    url: Url | None = None
    url_element: Element | None = None
    custodian: Reference | None = None


class CapabilityStatementRest(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.rest: If the endpoint is a RESTful one."""

    mode: RestfulCapabilityModeCode
    mode_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None
    security: CapabilityStatementRestSecurity | None = None
    resource: tuple[CapabilityStatementRestResource, ...] = ()
    interaction: tuple[CapabilityStatementRestInteraction, ...] = ()
    search_param: tuple[CapabilityStatementRestResourceSearchParam, ...] = ()
    operation: tuple[CapabilityStatementRestResourceOperation, ...] = ()
    compartment: tuple[Canonical | None, ...] = ()
    compartment_element: tuple[Element | None, ...] = ()


class CapabilityStatementMessaging(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.messaging: If messaging is supported."""

    endpoint: tuple[CapabilityStatementMessagingEndpoint, ...] = ()
    reliable_cache: UnsignedInt | None = None
    reliable_cache_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None
    supported_message: tuple[CapabilityStatementMessagingSupportedMessage, ...] = ()


class CapabilityStatementDocument(BackboneElement, frozen=True, kw_only=True):
    """CapabilityStatement.document: Document definition."""

    mode: DocumentModeCode
    mode_element: Element | None = None
    documentation: Markdown | None = None
    documentation_element: Element | None = None
    profile: Canonical
    profile_element: Element | None = None


class CapabilityStatement(DomainResource, tag="CapabilityStatement", frozen=True, kw_only=True):
    """CapabilityStatement: A statement of system capabilities."""

    url: Uri | None = None
    url_element: Element | None = None
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
    date: DateTime
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
    kind: CapabilityStatementKindCode
    kind_element: Element | None = None
    instantiates: tuple[Canonical | None, ...] = ()
    instantiates_element: tuple[Element | None, ...] = ()
    imports: tuple[Canonical | None, ...] = ()
    imports_element: tuple[Element | None, ...] = ()
    software: CapabilityStatementSoftware | None = None
    implementation: CapabilityStatementImplementation | None = None
    fhir_version: FHIRVersionCode
    fhir_version_element: Element | None = None
    format: Annotated[tuple[Code | None, ...], AtLeastOne]
    format_element: tuple[Element | None, ...] = ()
    patch_format: tuple[Code | None, ...] = ()
    patch_format_element: tuple[Element | None, ...] = ()
    implementation_guide: tuple[Canonical | None, ...] = ()
    implementation_guide_element: tuple[Element | None, ...] = ()
    rest: tuple[CapabilityStatementRest, ...] = ()
    messaging: tuple[CapabilityStatementMessaging, ...] = ()
    document: tuple[CapabilityStatementDocument, ...] = ()
