"""The page of the VANSEnvelope: its elements, and an envelope and its receipt whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from textwrap import fill, indent

from lxml import etree
from msgspec.structs import replace

from labsvar.formats import edifact, vans
from labsvar.formats.vans import wrapping
from labsvar.formats.vans.tree import NAMESPACE, TREE, Branch, Choice, Leaf, Part
from labsvar.formats.vans.values import Base64, Code, Moment, Positive, Text, Token, Truth, Type, Uuid
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Envelope
from labsvar.letters.element import DateTime
from labsvar.letters.receipts import AcceptedEmessage, AcceptedLetter, Mailbox, PositiveReceipt, ReceiptLetter
from labsvar.letters.release import RELEASE_2005
from labsvar.reference.markdown import code, codes, page, table
from labsvar.reference.wording import times

_INDENT = "&emsp;"
_AT = datetime(2026, 3, 4, 12, 30, tzinfo=UTC)
# Identifiers are made anew for every envelope; these stand for such.
_ENVELOPE = "6d0f3b52-5f0a-4c1e-9a53-0d7f4f1f7a01"
_MESSAGE = "6d0f3b52-5f0a-4c1e-9a53-0d7f4f1f7a02"
_RECEIPT = "6d0f3b52-5f0a-4c1e-9a53-0d7f4f1f7a03"
_WIDTH = 76


def pages() -> Iterator[tuple[str, str]]:
    """The page of this module: name and text."""
    rows = list(_rows(TREE, 0))
    yield (
        "letters/VANSEnvelope.md",
        page(
            "VANSEnvelope 1.0.4",
            f"MedCom's envelope of the VANS network, around a file of letters or a receipt. Namespace {code(NAMESPACE)}; "
            "elements are qualified, attributes are not; `labsvar schema VANSEnvelope` prints the schema. How it is "
            "answered is told in [Letters in a VANSEnvelope](../../explanation/vans-envelope.md), how to write one "
            "in [Put letters in a VANSEnvelope](../../howto/vans-envelope.md).",
            "## Elements",
            "In their order. Elements that are set in stand inside the one above them.",
            table(["Element", "Occurs", "Holds"], rows),
            "## A whole envelope",
            "Around this receipt in EDIFACT, the shortest letter there is:",
            _fenced(_letter().decode("latin-1").replace("\r\n", "\n"), "text"),
            "`Data` is the letter as base64; line breaks in it do not count. `SizeInBytes` is the size of the letter.",
            _fenced(_shown(_envelope())),
            "## Its receipt",
            "The receiver answers with what it was told of the message, and with the identifier of the envelope it "
            "came in. `NegativeMessage` and `NegativeVans` have an `Error` before it.",
            _fenced(_shown(_receipt())),
        ),
    )


def _rows(part: Part, depth: int) -> Iterator[tuple[str, str, str]]:
    match part:
        case Leaf():
            yield _name(part.name, depth), times(part.minimum, part.maximum), _holds(part)
        case Branch(field="original_message"):
            yield _name(part.name, depth), times(part.minimum, 1), "as `MetaInformation` above"
        case Branch():
            yield _name(part.name, depth), times(part.minimum, 1), ""
            for inner in part.parts:
                yield from _rows(inner, depth + 1)
        case Choice():
            yield f"{_INDENT * depth}*exactly one of*", "1", ""
            for each in part.alternatives:
                yield from _rows(each, depth + 1)


def _name(name: str, depth: int) -> str:
    return f"{_INDENT * depth}{code(name)}"


def _holds(leaf: Leaf) -> str:
    told = _words(leaf.kind)
    if leaf.attribute is not None:
        told += f"; attribute {code(leaf.attribute.name)}: {_words(leaf.attribute.kind)}"
    return told


def _words(kind: Type) -> str:
    match kind:
        case Text(minimum, maximum) | Token(minimum, maximum):
            return f"text of {times(minimum, maximum)} characters"
        case Code(values, default):
            return codes(values) + (f"; empty means {code(default)}" if default else "")
        case Uuid():
            return "UUID"
        case Moment():
            return "date and time, `xs:dateTime`"
        case Positive():
            return "whole number of at least 1"
        case Truth():
            return "`true` or `false`"
        case Base64():
            return "the file of letters as base64"
        case _:
            return "whole number of 32 bits"


def _letter() -> bytes:
    """A positive receipt in EDIFACT: about nobody, from organisations made up."""
    clinic, laboratory = Mailbox(ean_identifier="5790000000029"), Mailbox(ean_identifier="5790000000012")
    about = AcceptedEmessage(
        original_envelope_identifier="EXAMPLEK0001",
        original_sender=laboratory,
        original_receiver=clinic,
        original_letters=(
            AcceptedLetter(original_letter_identifier="EXAMPLE0001", original_version_code="R0131K"),
        ),
    )
    receipt = PositiveReceipt(
        letter=ReceiptLetter(identifier="EXAMPLE0009", version_code="XC0330Q", statistical_code="XCTL03"),
        sender=clinic,
        receiver=laboratory,
        original_emessage=about,
    )
    envelope = Envelope(
        sent=DateTime(date="2026-03-04", time="13:30"),
        identifier="EXAMPLEK0009",
        acknowledgement_code="minuspositivkvitt",
    )
    message = Emessage(namespace=RELEASE_2005.namespace, envelope=envelope, letters=(receipt,))
    return edifact.write(message, lines=True).data


def _envelope() -> vans.VansEnvelope:
    data = _letter()
    (named,) = vans.contents_of(edifact.read(data))
    return wrapping.message(
        data,
        wrapping.described(data, kind=named.kind, version=named.version, document_format=named.format),
        sender=vans.end_point("5790000000029"),
        receiver=vans.end_point("5790000000012"),
        at=_AT,
        identifier=_ENVELOPE,
        message_identifier=_MESSAGE,
    )


def _receipt() -> vans.VansEnvelope:
    envelope = _envelope()
    assert isinstance(envelope.content, vans.Message)
    accepting = wrapping.accepting(envelope.identifier, envelope.content.meta_information)
    made = wrapping.receipt(accepting, sender=envelope.receiver, receiver=envelope.sender, at=_AT)
    return replace(made, identifier=_RECEIPT)


def _shown(envelope: vans.VansEnvelope) -> str:
    """The bytes that are written, with an element on each line."""
    root = etree.fromstring(vans.write(envelope))
    etree.indent(root)
    for data in root.iter(f"{{{NAMESPACE}}}Data"):
        data.text = f"\n{indent(fill(data.text or '', _WIDTH), '      ')}\n    "
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + etree.tostring(root, encoding="unicode")


def _fenced(text: str, language: str = "xml") -> str:
    return f"```{language}\n{text.strip()}\n```"
