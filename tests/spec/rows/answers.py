"""Reads what the door answers, with lxml and nothing of Labsvar."""

from __future__ import annotations

from dataclasses import dataclass, field

import httpx
from lxml import etree

KINDS = {"PositiveReceipt": "XCTL03", "NegativeReceipt": "XCTL02", "NegativeVansReceipt": "XCTL01"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A receipt. `letters` are those it names, with their refuse codes; `text` is all its refuse texts."""

    kind: str
    acknowledgement: str
    statistical_code: str
    sender: str
    receiver: str
    original_envelope: str
    original_sender: str
    original_receiver: str
    code: str
    letters: dict[str, str] = field(default_factory=dict)
    text: str


def receipt_of(answer: httpx.Response) -> Receipt | None:
    """The receipt in an answer, if there is one."""
    if not answer.headers.get("content-type", "").startswith("application/xml"):
        return None
    root = etree.fromstring(answer.content)
    (letter,) = (each for each in root if _name(each) != "Envelope")
    original = _child(letter, "OriginalEmessage")
    named = [each for each in original if _name(each) == "OriginalLetter"]
    return Receipt(
        kind=KINDS[_name(letter)],
        acknowledgement=_text(_child(root, "Envelope"), "AcknowledgementCode"),
        statistical_code=_text(_child(letter, "Letter"), "StatisticalCode"),
        sender=_text(_child(letter, "Sender"), "EANIdentifier"),
        receiver=_text(_child(letter, "Receiver"), "EANIdentifier"),
        original_envelope=_text(original, "OriginalEnvelopeIdentifier"),
        original_sender=_text(_child(original, "OriginalSender"), "EANIdentifier"),
        original_receiver=_text(_child(original, "OriginalReceiver"), "EANIdentifier"),
        code=_text(original, "RefuseCode"),
        letters={_text(each, "OriginalLetterIdentifier"): _text(each, "RefuseCode") for each in named},
        text=" ".join(_words(each) for each in original.iter() if _name(each) == "RefuseText"),
    )


def text_of(answer: httpx.Response) -> str:
    """All words of an answer, whatever it is."""
    receipt = receipt_of(answer)
    return " ".join((answer.text if receipt is None else receipt.text).split())


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _child(element: etree._Element, name: str) -> etree._Element:
    return next(each for each in element if _name(each) == name)


def _text(element: etree._Element, name: str) -> str:
    found = [each for each in element if _name(each) == name]
    return _words(found[0]) if found else ""


def _words(element: etree._Element) -> str:
    return " ".join(str(text) for text in element.itertext()).strip()
