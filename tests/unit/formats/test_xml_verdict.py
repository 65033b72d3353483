"""One verdict: what the schema of the release accepts is free of errors, what it refuses has one.

The fast reader, the slow reader and libxml2 with the schema made from the tree look at the same files:
random valid ones, ones with damaged elements and values, and ones with damaged bytes.
"""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labsvar.formats.xml import canonical, read, write
from labsvar.letters.catalogue import VERSIONS, Emessage
from labsvar.letters.version import LetterVersion
from tests.damage import damaged, garbled
from tests.strategies import emessages, random_emessage
from tests.unit.formats.judges import accepted_by_schema, read_slowly, told

ENCODINGS = ("UTF-8", "ISO-8859-1", "windows-1252", "US-ASCII")
# What damaged bytes may break that no schema looks at: the bytes are well-formed XML all the same.
BEYOND_THE_SCHEMA = {
    "form.encoding-control",
    "form.encoding-unknown",
    "form.encoding-wrong",
    "form.namespace",
    "form.prolog",
}
SEEDS = st.integers(0, 2**32)


def examples(count: int) -> settings:
    return settings(max_examples=count, suppress_health_check=list(HealthCheck))


@examples(80)
@given(message=emessages(), encoding=st.sampled_from(ENCODINGS), indent=st.booleans())
def test_a_valid_letter_is_read_as_it_was_written_by_both_readers_and_the_schema(
    message: Emessage, encoding: str, indent: bool
) -> None:
    data = write(message, encoding=encoding, indent=indent)
    for found in (read(data), read_slowly(data)):
        assert found.all_findings == ()
        assert found.envelope == message.envelope
        assert tuple(item.letter for item in found.letters) == message.letters
    assert accepted_by_schema(data, message.namespace)


@examples(40)
@given(message=emessages(), encoding=st.sampled_from(ENCODINGS))
def test_what_was_read_and_written_again_means_the_same(message: Emessage, encoding: str) -> None:
    data = write(message, indent=True)
    assert canonical(write(message, encoding=encoding)) == canonical(data)


@examples(40)
@given(message=emessages())
def test_the_kept_bytes_of_each_letter_are_an_emessage_of_their_own(message: Emessage) -> None:
    for item in read(write(message, indent=True)).letters:
        alone = read(item.raw)
        assert [other.letter for other in alone.letters] == [item.letter]
        assert alone.envelope == message.envelope


@pytest.mark.parametrize("version", VERSIONS, ids=lambda version: version.code)
@examples(25)
@given(seed=SEEDS)
def test_damaged_elements_and_values_are_judged_as_the_schema_does(version: LetterVersion, seed: int) -> None:
    random = Random(seed)
    data = write(random_emessage(version, random, count=random.choice((1, 2))), indent=random.random() < 0.5)
    for _ in range(4):
        hurt = damaged(data, random)
        fast, slow = read(hurt), read_slowly(hurt)
        assert told(fast) == told(slow)
        assert (not slow.errors) == accepted_by_schema(hurt, version.release.namespace), slow.errors


@examples(100)
@given(version=st.sampled_from(VERSIONS), seed=SEEDS, encoding=st.sampled_from(ENCODINGS))
def test_damaged_bytes_are_never_taken_for_a_letter_that_they_are_not(
    version: LetterVersion, seed: int, encoding: str
) -> None:
    random = Random(seed)
    data = write(random_emessage(version, random), encoding=encoding, indent=random.random() < 0.5)
    for _ in range(6):
        hurt = garbled(data, random)
        fast, slow = read(hurt), read_slowly(hurt)
        assert told(fast) == told(slow)
        rules = {found.rule for found in slow.errors}
        if not rules or not rules <= BEYOND_THE_SCHEMA:
            assert (not rules) == accepted_by_schema(hurt, version.release.namespace), rules
