"""The syntax of EDIFACT: what is read whatever its layout, and what is named when it is wrong."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from labsvar.formats import edifact
from labsvar.formats.edifact import read, write
from labsvar.formats.model import EmessageRead
from labsvar.formats.xml.limits import Limits
from labsvar.letters.text import BREAK
from tests.builders import emessage, laboratory_report
from tests.hostile_edifact import INPUTS
from tests.timing import worked

LETTER = laboratory_report(comments=("Hvad? Jo: 5'+3", BREAK))
DATA = write(emessage(LETTER)).data


def rules(found: EmessageRead) -> list[str]:
    return [one.rule for one in found.all_findings]


def changed(old: bytes, new: bytes, data: bytes = DATA) -> EmessageRead:
    assert old in data
    return read(data.replace(old, new, 1))


def test_other_service_characters_are_taken_from_una() -> None:
    """Any six that can be told apart; what the usual ones are is text then, and the letter is the same."""
    other = DATA.translate(bytes.maketrans(b":+.?'", b"|*,\\~"))
    found = read(other)
    assert rules(found) == ["form.edifact-decimal"]
    letter = found.letters[0].letter
    assert letter is not None
    assert letter.sender == LETTER.sender
    assert rules(read(found.letters[0].raw)) == ["form.edifact-decimal"]


def test_a_file_without_una_is_read_with_the_usual_service_characters() -> None:
    found = read(DATA.removeprefix(b"UNA:+.? '"))
    assert rules(found) == []
    assert found.letters[0].letter == LETTER


@pytest.mark.parametrize("una", [b"UNA::.? '", b"UNAa+.? '", b"UNA:+.?  ", b"UNA:+."])
def test_service_characters_that_cannot_be_told_apart_are_refused(una: bytes) -> None:
    assert rules(changed(b"UNA:+.? '", una))[:1] == ["form.edifact-una"]


def test_a_space_for_the_release_character_means_that_there_is_none() -> None:
    plain = write(emessage(laboratory_report())).data
    assert rules(changed(b"UNA:+.? '", b"UNA:+.  '", plain)) == []
    assert rules(changed(b"UNA:+.? '", b"UNA:+.  '")) != []


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b"\r"])
def test_line_ends_mean_nothing_anywhere(line_end: bytes) -> None:
    """Not after segments and not within a text, a tag or after a release character."""
    width = 7
    folded = line_end.join(DATA[start : start + width] for start in range(9, len(DATA), width))
    for layout in (DATA.replace(b"'", b"'" + line_end), DATA[:9] + line_end + folded):
        found = read(layout)
        assert rules(found) == [], found.all_findings
        assert found.letters[0].letter == LETTER


def test_a_release_character_before_anything_else_is_named_with_its_segment() -> None:
    found = changed(b"Hvad??", b"Hvad?")
    assert [(one.rule, one.path) for one in found.all_findings] == [
        ("form.edifact-release", "UNH[1]/S02[1]/FTX[1]")
    ]


def test_places_count_segments_from_one_within_the_message_and_lines_within_the_file() -> None:
    """Message, group trigger, segment of that tag, element and component."""
    data = write(emessage(LETTER), lines=True).data
    found = changed(b"NPU03230:CQU", b"NPU03230:XXX", data)
    line = data[: data.index(b"NPU03230")].count(b"\n") + 1
    assert [(one.rule, one.path, one.line) for one in found.all_findings] == [
        ("standard.edifact-code", "UNH[1]/S20[1]/INV[2]+2.2", line)
    ]


def test_several_messages_in_one_file_are_judged_each_for_itself() -> None:
    """A fault in one leaves the other alone, and each can be kept as a file of its own."""
    second = laboratory_report(number="L2")
    data = write(emessage(LETTER, second)).data
    found = read(data.replace(b"+L2'UNZ", b"+L3'UNZ"))
    assert [item.letter for item in found.letters] == [LETTER, None]
    assert [one.rule for one in found.letters[1].findings] == ["form.edifact-unt-reference"]
    assert found.letters[1].path == "UNH[2]"
    assert found.readable
    alone = read(found.letters[0].raw)
    assert rules(alone) == []
    assert [item.letter for item in alone.letters] == [LETTER]


def test_the_bytes_of_a_letter_are_kept_as_they_were_sent() -> None:
    data = write(emessage(LETTER), lines=True).data
    letter = read(data).letters[0]
    assert letter.head + letter.body in data
    assert letter.body.startswith(b"UNH+")
    assert letter.body.endswith(b"'")


FAULTS: dict[str, tuple[bytes, bytes, str]] = {
    "no UNB": (b"UNB+", b"UNX+", "form.edifact-unb-missing"),
    "a second file behind": (b"UNZ+1+K0000001'", b"UNZ+1+K0000001'UNA:+.? 'UNB+", "form.edifact-after-end"),
    "no UNZ": (b"UNZ+1+K0000001'", b"", "form.edifact-unz-missing"),
    "a count of letters": (b"UNZ+1+", b"UNZ+2+", "form.edifact-unz-count"),
    "the end cut off": (b"UNZ+1+K0000001'", b"UNZ+1+K00", "form.edifact-truncated"),
    "a location number of another kind": (b"12:14+", b"12:ZZ+", "form.edifact-unb-incomplete"),
    "a test indicator": (b"++++1'", b"++++1++1'", "form.edifact-unb-extra"),
    "an impossible day": (b"260304:1210", b"260231:1210", "form.edifact-unb-incomplete"),
    "an unknown acknowledgement": (b"++++1'", b"++++7'", "standard.code"),
    "an unknown repertoire": (b"UNOC:3", b"UNOX:3", "form.edifact-repertoire"),
    "a syntax version not read": (b"UNOC:3", b"UNOC:4", "form.edifact-repertoire"),
    "something between": (b"UNZ+1+", b"XYZ+1'UNZ+1+", "form.edifact-outside"),
    "no UNT": (b"UNT+", b"UNX+", "form.edifact-unt-missing"),
    "another message type": (b"MEDRPT:D:93A:UN", b"MEDRPT:D:96A:UN", "form.edifact-message-type"),
    "an unknown version": (b"R0131K", b"R9999K", "form.edifact-unknown-message"),
    "a tag that is none": (b"BGM+", b"bg+", "form.edifact-tag"),
    "windows-1252": (b"Testvej 1", b"Test\x96vej", "form.edifact-control"),
    "a control character": (b"Testvej 1", b"Test\x07vej", "form.edifact-control"),
    "UTF-8": (b"L\xe6gerne", "Lægerne".encode(), "form.edifact-utf8"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_syntax_is_named(fault: str) -> None:
    old, new, rule = FAULTS[fault]
    found = changed(old, new)
    assert rule in rules(found)
    assert found.errors
    assert all(item.letter is None or item.findings == () for item in found.letters)


def test_nothing_is_no_file() -> None:
    assert rules(read(b"")) == ["form.empty"]
    assert rules(read(b" \r\n")) == ["form.empty"]
    assert rules(read(b"UNB+UNOC:3+1:14+2:14+260304:1210+K'UNZ+0+K'")) == ["form.edifact-no-letters"]


def test_letters_beyond_ascii_under_unoa_are_read_and_warned_of() -> None:
    """As ISO-8859-1, in which they are really found."""
    found = changed(b"UNOC:3", b"UNOA:1")
    assert rules(found) == ["form.edifact-letters"]
    assert found.letters[0].letter == LETTER


@pytest.mark.parametrize(
    ("short", "pivot", "year"),
    [
        ("260304", 70, "2026"),
        ("691231", 70, "2069"),
        ("700101", 70, "1970"),
        ("991231", 70, "1999"),
        ("260304", 20, "1926"),
        ("190304", 20, "2019"),
    ],
)
def test_a_year_of_two_digits_gets_its_century_from_the_pivot(short: str, pivot: int, year: str) -> None:
    """70 unless told otherwise: the converter's 20 took every letter from 2021 on for one of 1921."""
    found = read(DATA.replace(b"260304", short.encode()), pivot=pivot)
    assert found.envelope is not None
    assert found.envelope.sent.date[:4] == year


def test_a_year_that_two_digits_cannot_say_is_refused_by_the_writer() -> None:
    whole = emessage(LETTER, sent="1969-12-31 08:15")
    with pytest.raises(edifact.CannotWrite) as refused:
        write(whole)
    assert [one.path for one in refused.value.findings] == ["/Emessage/Envelope/Sent/Date"]


@pytest.mark.parametrize(
    ("limits", "rule"),
    [
        (Limits(max_bytes=100), "form.too-large"),
        (Limits(max_bytes_per_letter=100), "form.letter-too-large"),
        (Limits(max_elements_per_letter=100), "form.edifact-too-many-segments"),
        (Limits(max_letters=0), "form.too-many-letters"),
    ],
)
def test_what_passes_a_limit_is_refused_by_name(limits: Limits, rule: str) -> None:
    assert rule in rules(read(DATA, limits=limits))


def test_findings_beyond_the_limit_are_counted_and_no_more_named() -> None:
    junk = DATA.replace(b"UNT+", b"XYZ+1'" * 50 + b"UNT+")
    found = read(junk, limits=Limits(max_findings_per_letter=5, max_findings=5))
    assert rules(found)[0] == "form.too-many-findings"
    assert rules(found)[-1] == "form.more-findings"
    assert len(found.letters[0].findings) == 6


@pytest.mark.usefixtures("untraced")
@pytest.mark.parametrize("what", INPUTS)
def test_input_made_to_exhaust_the_reader_is_answered_soon(what: str) -> None:
    """About a second for each megabyte at the very most, on any machine the tests run on."""
    make: Callable[[], bytes] = INPUTS[what]
    data = make()
    found, seconds = worked(lambda: read(data))
    assert seconds < 3.0
    assert found.errors
