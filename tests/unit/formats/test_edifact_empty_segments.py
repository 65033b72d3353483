"""A segment that stands without the values it is for is read as if it were not there, and told of."""

from __future__ import annotations

import re
from unittest import mock

import pytest
from msgspec.structs import replace

from labsvar.formats import edifact
from labsvar.formats.edifact import fast
from labsvar.formats.model import EmessageRead
from labsvar.letters.catalogue import AnyLetter
from labsvar.letters.common import Consent
from tests import requisitions
from tests.builders import emessage, laboratory_report

EMPTY = "standard.edifact-empty"
ANSWER = laboratory_report()
REQUEST = requisitions.laboratory_request()
REQUEST = replace(REQUEST, sender=replace(REQUEST.sender, telephone_subscriber_identifier="12345678"))


def written(letter: AnyLetter) -> bytes:
    return edifact.write(emessage(letter), lines=True).data


def both(data: bytes) -> EmessageRead:
    """The file as both readers read it: the slow one alone says the same as with the fast one before it."""
    with mock.patch.object(fast, "read_letter", return_value=None):
        slow = edifact.read(data)
    read = edifact.read(data)
    assert read == slow
    return read


def counted(data: bytes) -> bytes:
    """With the number of segments that stand in it."""
    count = data.count(b"'", data.index(b"UNH"), data.index(b"UNZ"))
    return re.sub(rb"UNT\+[0-9]+", b"UNT+%d" % count, data)


@pytest.mark.parametrize("empty", ["QTY+SVO", "QTY+SVO:+", "QTY"])
def test_a_segment_added_without_values_is_told_of_and_changes_nothing(empty: str) -> None:
    data = written(ANSWER)
    added = counted(data.replace(b"SPC+SCI+ATT'", b"SPC+SCI+ATT'\r\n" + empty.encode() + b"'"))
    read = both(added)
    errors = [found for found in read.errors if found.rule != EMPTY]
    if empty == "QTY":
        assert errors, "without its qualifier nobody knows what it is"
        return
    assert [(found.rule, found.severity, found.path) for found in read.all_findings] == [
        (EMPTY, "warning", "UNH[1]/S16[1]/QTY[1]")
    ]
    assert "QTY+SVO" in read.all_findings[0].en
    assert read.letters[0].letter == edifact.read(data).letters[0].letter


@pytest.mark.parametrize(
    ("letter", "segment", "empty"),
    [
        (ANSWER, rb"RFF\+ROI:[^']+'", b"RFF+ROI'"),
        (ANSWER, rb"ADR\+[^']+'", b"ADR'"),
        (REQUEST, rb"COM\+[^':]+:WTE'", b"COM'"),
        (REQUEST, rb"COM\+[^':]+:WTE'", b"COM+:WTE'"),
    ],
    ids=["number", "address", "telephone", "telephone with its kind"],
)
def test_a_segment_whose_values_got_lost_is_told_of(letter: AnyLetter, segment: bytes, empty: bytes) -> None:
    data, replaced = re.subn(segment, empty, written(letter), count=1)
    assert replaced
    read = both(data)
    assert [found.rule for found in read.all_findings] == [EMPTY]
    assert read.letters[0].letter is not None


def test_a_free_text_without_words_is_told_of_also_among_others() -> None:
    """In whatever form: without components, with empty ones. What stands for an empty line is a full stop."""
    words = replace(
        ANSWER, requisition_information=replace(ANSWER.requisition_information, comments=("Et ord.",))
    )
    data = written(words)
    text = b"FTX+SPC+P00++Et ord.'"
    assert text in data
    for empty in (b"FTX+SPC'", b"FTX+SPC+P00'", b"FTX+SPC+P00++:::'"):
        for around in (empty, text + b"\r\n" + empty, empty + b"\r\n" + text):
            read = both(counted(data.replace(text, around)))
            assert [found.rule for found in read.all_findings] == [EMPTY]
    assert both(data.replace(text, b"FTX+SPC+P00++.'")).all_findings == ()


def test_a_segment_that_says_something_by_standing_there_is_not_empty() -> None:
    """HAN+CDS holds no value: that it stands says that consent is refused."""
    refusing = replace(ANSWER.patient, consent=Consent(given=False))
    data = written(replace(ANSWER, patient=refusing))
    assert b"HAN+CDS'" in data
    assert both(data).all_findings == ()
