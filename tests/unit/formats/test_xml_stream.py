"""A long file is read letter by letter: the head, every letter, and last what was found around them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labsvar.formats.xml import Closing, Head, LetterRead, Limits, read, read_stream, write
from labsvar.letters.catalogue import VERSIONS
from labsvar.letters.version import LetterVersion
from tests.builders import emessage, laboratory_report
from tests.damage import damaged, garbled
from tests.hostile import letter, opening
from tests.strategies import random_emessage


class Trickle:
    """A source that gives a few bytes at a time, as a socket may."""

    def __init__(self, data: bytes, size: int) -> None:
        self._source = io.BytesIO(data)
        self._size = size

    def read(self, size: int = -1, /) -> bytes:
        return self._source.read(min(self._size, size))


def told(items: Iterator[Head | LetterRead | Closing]) -> tuple[object, ...]:
    """What a stream says, in the shape of a whole reading."""
    head, *letters, closing = items
    assert isinstance(head, Head)
    assert isinstance(closing, Closing)
    findings = (*head.findings, *closing.findings)
    return head.envelope, head.envelope_identifier, head.encoding, head.namespace, findings, tuple(letters)


def told_at_once(data: bytes) -> tuple[object, ...]:
    found = read(data)
    return (
        found.envelope,
        found.envelope_identifier,
        found.encoding,
        found.namespace,
        found.findings,
        found.letters,
    )


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(version=st.sampled_from(VERSIONS), seed=st.integers(0, 2**32), size=st.sampled_from((1, 7, 1000)))
def test_a_stream_says_what_a_whole_reading_says_however_the_bytes_come(
    version: LetterVersion, seed: int, size: int
) -> None:
    random = Random(seed)
    data = write(random_emessage(version, random, count=3), indent=random.random() < 0.5)
    for hurt in (data, damaged(data, random), garbled(data, random)):
        assert told(read_stream(Trickle(hurt, size))) == told_at_once(hurt)


def many(count: int, *, junk: bytes = b"\n") -> bytes:
    body = read(letter()).letters[0].body
    return opening() + b"".join(
        body.replace(b"TKB0000001", b"L%09d" % number) + junk for number in range(count)
    )


def test_letters_come_one_by_one_before_the_file_is_read_to_its_end() -> None:
    source = io.BytesIO(many(2000) + b"</Emessage>")
    items = read_stream(source)
    assert isinstance(next(items), Head)
    first = next(items)
    assert isinstance(first, LetterRead)
    assert first.identifier == "L000000000"
    assert source.tell() < 2_000_000
    rest = list(items)
    assert len(rest) == 2000
    last = rest[-2]
    assert isinstance(last, LetterRead)
    assert last.path == "/Emessage/LaboratoryReport[2000]"
    assert last.line == 2001
    assert rest[-1] == Closing(findings=(), complete=True)


def test_a_fault_late_in_a_file_comes_after_the_letters_before_it() -> None:
    *letters, closing = list(read_stream(io.BytesIO(many(1500) + b"<LaboratoryReport><Letter>")))[1:]
    assert len(letters) == 1500
    assert isinstance(closing, Closing)
    assert not closing.complete
    assert [(found.rule, found.line) for found in closing.findings] == [("form.truncated", 1502)]


def test_lines_are_counted_through_the_whole_file() -> None:
    data = many(1200, junk=b"\n\n").replace(b"L000001199", b"", 1) + b"</Emessage>"
    *_, faulty, _ = read_stream(io.BytesIO(data))
    assert isinstance(faulty, LetterRead)
    assert [(found.rule, found.line) for found in faulty.findings] == [("standard.empty", 2 + 2 * 1199)]


def test_a_stream_that_is_no_letter_gives_a_head_and_a_closing() -> None:
    head, closing = read_stream(io.BytesIO(b"nonsense"))
    assert isinstance(head, Head)
    assert [found.rule for found in head.findings] == ["form.not-xml"]
    assert closing == Closing(findings=(), complete=False)


@pytest.mark.parametrize("size", [1 << 19, (1 << 20) - 3, 3 << 20])
def test_a_letter_may_be_longer_than_what_is_read_at_a_time(size: int) -> None:
    text = "æ" * (size // 2)
    data = write(emessage(laboratory_report(comments=(text,)), laboratory_report(number="B")))
    _, first, second, closing = read_stream(io.BytesIO(data))
    assert isinstance(first, LetterRead)
    assert isinstance(second, LetterRead)
    assert first.letter is not None
    assert first.letter.requisition_information.comments == (text,)  # type: ignore[union-attr]  # a laboratory report
    assert second.identifier == "B"
    assert closing == Closing(findings=(), complete=True)


def test_limits_hold_for_streams() -> None:
    data = write(emessage(laboratory_report(), laboratory_report(), laboratory_report()))
    *_, closing = read_stream(io.BytesIO(data), limits=Limits(max_letters=2))
    assert isinstance(closing, Closing)
    assert [found.rule for found in closing.findings] == ["form.too-many-letters"]
