"""Reading an EDIFACT letter (syntax, table, declaration, typed letter) against a bare split, and pydifact.

The bare split cuts the same bytes at the service characters and knows nothing of release characters,
counts, tables or lengths. pydifact parses the syntax only.
"""

from __future__ import annotations

import warnings
from typing import Any
from unittest import mock

import msgspec
from lxml import etree
from pydifact.segmentcollection import Interchange

from bench.common import Comparison, Row, compare, show
from bench.material.letters import WHEN, report
from labsvar.formats import edifact, xml
from labsvar.formats.edifact import fast
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Envelope
from labsvar.letters.xrpt01 import XR0131K, LaboratoryReport

SPLIT = "bare nested split of the same bytes"
PYDIFACT = "pydifact's Interchange.from_str, without any check of the letter"


def rows() -> list[Row]:
    """The figures."""
    plain = edifact.write(_message(_stored(report(), question=""))).data
    released = edifact.write(_message(_stored(report(), question="?"))).data
    return [
        _against_split("on one line", plain, at_most=2.0),
        _against_split("with a release character in 20 texts", released, at_most=2.0),
        _against_split("a segment on each line", edifact.write(_message(_stored(report())), lines=True).data),
        _slow(plain),
        _written(),
        _against_pydifact(released),
        _converted(plain),
    ]


def _stored(letter: LaboratoryReport, question: str = "") -> LaboratoryReport:
    """The letter in the characters of ISO-8859-1, with or without the question marks of its names."""
    text = msgspec.json.encode(letter).decode().replace("—", "-").replace("?", question)
    return msgspec.json.decode(text, type=LaboratoryReport)


def _message(letter: LaboratoryReport) -> Emessage:
    envelope = Envelope(sent=WHEN, identifier="K0000001", acknowledgement_code="pluspositivkvitt")
    return Emessage(namespace=XR0131K.release.namespace, envelope=envelope, letters=(letter,))


def _split(data: bytes) -> list[list[list[str]]]:
    text = data.decode("latin-1")
    return [[element.split(":") for element in segment.split("+")] for segment in text.split("'")]


def _row(what: str, against: str, measured: Comparison, **goal: Any) -> Row:
    return Row(what, against, measured.median, detail=measured.text, **goal)


def _against_split(name: str, data: bytes, at_most: float | None = None) -> Row:
    found = edifact.read(data)
    assert not found.all_findings
    assert found.letters[0].letter is not None
    measured = compare(lambda: edifact.read(data), lambda: _split(data), unit="µs", scale=1e6)
    what = f"Read an EDIFACT letter of {len(data) / 1000:.1f} kB and 20 results, {name}"
    return _row(what, SPLIT, measured, at_most=at_most)


def _slow(data: bytes) -> Row:
    """What a letter costs that the fast reader gives up on."""
    with mock.patch.object(fast, "read_letter", return_value=None):
        measured = compare(lambda: edifact.read(data), lambda: _split(data), unit="µs", scale=1e6)
    return _row("The same by the slow reader, which finds every fault", SPLIT, measured)


def _written() -> Row:
    message = _message(_stored(report()))
    data = edifact.write(message).data
    measured = compare(lambda: edifact.write(message), lambda: _split(data), unit="µs", scale=1e6)
    return _row("Write the letter as EDIFACT, read it again and compare", SPLIT, measured)


def _against_pydifact(data: bytes) -> Row:
    text = data.decode("latin-1")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it tells of each segment that it has no description of
        assert len(list(Interchange.from_str(text).get_messages())) == 1
        measured = compare(lambda: Interchange.from_str(text), lambda: edifact.read(data))
    return _row("Read the EDIFACT letter, checks included: times as fast", PYDIFACT, measured, at_least=15.0)


def _converted(data: bytes) -> Row:
    """From bytes of EDIFACT to bytes of XML, proved valid."""
    root = etree.fromstring(_to_xml(data))
    measured = compare(
        lambda: _to_xml(data),
        lambda: (_split(data), etree.tostring(root, xml_declaration=True, encoding="UTF-8")),
        unit="µs",
        scale=1e6,
    )
    against = "bare nested split, and lxml serialising the finished tree"
    return _row("Convert the EDIFACT letter to XML", against, measured)


def _to_xml(data: bytes) -> bytes:
    found = edifact.read(data)
    assert found.envelope is not None
    assert found.namespace is not None
    letters = tuple(item.letter for item in found.letters if item.letter is not None)
    return xml.write(Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters))


if __name__ == "__main__":
    show(rows())
