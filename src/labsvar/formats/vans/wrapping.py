"""Putting a message in an envelope, answering one, and taking the message out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import msgspec

from labsvar.formats.vans.model import (
    Document,
    DocumentFormat,
    EndPoint,
    EnvelopeRead,
    Error,
    Message,
    MetaInformation,
    NegativeMessage,
    NegativeVans,
    PositiveMessage,
    Receipt,
    Transport,
    VansEnvelope,
)
from labsvar.formats.vans.reader import read
from labsvar.formats.vans.values import carried
from labsvar.formats.vans.writer import write

CONTENT_TYPE: Final = "application/xml; charset=utf-8"
_CATALOGUE: Final = "MCM:"
_LONGEST_DESCRIPTION: Final = 512


class NoMessage(Exception):
    """There is no message to take out; `read` says what there is instead."""

    def __init__(self, read: EnvelopeRead) -> None:
        super().__init__("a receipt" if read.envelope else "; ".join(found.en for found in read.findings))
        self.read = read


class Unwrapped(msgspec.Struct, frozen=True, kw_only=True):
    """A message taken out of its envelope."""

    data: bytes
    envelope: VansEnvelope


def new_uuid() -> str:
    """A real UUID that was never used before, in lower case."""
    return str(uuid4())


def moment(at: datetime) -> str:
    """A time with a zone as `xs:dateTime`, to the second, in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def described(
    data: bytes, *, kind: str, version: str | None, document_format: DocumentFormat = "XML"
) -> Document:
    """What lies in an envelope, named as MedCom's catalogue of standards names it (`MCM:XRPT05`)."""
    return Document(
        format=document_format, name=f"{_CATALOGUE}{kind}", version=version, size_in_bytes=len(data)
    )


def message(
    data: bytes,
    document: Document,
    *,
    sender: EndPoint,
    receiver: EndPoint,
    at: datetime,
    identifier: str | None = None,
    message_identifier: str | None = None,
    transport: Transport | None = None,
) -> VansEnvelope:
    """An envelope around a message; identifiers that are not given are made.

    An unchanged resend gives the `message_identifier` of the first envelope and a new `identifier`.
    """
    about = MetaInformation(
        identifier=message_identifier or new_uuid(), document=document, transport=transport
    )
    return VansEnvelope(
        sender=sender,
        receiver=receiver,
        identifier=identifier or new_uuid(),
        sent=moment(at),
        content=Message(meta_information=about, data=data),
    )


def wrap(
    data: bytes,
    *,
    sender: EndPoint,
    receiver: EndPoint,
    kind: str,
    version: str | None = None,
    document_format: DocumentFormat = "XML",
    transport: Transport | None = None,
    at: datetime | None = None,
) -> bytes:
    """A whole Emessage or interchange in an envelope of its own, as bytes. Raises `CannotWrite`.

    `kind` and `version` are those of MedCom's catalogue: `XRPT05` and `XR0532M`, `RPT01` and `R0131K`.
    """
    document = described(data, kind=kind, version=version, document_format=document_format)
    sent = at or datetime.now(UTC)
    return write(message(data, document, sender=sender, receiver=receiver, at=sent, transport=transport))


def unwrap(data: bytes) -> Unwrapped:
    """The message in an envelope. Raises `NoMessage` for a receipt and for what has errors."""
    found = read(data)
    envelope = found.envelope
    if envelope is None or not isinstance(envelope.content, Message):
        raise NoMessage(found)
    return Unwrapped(data=envelope.content.data, envelope=envelope)


def receipt(content: Receipt, *, sender: EndPoint, receiver: EndPoint, at: datetime) -> VansEnvelope:
    """An envelope with a receipt in it, under a new identifier."""
    return VansEnvelope(
        sender=sender, receiver=receiver, identifier=new_uuid(), sent=moment(at), content=content
    )


def accepting(identifier: str, about: MetaInformation) -> PositiveMessage:
    """The receipt that accepts the message of the envelope with this identifier."""
    return PositiveMessage(original_envelope_identifier=identifier, original_message=about)


def refusing(identifier: str, about: MetaInformation, *, why: str) -> NegativeMessage:
    """The receipt that refuses the message of the envelope with this identifier."""
    return NegativeMessage(
        error=Error(description=_short(why)),
        original_envelope_identifier=identifier,
        original_message=about,
    )


def refusing_envelope(identifier: str, about: MetaInformation | None, *, why: str) -> NegativeVans:
    """The receipt that refuses an envelope as such."""
    return NegativeVans(
        error=Error(description=_short(why)),
        original_envelope_identifier=identifier,
        original_message=about,
    )


def _short(why: str) -> str:
    """As much as a description holds; what is left out is said by dots."""
    why = carried(why)
    return why if len(why) <= _LONGEST_DESCRIPTION else f"{why[: _LONGEST_DESCRIPTION - 3]}..."
