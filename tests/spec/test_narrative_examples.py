"""MedCom's pairs of pathology letters, RPT03_1 and RPT04_1: each form turned into the other is its twin.

Every difference that is left is listed here with the fact behind it. There are two, and neither is in what
the letters say: line ends between segments, and the status of the whole answer, which R0330P and R0430P
have in STS of S02 and XR0330P and XR0430P have no element for. It follows from the status of the results.
"""

from __future__ import annotations

import pytest

from labsvar.checks import check
from labsvar.formats import edifact, xml
from labsvar.letters.catalogue import Emessage
from tests.shared import message

PAIRS = [("RPT03_1", "R0330P", "XR0330P"), ("RPT04_1", "R0430P", "XR0430P")]
NAMES = [name for name, _, _ in PAIRS]


def as_emessage(name: str) -> Emessage:
    found = xml.read(message(f"{name}.xml"))
    assert found.namespace
    assert found.envelope
    letters = tuple(item.letter for item in found.letters if item.letter is not None)
    return Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters)


@pytest.mark.parametrize(("name", "code", "version"), PAIRS, ids=NAMES)
def test_the_segments_say_what_the_xml_twin_says(name: str, code: str, version: str) -> None:
    found = edifact.read(message(f"{name}.edi"))
    assert found.all_findings == ()
    twin = as_emessage(name)
    (letter,) = found.letters
    assert (letter.version_code, letter.version and letter.version.code) == (code, version)
    assert (letter.letter,) == twin.letters
    assert found.envelope == twin.envelope
    assert letter.changes == ()
    assert letter.letter is not None
    assert found.envelope is not None
    written = xml.write(Emessage(namespace=twin.namespace, envelope=found.envelope, letters=(letter.letter,)))
    assert xml.canonical(written) == xml.canonical(message(f"{name}.xml"))


@pytest.mark.parametrize(("name", "code", "version"), PAIRS, ids=NAMES)
def test_the_xml_letter_is_written_as_the_segments_of_its_twin(name: str, code: str, version: str) -> None:
    made = edifact.write(as_emessage(name))
    expected = message(f"{name}.edi").replace(b"\r", b"").replace(b"\n", b"")
    assert made.data == expected
    (assumed,) = made.changes
    assert assumed.kind == "assumed"
    assert "STS" in assumed.en


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_remarked_on_but_a_number_of_seven_digits(name: str) -> None:
    """The receiver's provider number in MedCom's examples has seven digits, one more than such numbers have."""
    found = check(message(f"{name}.xml"))
    assert [(one.rule, one.severity) for one in found.findings] == [("content.provider-form", "note")]


def test_the_consent_of_the_examples_is_given() -> None:
    """HAN+CDS with a text gives consent in these versions; alone it refuses in those after them."""
    for name in NAMES:
        assert b"HAN+CDS:SKS:SST:Samtykke givet'" in message(f"{name}.edi")
        (letter,) = edifact.read(message(f"{name}.edi")).letters
        consent = getattr(getattr(letter.letter, "patient", None), "consent", None)
        assert consent is not None
        assert consent.given is True
