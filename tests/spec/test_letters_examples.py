"""MedCom's public example letters: the valid ones have no error and come back as they were, the one that
is not valid is refused for the reason its list of sources names.
"""

from __future__ import annotations

import pytest
from lxml import etree

from labsvar.formats.xml import canonical, compiled_schema, read, write
from labsvar.letters.catalogue import Emessage
from tests.shared import message

VALID = (
    "RPT01_1",
    "RPT01_2",
    "RPT03_1",
    "RPT04_1",
    "XRPT05_6092035412",
    "XRPT06_Eksempel_Dyrkning_1",
    "REQ01_1",
    "REQ03_1",
    "CTL01_1",
    "CTL03_1",
)
ENCODINGS = ("UTF-8", "ISO-8859-1", "windows-1252", "US-ASCII")


@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_has_no_findings(name: str) -> None:
    found = read(message(f"{name}.xml"))
    assert found.all_findings == ()
    assert found.readable
    assert len(found.letters) == 1
    assert found.sender


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", VALID)
def test_a_valid_example_read_and_written_again_means_the_same_and_is_valid(name: str, encoding: str) -> None:
    data = message(f"{name}.xml")
    found = read(data)
    assert found.namespace
    assert found.envelope
    letters = tuple(item.letter for item in found.letters if item.letter is not None)
    again = write(
        Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters),
        encoding=encoding,
        indent=True,
    )
    assert canonical(again) == canonical(data)
    version = found.letters[0].version
    assert version is not None
    assert compiled_schema(version).validate(etree.fromstring(again))
    assert compiled_schema(version).validate(etree.fromstring(data))


def test_text_directly_in_a_text_element_is_refused_with_its_line_and_element() -> None:
    found = read(message("XRPT05_6092035424.xml"))
    assert found.readable
    (letter,) = found.letters
    assert letter.letter is None
    text = "/Emessage/MicrobiologyWebReport/LaboratoryResults/Investigation/CultureFindings/Comments/Text"
    first = letter.findings[0]
    assert (first.rule, first.line, first.path) == ("standard.text", 89, text)
    assert "Text" in first.da
    assert {finding.rule for finding in letter.findings} == {
        "standard.text",
        "standard.unexpected",
        "standard.missing",
    }
    assert (letter.identifier, letter.sender, letter.receiver) == ("L6092035424", "5790000190270", "???")


def test_a_summary_without_its_code_is_refused_with_its_line_and_element() -> None:
    found = read(message("XRPT06_Dyrkning1.xml"))
    assert found.readable
    (letter,) = found.letters
    assert letter.letter is None
    summary = "/Emessage/MiBaReport/LaboratoryResults/GeneralResultInformation/Summary"
    assert {(finding.line, finding.path) for finding in letter.findings} == {(81, summary)}
    assert [finding.rule for finding in letter.findings] == ["standard.text", *["standard.missing"] * 5]


def test_the_draft_of_a_requisition_is_refused_for_what_the_final_schema_has_otherwise() -> None:
    """It is older than the schema: ReplyToOriginalRequester became ReplyTo, and LineComment was added."""
    found = read(message("REQ01_XQ0131K_draft.xml"))
    assert found.readable
    (letter,) = found.letters
    assert letter.letter is None
    assert letter.version is not None
    assert letter.version.code == "XQ0131K"
    request = "/Emessage/LaboratoryRequest"
    assert [(finding.rule, finding.line, finding.path) for finding in letter.findings] == [
        ("standard.unexpected", 30, f"{request}/Sender/ReplyToOriginalRequester"),
        ("standard.missing", 23, f"{request}/Sender"),
        ("standard.missing", 32, f"{request}/OriginalRequester"),
        ("standard.missing", 79, f"{request}/Requests/RequestedAnalysis/Analysis"),
    ]
    missing = [finding.en.split()[0] for finding in letter.findings if finding.rule == "standard.missing"]
    assert missing == ["ReplyTo", "ReplyTo", "LineComment"]
