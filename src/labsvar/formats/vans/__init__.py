"""MedCom's VANSEnvelope 1.0.4: the envelope of the VANS network around any message, and its receipts."""

from __future__ import annotations

from labsvar.formats.vans.contents import Contents, contents_of, contradictions, end_point, not_hl7
from labsvar.formats.vans.model import (
    Document,
    EndPoint,
    EnvelopeRead,
    Error,
    Message,
    MetaInformation,
    NegativeMessage,
    NegativeVans,
    PositiveMessage,
    Processing,
    Receipt,
    ServiceTag,
    Transport,
    VansEnvelope,
)
from labsvar.formats.vans.reader import DEFAULT, read
from labsvar.formats.vans.schema import compiled_schema, schema
from labsvar.formats.vans.values import is_hexadecimal
from labsvar.formats.vans.wrapping import NoMessage, Unwrapped, new_uuid, unwrap, wrap
from labsvar.formats.vans.writer import CannotWrite, write

__all__ = [
    "DEFAULT",
    "CannotWrite",
    "Contents",
    "Document",
    "EndPoint",
    "EnvelopeRead",
    "Error",
    "Message",
    "MetaInformation",
    "NegativeMessage",
    "NegativeVans",
    "NoMessage",
    "PositiveMessage",
    "Processing",
    "Receipt",
    "ServiceTag",
    "Transport",
    "Unwrapped",
    "VansEnvelope",
    "compiled_schema",
    "contents_of",
    "contradictions",
    "end_point",
    "is_hexadecimal",
    "new_uuid",
    "not_hl7",
    "read",
    "schema",
    "unwrap",
    "wrap",
    "write",
]
