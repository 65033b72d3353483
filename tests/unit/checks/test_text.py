"""Every text of a letter is looked at, with the path of the element it stands in."""

from __future__ import annotations

import re

from msgspec.structs import replace

from labsvar.checks.text import texts
from labsvar.letters import xrpt01, xrpt05
from labsvar.letters.catalogue import AnyLetter, version_of
from labsvar.letters.text import BREAK, Bold, FixedFont
from tests.builders import investigation, laboratory_report, measured, microbiology_report, result


def places(letter: AnyLetter) -> dict[str, str]:
    return dict(texts(letter, version_of(letter)))


def test_leaves_blocks_choices_and_repeated_elements_have_their_paths() -> None:
    found = places(laboratory_report())
    assert found["Patient/CivilRegistrationNumber"] == "2512489996"
    assert found["Sender/IdentifierCode"] == "sygehusafdelingsnummer"
    assert found["LaboratoryResults/Result[2]/Value"] == "4.0"
    assert found["LaboratoryResults/Result[2]/ReferenceInterval/UpperLimit"] == "4.6"
    assert "Patient/AlternativeIdentifier" not in found


def test_text_with_marks_is_one_text() -> None:
    comment = xrpt01.ResultComments(
        content=("Se", BREAK, Bold(content=("note",)), FixedFont(content=(Bold(content=("1",)),)))
    )
    long_value = xrpt01.ResultTextValue(content=("Langt svar",))
    found = places(laboratory_report(results=(result(remarks=(comment, long_value, comment)),)))
    at = "LaboratoryResults/Result[1]"
    assert found[f"{at}/ResultComments[1]"] == found[f"{at}/ResultComments[2]"] == "Senote1"
    assert found[f"{at}/ResultTextValue[1]"] == "Langt svar"
    assert found[f"{at}/Analysis/AnalysisCompleteName"] == "C-reaktivt protein [CRP];P"


def test_every_text_of_a_microbiology_letter_is_there() -> None:
    """Compared with a plain search through everything the letter holds."""
    quantities = xrpt05.QuantitativeFindings(analysis_findings=(measured(),))
    letter = microbiology_report(investigations=(replace(investigation(), quantitative_findings=quantities),))
    shown = set(re.findall(r"'([^']*)'", re.sub(r"version_code|type_code", "", repr(letter))))
    assert set(places(letter).values()) == shown
