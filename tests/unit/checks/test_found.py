"""Where the content rules' findings stand: paths from the rules, lines from the bytes."""

from __future__ import annotations

import pytest

from labsvar.checks import Place, line_of, rules
from labsvar.checks.found import Found

LETTER = """\
<LaboratoryReport>
 <Patient><PersonSurnameName>Prøve</PersonSurnameName></Patient>
 <Result><Value>1</Value></Result>
 <Result>
  <Value>2</Value>
 </Result>
 <Unit/>
</LaboratoryReport>
"""


def test_the_line_of_an_element_is_found_by_its_path() -> None:
    raw = LETTER.encode()
    assert line_of(raw, "Patient/PersonSurnameName") == 2
    assert line_of(raw, "Result[1]/Value") == 3
    assert line_of(raw, "Result[2]/Value") == 5
    assert line_of(raw, "Result/Value") == 3
    assert line_of(raw, "Unit") == 7


@pytest.mark.parametrize("path", ["Result[3]/Value", "Receiver", "Patient/Value", ""])
def test_an_element_that_is_not_there_has_no_line(path: str) -> None:
    assert line_of(LETTER.encode(), path) is None


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "windows-1252"])
def test_lines_are_the_same_in_every_encoding(encoding: str) -> None:
    declared = f'<?xml version="1.0" encoding="{encoding}"?>\n{LETTER}'.encode(encoding)
    assert line_of(declared, "Result[2]/Value") == 6


def test_prefixes_do_not_count_and_need_not_be_declared() -> None:
    raw = b"<m:A>\n<m:B>\n<m:C/></m:B></m:A>"
    assert line_of(raw, "B/C") == 3


def test_what_stands_in_a_comment_is_no_element() -> None:
    raw = b"<A>\n<!-- <Value>1</Value> -->\n<Value>1</Value></A>"
    assert line_of(raw, "Value") == 3


@pytest.mark.parametrize("raw", [b"", b"\x89PNG", b"\n"])
def test_bytes_that_are_no_letter_have_no_lines(raw: bytes) -> None:
    assert line_of(raw, "Value") is None


def test_a_letter_within_a_file_counts_the_lines_of_the_file() -> None:
    found = Found()
    found.add(rules.UNIT_MISSING, "Result[2]/Value")
    found.add(rules.CPR_DATE, "Patient/PersonSurnameName")
    place = Place(path="/Emessage/LaboratoryReport[3]", raw=LETTER.encode(), first_line=101)
    assert [(at.line, at.path) for at in found.findings(place)] == [
        (105, "/Emessage/LaboratoryReport[3]/Result[2]/Value"),
        (102, "/Emessage/LaboratoryReport[3]/Patient/PersonSurnameName"),
    ]


def test_a_letter_that_was_never_a_file_has_paths_only() -> None:
    found = Found()
    found.add(rules.UNIT_MISSING, "Result[2]/Value")
    assert [(at.line, at.path) for at in found.findings(Place(path="/A"))] == [(None, "/A/Result[2]/Value")]
