"""The VANSEnvelope that an arrival may come in: taken off before its content is examined, and what is
kept of it.

What is seen is kept per sender (rule S3): one sender's identifiers say nothing about another's.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from labsvar.exchange import identity, vans_rules
from labsvar.findings import Finding
from labsvar.formats import detect, vans
from labsvar.formats.vans import EndPoint, EnvelopeRead, Message, MetaInformation, Receipt, VansEnvelope

ReceiptKind = Literal["PositiveMessage", "NegativeMessage", "NegativeVans"]


class Outer(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope that can be answered. `content` is the hash of what lies in it.

    `about` is `None` where what is said of the message cannot be read; `receipt` is there for an
    envelope that answers one of ours. With errors among the `findings` the envelope is refused.
    """

    sender: EndPoint
    receiver: EndPoint
    identifier: str
    about: MetaInformation | None
    content: str
    findings: tuple[Finding, ...]
    refused: bool
    receipt: Receipt | None = None

    @property
    def envelope_key(self) -> tuple[str, str]:
        """What the envelope is known by: its sender and its identifier."""
        return (str(self.sender), known_by(self.identifier))

    @property
    def message_key(self) -> tuple[str, str] | None:
        """What the message is known by: its sender and its identifier."""
        return None if self.about is None else (str(self.sender), known_by(self.about.identifier))

    @property
    def is_reliable(self) -> bool:
        """Whether a receipt has to be sent: also where nothing says that none should be."""
        return self.about is None or self.about.is_reliable


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """What taking off the envelope gave. Without an `outer` nobody can be answered, for what the
    `findings` say; `data` is the message, if there is one."""

    findings: tuple[Finding, ...]
    outer: Outer | None = None
    data: bytes | None = None


class MessageRow(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was answered, but for the answer's bytes."""

    sender: str
    message_identifier: str
    content: str
    status: int
    emessage_id: str
    arrived_at: datetime


class EnvelopeRow(msgspec.Struct, frozen=True, kw_only=True):
    """An envelope that was seen, and the message in it."""

    sender: str
    envelope_identifier: str
    message_identifier: str
    arrived_at: datetime


class ReceiptRow(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt in an envelope, for an envelope of ours."""

    sender: str
    envelope_identifier: str
    kind: ReceiptKind
    original_envelope: str
    matched: bool
    arrived_at: datetime


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """What an arrival in an envelope leaves behind. `body` and `beside` are the answer to the message."""

    envelope: EnvelopeRow | None = None
    message: MessageRow | None = None
    body: bytes = b""
    beside: bytes = b""
    receipt: ReceiptRow | None = None


class KnownMessage(msgspec.Struct, frozen=True, kw_only=True):
    """A message that was answered, and how."""

    content: str
    status: int
    emessage_id: str
    body: bytes
    beside: bytes


class Seen(msgspec.Struct, kw_only=True):
    """What a store knows: the message in each envelope, the answer to each message, which of the envelopes
    that receipts answer are ours, and which envelopes with receipts came before."""

    envelopes: dict[tuple[str, str], str] = msgspec.field(default_factory=dict)
    messages: dict[tuple[str, str], KnownMessage] = msgspec.field(default_factory=dict)
    sent: set[str] = msgspec.field(default_factory=set)
    receipts: set[tuple[str, str]] = msgspec.field(default_factory=set)


def known_by(identifier: str) -> str:
    """A UUID as it is compared: case does not matter in a real one."""
    return identifier.lower() if vans.is_hexadecimal(identifier) else identifier


def is_enveloped(body: bytes) -> bool:
    """Whether bytes are a VANSEnvelope."""
    return detect(body) == "vans"


def take_off(body: bytes) -> Opened:
    """Takes the envelope off. Never raises for what the bytes hold."""
    read = vans.read(body)
    if read.envelope is None:
        return _faulty(body, read)
    envelope = read.envelope
    content = envelope.content
    if not isinstance(content, Message):
        return Opened(findings=read.findings, outer=_outer(envelope, read, receipt=content))
    if is_enveloped(content.data):
        nested = vans_rules.NESTED.at(line=None, path="/VANSEnvelope/Message/Data")
        return _faulty(body, msgspec.structs.replace(read, findings=(*read.findings, nested)))
    outer = _outer(envelope, read, about=content.meta_information, data=content.data)
    return Opened(findings=read.findings, outer=outer, data=content.data)


def _outer(
    envelope: VansEnvelope,
    read: EnvelopeRead,
    *,
    about: MetaInformation | None = None,
    data: bytes = b"",
    receipt: Receipt | None = None,
) -> Outer:
    return Outer(
        sender=envelope.sender,
        receiver=envelope.receiver,
        identifier=envelope.identifier,
        about=about,
        content=identity.digest(data),
        findings=read.findings,
        refused=False,
        receipt=receipt,
    )


def _faulty(body: bytes, read: EnvelopeRead) -> Opened:
    """An envelope with errors: it is answered if it says whom."""
    if not (read.readable and read.sender and read.receiver and read.identifier):
        return Opened(findings=read.findings)
    outer = Outer(
        sender=read.sender,
        receiver=read.receiver,
        identifier=read.identifier,
        about=read.meta_information,
        content=identity.digest(body),
        findings=read.findings,
        refused=True,
    )
    return Opened(findings=read.findings, outer=outer)
