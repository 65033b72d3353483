"""MedCom's public pairs of examples: the EDIFACT file and the XML file of one letter say the same, and each
can be made of the other. Its examples of faulty syntax are refused by name.
"""

from __future__ import annotations

import pytest

from labsvar import formats
from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import Emessage
from tests.shared import message

PAIRS = ("RPT01_1", "RPT01_2", "CTL01_1", "CTL03_1")
# What writing the XML letter of a pair as EDIFACT has to tell: in R0130K the status of the whole report stands
# in the EDIFACT form only, so it is taken from the status of the results.
TOLD = {
    "RPT01_1": [("assumed", "/Emessage/LaboratoryReport")],
    "RPT01_2": [("assumed", "/Emessage/LaboratoryReport")],
    "CTL01_1": [],
    "CTL03_1": [],
}
FAULTS = {
    "DIS20_ERROR_ENC0": ("form.edifact-utf8", 13),
    "DIS20_ERROR_UNB0": ("form.edifact-unb-incomplete", 2),
    "DIS20_ERROR_UNB2": ("form.edifact-unb-twice", 3),
    "DIS20_ERROR_UNH0": ("form.edifact-unh-incomplete", 3),
    "DIS20_ERROR_UNH2": ("form.edifact-unt-reference", 28),
    "DIS20_ERROR_UNT0": ("form.edifact-unt-count", 28),
    "DIS20_ERROR_UNT2": ("form.edifact-unt-incomplete", 28),
    "DIS20_ERROR_UNZ0": ("form.edifact-unz-reference", 29),
    "DIS20_ERROR_UNZ2": ("form.edifact-unz-incomplete", 29),
}
NO_LETTER = "form.edifact-unknown-message"


def emessage(found: formats.EmessageRead) -> Emessage:
    assert found.envelope is not None
    assert found.namespace is not None
    letters = tuple(item.letter for item in found.letters if item.letter is not None)
    return Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters)


@pytest.mark.parametrize("name", PAIRS)
def test_the_edifact_file_of_a_pair_becomes_the_xml_file(name: str) -> None:
    """Read without a finding or a change, it is written as XML that means what its twin means."""
    found = formats.read(message(f"{name}.edi"))
    assert found.format == "edifact"
    assert found.all_findings == ()
    assert [item.changes for item in found.letters] == [()]
    twin = message(f"{name}.xml")
    assert xml.canonical(xml.write(emessage(found))) == xml.canonical(twin)


@pytest.mark.parametrize("name", PAIRS)
def test_the_xml_file_of_a_pair_becomes_the_edifact_file(name: str) -> None:
    """Character by character, when each segment is put on a line as in the twin."""
    written = edifact.write(emessage(xml.read(message(f"{name}.xml"))), lines=True)
    assert written.data.split() == message(f"{name}.edi").split()
    assert [(change.kind, change.path) for change in written.changes] == TOLD[name]


@pytest.mark.parametrize("name", FAULTS)
def test_an_example_of_faulty_syntax_is_refused_for_its_one_fault(name: str) -> None:
    """Beside it only that the message is no laboratory letter, which no fault can change."""
    found = formats.read(message(f"{name}.edi"))
    faults = [(one.rule, one.line) for one in found.errors if one.rule != NO_LETTER]
    assert faults == [FAULTS[name]]


def test_the_faultless_example_is_clean_in_syntax() -> None:
    """All that is said of it is that its kind of letter is not read here."""
    found = formats.read(message("DIS20_ok.edi"))
    assert [(one.rule, one.path) for one in found.all_findings] == [(NO_LETTER, "UNH[1]")]
    assert found.readable
