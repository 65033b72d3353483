"""The tree of a VANSEnvelope, declared once: reader, writer and schema are made from it.

The letters' own declarations (`labsvar.letters.version`) have neither attributes nor the types that an
envelope has, and no letter needs them; so the envelope has a declaration of its own kind.

Source: MedCom, VANSEnvelope 1.0.4, the XML schema (`urn:oio:medcom:vans-envelope:1.0.4`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from labsvar.formats.vans import model
from labsvar.formats.vans.values import Base64, Code, Int, Moment, Positive, Text, Token, Truth, Type, Uuid

NAMESPACE: Final = "urn:oio:medcom:vans-envelope:1.0.4"


@dataclass(frozen=True, slots=True)
class Attribute:
    """A mandatory attribute, bound to a field of its leaf's struct."""

    name: str
    field: str
    kind: Type


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element with a value. One with an attribute is bound to a `struct` of the two; `value_field` is
    where its own value goes."""

    name: str
    field: str
    kind: Type
    minimum: int = 1
    maximum: int = 1
    attribute: Attribute | None = None
    struct: type[Any] | None = None
    value_field: str = ""


@dataclass(frozen=True, slots=True)
class Branch:
    """An element with elements in it, bound to a struct; one without a `struct` hands on what it holds."""

    name: str
    field: str
    struct: type[Any] | None
    parts: tuple[Part, ...]
    minimum: int = 1

    @property
    def structs(self) -> tuple[type[Any], ...]:
        """The structs that the element may stand for."""
        if self.struct is not None:
            return (self.struct,)
        inner = (part for part in self.parts if isinstance(part, Choice))
        return tuple(kind for part in inner for branch in part.alternatives for kind in branch.structs)


@dataclass(frozen=True, slots=True)
class Choice:
    """Exactly one of the alternatives."""

    field: str
    alternatives: tuple[Branch, ...]


Part = Leaf | Branch | Choice


def names(part: Part) -> tuple[str, ...]:
    """The names of the elements that a part may begin with."""
    return tuple(each.name for each in part.alternatives) if isinstance(part, Choice) else (part.name,)


def _end_point(name: str, field: str) -> Leaf:
    kind = Attribute("EndPointType", "end_point_type", Code(("EAN", "CVR", "VANS")))
    return Leaf(name, field, Token(1, 18), attribute=kind, struct=model.EndPoint, value_field="identifier")


def _meta_information(name: str, field: str, *, minimum: int = 1) -> Branch:
    formats = Code(("XML", "EDIFACT", "HL7", "Binary", "Other"))
    processing = (
        Leaf("ProviderIdentifier", "provider_identifier", Text(1, 255)),
        Leaf("ServiceIdentifier", "service_identifier", Text(1, 255)),
    )
    document = (
        Leaf("Format", "format", formats),
        Leaf("Name", "name", Text(1, 255)),
        Leaf("Version", "version", Text(1, 255), minimum=0),
        Leaf("SizeInBytes", "size_in_bytes", Int()),
    )
    tag = Leaf(
        "ServiceTag",
        "service_tags",
        Text(1, 70),
        minimum=0,
        maximum=5,
        attribute=Attribute("name", "name", Text(1, 70)),
        struct=model.ServiceTag,
        value_field="value",
    )
    transport = (
        Leaf("Type", "type", Code(("reliable", "unreliable"), default="reliable"), minimum=0),
        Leaf("TransformMessage", "transform_message", Truth()),
        tag,
    )
    parts = (
        Leaf("Identifier", "identifier", Uuid()),
        Branch("Processing", "processing", model.Processing, processing, minimum=0),
        Branch("Document", "document", model.Document, document),
        Branch("Transport", "transport", model.Transport, transport, minimum=0),
    )
    return Branch(name, field, model.MetaInformation, parts, minimum)


def _receipt(name: str, struct: type[Any], *, refuses: bool, names_message: bool = True) -> Branch:
    error = (
        Leaf("Code", "code", Positive(), minimum=0),
        Leaf("Description", "description", Text(1, 512)),
    )
    parts: tuple[Part, ...] = (
        Leaf("OriginalEnvelopeIdentifier", "original_envelope_identifier", Uuid()),
        _meta_information("OriginalMessage", "original_message", minimum=int(names_message)),
    )
    if refuses:
        parts = (Branch("Error", "error", model.Error, error), *parts)
    return Branch(name, "content", struct, parts)


_RECEIPTS: Final = Choice(
    "content",
    (
        _receipt("NegativeVans", model.NegativeVans, refuses=True, names_message=False),
        _receipt("NegativeMessage", model.NegativeMessage, refuses=True),
        _receipt("PositiveMessage", model.PositiveMessage, refuses=False),
    ),
)
_MESSAGE: Final = (
    _meta_information("MetaInformation", "meta_information"),
    Leaf("Data", "data", Base64()),
)
TREE: Final = Branch(
    "VANSEnvelope",
    "",
    model.VansEnvelope,
    (
        _end_point("SenderID", "sender"),
        _end_point("ReceiverID", "receiver"),
        Leaf("EnvelopeIdentifier", "identifier", Uuid()),
        Leaf("SentDateTime", "sent", Moment()),
        Choice(
            "content",
            (
                Branch("Message", "content", model.Message, _MESSAGE),
                Branch("Receipt", "content", None, (_RECEIPTS,)),
            ),
        ),
    ),
)
