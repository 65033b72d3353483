"""What holds for every table of segments: random letters of its declaration are written and read back,
damaged messages give findings, and the fast reader says what the slow one says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any
from unittest import mock

import msgspec
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from labsvar.formats.edifact import fast, read, write
from labsvar.formats.model import EmessageRead
from labsvar.letters.segments import TABLES
from labsvar.letters.segments.model import Table
from tests.edifact_damage import counted, garbled, hurt
from tests.edifact_letters import message

SEEDS = st.integers(0, 2**32)
EVERY_TABLE = pytest.mark.parametrize("table", TABLES, ids=lambda table: table.code)


def examples(count: int) -> settings:
    # A smaller seed makes no simpler letter, so failures are not shrunk.
    return settings(
        max_examples=count,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
    )


def read_slowly(data: bytes) -> EmessageRead:
    """The file as the slow reader reads it, with the fast one giving up on everything."""
    with mock.patch.object(fast, "read_letter", return_value=None):
        return read(data)


def told(found: EmessageRead) -> Any:
    """What a reading says, without the bytes it keeps."""
    letters = [
        (item.letter, item.version_code, item.findings, item.changes, item.identifier)
        for item in found.letters
    ]
    return found.envelope, found.findings, letters


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every leaf of a letter as plain data, by the names of elements above it; a text is one leaf."""
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, (*path, name))
    elif (
        isinstance(value, list)
        and value
        and all(isinstance(one, dict) and "mark" not in one for one in value)
    ):
        for number, one in enumerate(value):
            yield from leaves(one, (*path, str(number)))
    else:
        yield path, value


@EVERY_TABLE
@examples(12)
@given(seed=SEEDS)
def test_a_letter_comes_back_as_it_was_but_for_what_the_writer_tells(table: Table, seed: int) -> None:
    """No element of a letter is absent or other after writing and reading without a change that names it."""
    random = Random(seed)
    whole = message(table, random, count=random.choice((1, 1, 2)))
    written = write(whole, lines=random.random() < 0.5)
    found = read(written.data)
    assert found.all_findings == ()
    assert found.envelope == whole.envelope
    named = {name.partition("[")[0] for change in written.changes for name in change.path.split("/")}
    for before, after in zip(whole.letters, found.letters, strict=True):
        old, new = (dict(leaves(msgspec.to_builtins(one))) for one in (before, after.letter))
        for path in old.keys() | new.keys():
            if old.get(path) != new.get(path):
                assert named & set(path) or "changes" in path, path


@EVERY_TABLE
@examples(8)
@given(seed=SEEDS)
def test_both_readers_say_the_same_of_a_valid_message(table: Table, seed: int) -> None:
    """What the fast reader takes, the slow one takes too, as the same letter and without a finding."""
    random = Random(seed)
    written = write(message(table, random), lines=random.random() < 0.5)
    assert told(read(written.data)) == told(read_slowly(written.data))


@EVERY_TABLE
@examples(8)
@given(seed=SEEDS)
def test_both_readers_say_the_same_of_a_damaged_message(table: Table, seed: int) -> None:
    """Segments and values that are not as they should be crash nothing and are judged alike."""
    random = Random(seed)
    data = write(message(table, random)).data
    for _ in range(4):
        damaged = hurt(data, random)
        for tried in (damaged, counted(damaged), garbled(data, random)):
            assert told(read(tried)) == told(read_slowly(tried))


@EVERY_TABLE
@examples(8)
@given(seed=SEEDS)
def test_nothing_in_a_message_is_passed_over_in_silence(table: Table, seed: int) -> None:
    """A damaged message that is read without a finding and without a change says again, when it is written,
    every segment that it said. Free text may be cut otherwise; its characters are there."""
    random = Random(seed)
    data = write(message(table, random)).data
    for _ in range(4):
        damaged = counted(hurt(data, random))
        found = read(damaged)
        if found.all_findings or any(item.changes for item in found.letters) or found.envelope is None:
            continue
        letters = tuple(item.letter for item in found.letters if item.letter is not None)
        namespace = table.version.release.namespace
        whole = message(table, random)
        again = write(
            msgspec.structs.replace(whole, namespace=namespace, envelope=found.envelope, letters=letters)
        )
        gone = said(damaged) - said(again.data)
        assert gone == Counter()


def said(data: bytes) -> Counter[str]:
    """The segments of a file that say something, and the characters of all its free text."""
    made: Counter[str] = Counter()
    for segment in data.decode("latin-1").replace("?'", "\x00").split("'"):
        tag, *parts = re.split("[+:]", segment)
        # US is a constant of names and addresses, which says nothing by itself.
        told = [part for part in parts if part not in ("", "US")]
        if tag == "FTX":
            made.update("".join(segment.split("+")[4:]).translate(_NO_WORDS))
        elif tag not in ("UNA", "UNB", "UNT") and (len(told) > 1 or tag == "HAN"):
            # FO is the qualifier of a given name, which may not be there.
            bare = segment.rstrip("+:").removesuffix("+FO")
            made["+".join(element.rstrip(":") for element in bare.split("+"))] += 1
    return made


# A text may be cut, and an empty line be written, in other places.
_NO_WORDS = str.maketrans("", "", "\\:. ?")
