"""Reads what the door answers, with lxml and nothing of Labsvar."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import httpx
from lxml import etree

REASONS = {
    "NC": "ikke_specificeret",
    "LOK": "ukendt_lokationsnummer",
    "MID": "problem_med_modtagerID",
    "VER": "problem_med_version",
    "SYN": "syntaksfejl",
}
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
    kind = answer.headers.get("content-type", "")
    if kind.startswith("application/EDIFACT"):
        return _contrl(answer.content.decode("iso-8859-1"))
    if not kind.startswith("application/xml"):
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


def _contrl(text: str) -> Receipt:
    """A receipt in EDIFACT, read by its separators alone. It says nothing of receipts for itself."""
    segments = [_elements(each) for each in re.split(r"(?<!\?)'", text.removeprefix("UNA:+.? '")) if each]
    by_tag = {segment[0][0]: segment for segment in segments}
    code, reasons, letters, named = "", [], {}, ""
    for segment in segments:
        if segment[0][0] == "UCM":
            named = segment[1][0]
            letters[named] = ""
        elif segment[0][0] == "FTX":
            reasons += segment[4] if len(segment) > 4 else []
            if named:
                letters[named] = REASONS[segment[1][0]]
            else:
                code = REASONS[segment[1][0]]
    unb, uci, unh = by_tag["UNB"], by_tag["UCI"], by_tag["UNH"]
    return Receipt(
        kind=unh[3][0],
        acknowledgement="",
        statistical_code=unh[3][0],
        sender=unb[2][0],
        receiver=unb[3][0],
        original_envelope=uci[1][0],
        original_sender=uci[2][0],
        original_receiver=uci[3][0],
        code=code,
        letters=letters,
        text=" ".join(reasons),
    )


def _elements(segment: str) -> list[list[str]]:
    """The elements of a segment, each as its components."""
    cut = [re.split(r"(?<!\?):", element) for element in re.split(r"(?<!\?)\+", segment)]
    return [[re.sub(r"\?(.)", r"\1", part) for part in element] for element in cut]


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
