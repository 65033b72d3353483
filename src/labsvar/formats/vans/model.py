"""A VANSEnvelope as typed values. All of them are frozen; texts are kept as the characters sent."""

from __future__ import annotations

from typing import Literal

import msgspec

from labsvar.findings import Finding, has_errors

EndPointType = Literal["EAN", "CVR", "VANS"]
DocumentFormat = Literal["XML", "EDIFACT", "HL7", "Binary", "Other"]
TransportType = Literal["reliable", "unreliable"]


class EndPoint(msgspec.Struct, frozen=True, kw_only=True):
    """A party: a location number (EAN), a company number (CVR) or the name of a network (VANS)."""

    end_point_type: EndPointType = "EAN"
    identifier: str

    def __str__(self) -> str:
        return f"{self.end_point_type}:{self.identifier}"


class Processing(msgspec.Struct, frozen=True, kw_only=True):
    """A service on the way that should process the message; no source lists the values."""

    provider_identifier: str
    service_identifier: str


class Document(msgspec.Struct, frozen=True, kw_only=True):
    """What lies in the envelope: `name` is the standard's number (`MCM:XRPT05`), `version` its version.

    `size_in_bytes` is that of the decoded message.
    """

    format: DocumentFormat
    name: str
    version: str | None = None
    size_in_bytes: int


class ServiceTag(msgspec.Struct, frozen=True, kw_only=True):
    """A named remark for the services on the way, such as `MCM:STATISTIC`."""

    name: str
    value: str


class Transport(msgspec.Struct, frozen=True, kw_only=True):
    """How the message wants to be carried; without a `type` it is reliable."""

    type: TransportType | None = None
    transform_message: bool = False
    service_tags: tuple[ServiceTag, ...] = ()


class MetaInformation(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a message from outside. `identifier` is the message's own, not the envelope's."""

    identifier: str
    processing: Processing | None = None
    document: Document
    transport: Transport | None = None

    @property
    def is_reliable(self) -> bool:
        """Whether a receipt must be sent: so it is unless the message says otherwise."""
        return self.transport is None or self.transport.type != "unreliable"


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A message and what is known of it from outside; `data` is decoded."""

    meta_information: MetaInformation
    data: bytes


class Error(msgspec.Struct, frozen=True, kw_only=True):
    """Why something is refused. `code` is a positive whole number as sent; no source lists the codes."""

    code: str | None = None
    description: str


class NegativeVans(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that refuses an envelope as such."""

    error: Error
    original_envelope_identifier: str
    original_message: MetaInformation | None = None


class NegativeMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that refuses the message in an envelope."""

    error: Error
    original_envelope_identifier: str
    original_message: MetaInformation


class PositiveMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt that accepts the message in an envelope."""

    original_envelope_identifier: str
    original_message: MetaInformation


Receipt = NegativeVans | NegativeMessage | PositiveMessage


class VansEnvelope(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope of the VANS network; `sent` is an `xs:dateTime`."""

    sender: EndPoint
    receiver: EndPoint
    identifier: str
    sent: str
    content: Message | NegativeVans | NegativeMessage | PositiveMessage


class EnvelopeRead(msgspec.Struct, frozen=True, kw_only=True):
    """What reading gives.

    `envelope` is there when there are no errors. `sender`, `receiver`, `identifier` and
    `meta_information` (of a message) are what a faulty envelope says as far as it can be read, since a
    receipt names them.
    """

    envelope: VansEnvelope | None
    findings: tuple[Finding, ...]
    sender: EndPoint | None = None
    receiver: EndPoint | None = None
    identifier: str | None = None
    meta_information: MetaInformation | None = None

    @property
    def readable(self) -> bool:
        """Whether it is a VANSEnvelope read to its end, whatever is wrong within."""
        return not any(found.family == "form" and found.severity == "error" for found in self.findings)

    @property
    def has_errors(self) -> bool:
        """Whether the envelope is refused."""
        return has_errors(self.findings)
