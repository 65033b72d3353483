"""Two writers, one verdict: what the generated writer gives out is what the slow one would have given out.

The slow writer walks the tree and reads again what it wrote; it is the judge here. The generated one may
give up on a letter whenever it likes, but it never writes one the judge refuses, nor writes it otherwise.
"""

from __future__ import annotations

from random import Random
from typing import Any
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labsvar.formats.xml import CannotWrite, fast_writer, write
from labsvar.letters.catalogue import VERSIONS, Emessage
from labsvar.letters.text import BREAK, Bold, Center
from labsvar.letters.version import LetterVersion
from tests.builders import emessage, laboratory_report, patient, result
from tests.strategies import emessages, random_emessage

MARK_IN_A_MARK: Any = (Center(),)
BAD_VALUES: tuple[Any, ...] = (
    None, "", "x" * 600, 0, -1, 10**9, True, False, (), ("x", BREAK), (Bold(MARK_IN_A_MARK),), b"x",
    "\x00", "\ud800", "a\tb", "<&>\r", "\x85", "2026-02-30", "komplet_svar", object(),
)  # fmt: skip


def slowly(message: Emessage) -> bytes:
    with mock.patch.object(fast_writer, "document", return_value=None):
        return write(message)


def examples(count: int) -> settings:
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


def damaged(value: Any, random: Random) -> Any:
    """The same letter but for one field anywhere inside it, which gets a value that is likely wrong."""
    fields = value.__struct_fields__ if isinstance(value, msgspec.Struct) else ()
    if isinstance(value, tuple) and value:
        place = random.randrange(len(value))
        return (*value[:place], damaged(value[place], random), *value[place + 1 :])
    if not fields or random.random() < 0.05:
        return random.choice(BAD_VALUES)
    field = random.choice(fields)
    return msgspec.structs.replace(value, **{field: damaged(getattr(value, field), random)})


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
def test_every_version_is_written_fast_and_as_the_slow_writer_writes_it(version: LetterVersion) -> None:
    random = Random(version.code)
    messages = [random_emessage(version, random, count=2) for _ in range(8)]
    for message in messages:
        assert write(message) == slowly(message)
    # A letter with a number such as +5 in it is left to the slow writer, and some have many numbers.
    others = (random_emessage(version, random) for _ in range(60))
    assert any(fast_writer.document(message) is not None for message in (*messages, *others))


@examples(60)
@given(message=emessages(), encoding=st.sampled_from(("UTF-8", "ISO-8859-1", "US-ASCII")))
def test_any_valid_letter_comes_out_the_same_in_every_encoding(message: Emessage, encoding: str) -> None:
    with mock.patch.object(fast_writer, "document", return_value=None):
        expected = write(message, encoding=encoding)
    assert write(message, encoding=encoding) == expected


@examples(300)
@given(version=st.sampled_from(VERSIONS), seed=st.integers(0, 2**32))
def test_a_letter_with_a_wrong_value_is_never_written_when_the_slow_writer_refuses_it(
    version: LetterVersion, seed: int
) -> None:
    random = Random(seed)
    message = damaged(random_emessage(version, random), random)
    if not isinstance(message, Emessage):
        return
    quick = fast_writer.document(message)
    if quick is None:
        return
    try:
        expected = slowly(message)
    except CannotWrite as refused:
        pytest.fail(f"written all the same: {refused}")
    assert expected.decode().split("\n", 1)[1] == quick


def test_a_number_where_true_or_false_stands_is_left_to_the_slow_writer() -> None:
    """Python finds 0 where False is; XML writes the one as `0` and the other as `false`."""
    number: Any = 0
    refusing, strange = (patient(given=given) for given in (False, number))
    assert fast_writer.document(emessage(laboratory_report(patient=refusing))) is not None
    assert fast_writer.document(emessage(laboratory_report(patient=strange))) is None


def test_characters_that_xml_writes_as_references_do_not_send_a_letter_to_the_slow_writer() -> None:
    letter = laboratory_report(
        comments=("a < b & c > d\r\x85",),
        results=(result(unit="<&>"),),
    )
    quick = fast_writer.document(emessage(letter))
    assert quick is not None
    assert "a &lt; b &amp; c &gt; d&#13;&#133;" in quick
    assert "<Unit>&lt;&amp;&gt;</Unit>" in quick


def test_a_letter_as_long_as_the_limits_of_the_reader_is_left_to_the_slow_writer() -> None:
    long = laboratory_report(comments=("x" * 200_000,))
    assert fast_writer.document(emessage(long)) is None
    assert len(write(emessage(long))) > 200_000
