"""Resources of FHIR: Bundle.

Written by `tools.fhir_resources` from HL7's definitions of FHIR R4 (4.0.1).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from labsvar.formats.fhir import resources
from labsvar.formats.fhir.resources.base import (
    BackboneElement,
    Element,
    Instant,
    Resource,
    String,
    UnsignedInt,
    Uri,
)
from labsvar.formats.fhir.resources.contacts import Signature
from labsvar.formats.fhir.resources.datatypes import Identifier

BundleTypeCode = Literal[
    "document",
    "message",
    "transaction",
    "transaction-response",
    "batch",
    "batch-response",
    "history",
    "searchset",
    "collection",
]
HTTPVerbCode = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]
SearchEntryModeCode = Literal["match", "include", "outcome"]


class BundleEntrySearch(BackboneElement, frozen=True, kw_only=True):
    """Bundle.entry.search: Search related information."""

    mode: SearchEntryModeCode | None = None
    mode_element: Element | None = None
    score: Decimal | None = None
    score_element: Element | None = None


class BundleEntryRequest(BackboneElement, frozen=True, kw_only=True):
    """Bundle.entry.request: Additional execution information (transaction/batch/history)."""

    method: HTTPVerbCode
    method_element: Element | None = None
    url: Uri
    url_element: Element | None = None
    if_none_match: String | None = None
    if_none_match_element: Element | None = None
    if_modified_since: Instant | None = None
    if_modified_since_element: Element | None = None
    if_match: String | None = None
    if_match_element: Element | None = None
    if_none_exist: String | None = None
    if_none_exist_element: Element | None = None


class BundleEntryResponse(BackboneElement, frozen=True, kw_only=True):
    """Bundle.entry.response: Results of execution (transaction/batch/history)."""

    status: String
    status_element: Element | None = None
    location: Uri | None = None
    location_element: Element | None = None
    etag: String | None = None
    etag_element: Element | None = None
    last_modified: Instant | None = None
    last_modified_element: Element | None = None
    outcome: resources.OperationOutcome | None = None


class BundleLink(BackboneElement, frozen=True, kw_only=True):
    """Bundle.link: Links related to this Bundle."""

    relation: String
    relation_element: Element | None = None
    url: Uri
    url_element: Element | None = None


class BundleEntry(BackboneElement, frozen=True, kw_only=True):
    """Bundle.entry: Entry in the bundle - will have a resource or information."""

    link: tuple[BundleLink, ...] = ()
    full_url: Uri | None = None
    full_url_element: Element | None = None
    resource: resources.AnyResource | None = None
    search: BundleEntrySearch | None = None
    request: BundleEntryRequest | None = None
    response: BundleEntryResponse | None = None


class Bundle(Resource, tag="Bundle", frozen=True, kw_only=True):
    """Bundle: Contains a collection of resources."""

    identifier: Identifier | None = None
    type: BundleTypeCode
    type_element: Element | None = None
    timestamp: Instant | None = None
    timestamp_element: Element | None = None
    total: UnsignedInt | None = None
    total_element: Element | None = None
    link: tuple[BundleLink, ...] = ()
    entry: tuple[BundleEntry, ...] = ()
    signature: Signature | None = None
