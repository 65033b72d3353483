"""No input exhausts the reader: whatever 2 MB it is given, it answers within a second, with a finding
that says what is the matter, and never with an exception.

The second is the promise to those who send; it holds on the slowest machine this runs on.
"""

from __future__ import annotations

import pytest

from labsvar.formats.xml import Closing, Head, read, read_stream
from tests.hostile import INPUTS, RULES, letter, opening
from tests.timing import worked

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(range(256)) * 20
SECOND = 1.0
pytestmark = pytest.mark.usefixtures("untraced")


@pytest.fixture(autouse=True, scope="module")
def _warm() -> None:
    """The readers are made once per process, when the first letter comes."""
    read(letter())


@pytest.mark.parametrize("name", INPUTS)
def test_two_megabytes_of_anything_are_answered_within_a_second(name: str) -> None:
    data = INPUTS[name]()
    found, seconds = worked(lambda: read(data))
    assert seconds < SECOND
    if name in RULES:
        assert found.findings[-1].rule == RULES[name]
        assert not found.readable
    assert all(finding.line is None or finding.line >= 1 for finding in found.all_findings)


def test_every_refused_input_is_among_those_tried() -> None:
    assert set(RULES) <= set(INPUTS)


class Endless:
    """A gigabyte of one byte after a beginning, made as it is read."""

    def __init__(self, beginning: bytes, byte: bytes) -> None:
        self.left = 1_000_000_000
        self._beginning = beginning
        self._byte = byte

    def read(self, size: int = -1) -> bytes:
        chunk = self._beginning or self._byte * min(size, self.left)
        self._beginning = b""
        self.left -= len(chunk)
        return chunk


@pytest.mark.parametrize(
    ("beginning", "byte", "rule"),
    [
        (b"", b" ", "form.prolog-too-long"),
        (b"<", b"a", "form.prolog-too-long"),
        (opening(), b" ", "form.prolog-too-long"),
        (opening() + b"<LaboratoryReport>", b" ", "form.letter-too-large"),
        (opening() + b"<LaboratoryReport><!--", b" ", "form.letter-too-large"),
    ],
    ids=["spaces", "name", "spaces between letters", "spaces in a letter", "comment in a letter"],
)
def test_a_gigabyte_is_refused_after_the_first_bytes_that_are_too_many(
    beginning: bytes, byte: bytes, rule: str
) -> None:
    source = Endless(beginning, byte)
    (*_, closing), seconds = worked(lambda: list(read_stream(source)))
    assert seconds < SECOND
    assert isinstance(closing, Closing)
    assert not closing.complete
    heads = [item for item in read_stream(Endless(beginning, byte)) if isinstance(item, Head)]
    assert [found.rule for found in (*heads[0].findings, *closing.findings)] == [rule]
    assert source.left > 900_000_000


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"", "form.empty"),
        (PNG, "form.not-xml"),
        (letter()[: len(letter()) // 2], "form.truncated"),
        (letter()[:150], "form.truncated"),
        (letter()[: -len("</Emessage>")], "form.truncated"),
        (letter().replace(b"UTF-8", b"US-ASCII"), "form.encoding-wrong"),
        (letter().replace(b"UTF-8", b"ISO-8859-1").replace("ø".encode(), b"\x96"), "form.encoding-control"),
        (letter().decode().replace("UTF-8", "UTF-16").encode("utf-16"), "form.encoding-wide"),
        (b"1234567890" * 100, "form.not-xml"),
    ],
    ids=["empty", "PNG", "half", "in the start tag", "no end tag", "ASCII", "windows", "UTF-16", "digits"],
)
def test_what_is_no_letter_is_refused_by_the_rule_that_says_why(data: bytes, rule: str) -> None:
    found = read(data)
    assert [finding.rule for finding in found.findings] == [rule]
    assert found.findings[0].line
    assert not found.readable
