"""Reading and writing one letter, checks included, against a bare parse of it, and against xsdata.

The other side is `lxml.etree.fromstring` of the same bytes, which checks nothing of the standard and
binds nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from unittest import mock

from lxml import etree
from xsdata.formats.dataclass.context import XmlContext
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.parsers.handlers import LxmlEventHandler, XmlEventHandler
from xsdata.formats.dataclass.serializers import XmlSerializer
from xsdata.formats.dataclass.serializers.config import SerializerConfig
from xsdata.formats.dataclass.serializers.writers import LxmlEventWriter, XmlEventWriter

from bench.common import Comparison, Row, compare, show
from bench.material.letters import message, report
from bench.material.xsdata_model import emessage
from labsvar.formats.xml import canonical, fast, read, write
from labsvar.letters.catalogue import Emessage
from labsvar.letters.xrpt01 import XR0131K

PARSE = "bare lxml parse of the same bytes"


def rows() -> list[Row]:
    """The figures."""
    plain = message()
    letters = {
        "on one line": plain,
        "indented": message(indent=True),
        "with references (&amp;) in 20 texts": message(report(remark=" & a < b")),
        "in windows-1252": message(encoding="windows-1252"),
    }
    made = [_against_parse(name, data) for name, data in letters.items()]
    made.append(_slow(plain))
    return [*made, *_writing(plain), *_against_xsdata(plain)]


def _row(what: str, against: str, measured: Comparison, **goal: Any) -> Row:
    return Row(what, against, measured.median, detail=measured.text, **goal)


def _against_parse(name: str, data: bytes) -> Row:
    assert not read(data).all_findings
    measured = compare(lambda: read(data), lambda: etree.fromstring(data), unit="µs", scale=1e6)
    what = f"Read a letter of {len(data) / 1000:.1f} kB and 20 results, {name}"
    return _row(what, PARSE, measured, at_most=3.0)


def _slow(data: bytes) -> Row:
    """What a letter costs that the fast reader gives up on."""
    with (
        mock.patch.object(fast, "read_letter", return_value=None),
        mock.patch.object(fast, "read_envelope", return_value=None),
    ):
        measured = compare(lambda: read(data), lambda: etree.fromstring(data), unit="µs", scale=1e6)
    return _row("The same by the slow reader, which finds every fault", PARSE, measured)


def _typed(data: bytes) -> Emessage:
    found = read(data)
    assert found.envelope is not None
    letters = tuple(item.letter for item in found.letters if item.letter is not None)
    return Emessage(namespace=XR0131K.release.namespace, envelope=found.envelope, letters=letters)


def _writing(data: bytes) -> list[Row]:
    """Writing the letter, every value checked as it is written."""
    whole = _typed(data)
    made = [
        _row("Write the letter, checking every value", PARSE, _compare_to_parse(lambda: write(whole), data))
    ]
    context, model = XmlContext(), emessage(XR0131K)
    other: Any = XmlParser(context=context, handler=LxmlEventHandler).from_bytes(data, model)
    config = SerializerConfig(encoding="UTF-8")
    for writer in (LxmlEventWriter, XmlEventWriter):
        serializer = XmlSerializer(context=context, config=config, writer=writer)
        assert canonical(serializer.render(other).encode()) == canonical(write(whole))
        measured = compare(partial(serializer.render, other), lambda: write(whole))
        against = f"xsdata, {writer.__name__}, on an equal tree, without checks"
        made.append(_row("Write the letter: times as fast", against, measured, at_least=20.0))
    return made


def _compare_to_parse(work: Callable[[], object], data: bytes) -> Comparison:
    return compare(work, lambda: etree.fromstring(data), unit="µs", scale=1e6)


def _against_xsdata(data: bytes) -> list[Row]:
    context, model = XmlContext(), emessage(XR0131K)
    made = []
    for handler in (LxmlEventHandler, XmlEventHandler):
        parser = XmlParser(context=context, handler=handler)
        assert len(parser.from_bytes(data, model).laboratoryreport) == 1
        measured = compare(partial(parser.from_bytes, data, model), lambda: read(data))
        against = f"xsdata, {handler.__name__}, on an equal tree, without checks"
        made.append(_row("Read the letter: times as fast", against, measured, at_least=10.0))
    return made


if __name__ == "__main__":
    show(rows())
