"""What the content rules say of MedCom's own example letters: they warn, and refuse none.

That several of the examples break them is why content rules are warnings.
"""

from __future__ import annotations

import pytest

from labsvar.checks import check
from labsvar.findings import has_errors
from tests.shared import message

SENDER, RECEIVER = "Sender/EANIdentifier", "Receiver/EANIdentifier"
EXPECTED = {
    "RPT01_1.xml": [("content.gln-check-digit", SENDER), ("content.gln-check-digit", RECEIVER)],
    "RPT01_2.xml": [("content.authorisation-after-sent", "Letter/Authorisation")],
    "XRPT05_6092035412.xml": [("content.gln-form", RECEIVER), ("content.shak-form", "Sender/Identifier")],
    "RPT03_1.xml": [("content.provider-form", "Receiver/Identifier")],
    "RPT04_1.xml": [("content.provider-form", "Receiver/Identifier")],
    "XRPT06_Eksempel_Dyrkning_1.xml": [
        ("content.gln-form", RECEIVER),
        ("content.statistical-code", "Letter/StatisticalCode"),
    ],
    "REQ01_1.xml": [],
    "REQ03_1.xml": [],
    "CTL01_1.xml": [],
    "CTL03_1.xml": [],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_valid_examples_are_not_refused(name: str) -> None:
    checked = check(message(name))
    assert not has_errors(checked.findings)
    root = checked.read.letters[0].path
    expected = [(rule, f"{root}/{at}") for rule, at in EXPECTED[name]]
    assert [(found.rule, found.path) for found in checked.findings] == expected


@pytest.mark.parametrize("name", EXPECTED)
def test_findings_name_the_line_of_the_element(name: str) -> None:
    data = message(name)
    lines = data.decode("latin-1").split("\n")
    for found in check(data).findings:
        assert found.line is not None
        assert found.path is not None
        assert f"<{found.path.rpartition('/')[2]}>" in lines[found.line - 1]
