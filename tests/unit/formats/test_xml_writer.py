"""The writer gives out valid letters only, and says why it refuses one, with a path and without values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.formats.xml import CannotWrite, read, write
from labsvar.letters.common import Consent, Reference
from labsvar.letters.release import RELEASE_2007, RELEASE_2014
from labsvar.letters.text import BREAK, SPACE, Bold, FixedFont, Italic
from labsvar.letters.xrpt01 import LaboratoryReport, ResultComments, ResultTextValue
from tests.builders import emessage, laboratory_report, microbiology_report, patient, result

XML_TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=30
)
LETTER = "/Emessage/LaboratoryReport"


def older(**changes: Any) -> LaboratoryReport:
    """An XR0130K letter, which lacks four fields of the newer version."""
    report = laboratory_report(**changes)
    results = report.laboratory_results
    general = replace(results.general_result_information, report_status_code=None)
    return replace(
        report,
        letter=replace(report.letter, version_code="XR0130K"),
        sender=replace(report.sender, from_lab_identifier=None),
        laboratory_results=replace(results, general_result_information=general),
    )


def refusals(*letters: Any, **changes: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(CannotWrite) as caught:
        write(emessage(*letters, **changes))
    assert all(found.line is None for found in caught.value.findings)
    return [(found.rule, found.path) for found in caught.value.findings]


def with_results(*results: Any) -> LaboratoryReport:
    return laboratory_report(results=results)


@pytest.mark.parametrize(
    ("letter", "rule", "path"),
    [
        (with_results(result(value="1234567890123")), "standard.too-long", "LaboratoryResults/Result/Value"),
        (with_results(result(unit="")), "standard.empty", "LaboratoryResults/Result/Unit"),
        (with_results(result(result_type="tal")), "standard.code", "LaboratoryResults/Result/ResultType"),
        (with_results(*(result() for _ in range(100))), "standard.too-many", "LaboratoryResults/Result[100]"),
        (laboratory_report(sampled="2026-02-29 08:15"), "standard.date",
         "RequisitionInformation/Sample/SamplingDateTime/Date"),
        (laboratory_report(sampled="2026-02-28 24:15"), "standard.pattern",
         "RequisitionInformation/Sample/SamplingDateTime/Time"),
        (laboratory_report(patient=patient("251248")), "standard.pattern", "Patient/CivilRegistrationNumber"),
        (laboratory_report(patient=replace(patient(), civil_registration_number=None)), "standard.choice-none",
         "Patient"),
        (laboratory_report(patient=replace(patient(), alternative_identifier="2512481XX6")),
         "standard.choice-both", "Patient"),
        (laboratory_report(comments=(Bold(("x",)),)), "standard.unexpected", "RequisitionInformation/Comments/Bold"),
        (laboratory_report(sender=replace(laboratory_report().sender, from_lab_identifier=None)),
         "standard.missing", "Sender"),
    ],
)  # fmt: skip
def test_what_breaks_the_standard_is_refused_with_its_path(letter: Any, rule: str, path: str) -> None:
    assert refusals(letter) == [(rule, f"{LETTER}/{path}")]


def test_a_field_that_the_version_lacks_is_refused_and_not_dropped() -> None:
    assert refusals(
        older(patient=patient(given=False), results=(result(to_lab_identifier="TKM"),)),
        namespace=RELEASE_2007.namespace,
    ) == [
        ("standard.unexpected", f"{LETTER}/Patient/Consent"),
        ("standard.unexpected", f"{LETTER}/LaboratoryResults/Result[1]/ToLabIdentifier"),
    ]
    assert read(write(emessage(older(), namespace=RELEASE_2007.namespace))).all_findings == ()


def test_letters_and_emessage_are_of_one_release() -> None:
    assert refusals(laboratory_report(), older()) == [
        ("standard.mixed-releases", "/Emessage/LaboratoryReport[2]")
    ]
    assert refusals(laboratory_report(), namespace="urn:x") == [("form.namespace", "/Emessage")]
    assert refusals(namespace=RELEASE_2007.namespace) == [("standard.mixed-releases", LETTER)]


@pytest.mark.parametrize("code", ["XR0999K", "XR0532M"])
def test_a_letter_says_a_version_of_its_own_kind(code: str) -> None:
    report = laboratory_report()
    wrong = replace(report, letter=replace(report.letter, version_code=code))
    assert refusals(wrong) == [("standard.version-code", f"{LETTER}/Letter/VersionCode")]


def test_an_emessage_needs_a_letter() -> None:
    with pytest.raises(CannotWrite, match="no letters"):
        write(replace(emessage(), letters=()))


def test_every_fault_is_named_and_no_value() -> None:
    letter = laboratory_report(
        patient=patient("hemmeligt"), results=(result(value="hemmeligt" * 2, unit=""),)
    )
    with pytest.raises(CannotWrite) as caught:
        write(emessage(letter))
    assert len(caught.value.findings) == 3
    assert "hemmeligt" not in str(caught.value)
    assert "Value" in str(caught.value)


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\ud800", "\ufffe"])
def test_a_character_that_xml_cannot_carry_is_refused(text: str) -> None:
    assert refusals(laboratory_report(comments=(text,))) == [("form.character", "/Emessage")]


def test_an_encoding_that_is_not_taken_is_refused() -> None:
    with pytest.raises(CannotWrite, match="UTF-16"):
        write(emessage(), encoding="UTF-16")


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "WINDOWS-1252", "us-ascii"])
@given(text=XML_TEXT.filter(bool), unit=st.text("µ°/€–<&>'\" \t\r\n\x85\x96Ωa", min_size=1, max_size=16))
def test_every_text_survives_in_every_encoding(encoding: str, text: str, unit: str) -> None:
    letter = laboratory_report(comments=(text, BREAK, unit), results=(result(unit=unit),))
    found = read(write(emessage(letter), encoding=encoding))
    assert found.encoding == encoding.upper().replace("WINDOWS", "windows")
    assert found.errors == ()
    assert found.letters[0].letter == letter


def test_text_with_marks_survives_with_its_white_space() -> None:
    remarks = (
        ResultComments(("  to ", SPACE, SPACE, "\n linjer ", BREAK, BREAK)),
        ResultTextValue((FixedFont(("a  b", Bold((Space_(), "x")), Italic(()))), "\t", BREAK)),
        ResultComments(()),
        ResultComments((" ",)),
    )
    letter = with_results(result(remarks=remarks))
    for indent in (False, True):
        found = read(write(emessage(letter), indent=indent))
        assert found.letters[0].letter == letter


def Space_() -> Any:
    return SPACE


def test_numbers_keep_their_characters() -> None:
    letter = with_results(result(value="3.0"), result(value="007"), result(value=" 1,5 "))
    again = read(write(emessage(letter))).letters[0].letter
    assert isinstance(again, LaboratoryReport)
    assert [one.value for one in again.laboratory_results.results] == ["3.0", "007", " 1,5 "]


def test_layout_never_touches_text() -> None:
    letter = laboratory_report(comments=("a", BREAK, " b "))
    plain, laid_out = write(emessage(letter)), write(emessage(letter), indent=True)
    assert b"\n  <LaboratoryReport>\n    <Letter>\n" in laid_out
    assert b"<Comments>a<Break/> b </Comments>" in plain
    assert b"<Comments>a<Break/> b </Comments>" in laid_out


def local_elements(content: str | None) -> bytes:
    made = emessage(older(), namespace=RELEASE_2007.namespace)
    return write(replace(made, envelope=replace(made.envelope, local_elements=content)))


def test_local_elements_are_written_as_they_were_kept() -> None:
    kept = f'<Local_Elements xmlns="{RELEASE_2007.namespace}" a="1">x<y xmlns="urn:z"/></Local_Elements>'
    envelope = read(local_elements(kept)).envelope
    assert envelope is not None
    assert envelope.local_elements == kept
    assert read(local_elements("<Local_Elements>x</Local_Elements>")).readable


@pytest.mark.parametrize(
    "content",
    [
        "x",
        "",
        "x<Local_Elements/>",
        "<Local_Elements>",
        "</Envelope>",
        "<Other/>",
        "<Local_Elements/><Local_Elements/>",
    ],
)
def test_local_elements_that_are_not_one_element_of_that_name_are_refused(content: str) -> None:
    with pytest.raises(CannotWrite) as caught:
        local_elements(content)
    assert {found.path for found in caught.value.findings} == {"/Emessage/Envelope/Local_Elements"}


def test_local_elements_are_refused_where_the_release_has_none() -> None:
    made = emessage()
    with pytest.raises(CannotWrite) as caught:
        write(replace(made, envelope=replace(made.envelope, local_elements="<Local_Elements/>")))
    assert [found.path for found in caught.value.findings] == ["/Emessage/Envelope/Local_Elements"]


def test_every_kind_of_letter_in_one_release_may_share_an_emessage() -> None:
    letters = (laboratory_report(), microbiology_report(patient=patient(given=False)))
    found = read(write(emessage(*letters)))
    assert found.namespace == RELEASE_2014.namespace
    assert tuple(one.letter for one in found.letters) == letters
    assert isinstance(letters[1].patient.consent, Consent)


def test_a_reference_is_one_of_three_kinds() -> None:
    neither = Reference(ref_description="x")
    both = Reference(ref_description="x", url="https://example.invalid", supplementary=True)
    wrong = with_results(result(references=(neither,)), result(references=(both,)))
    assert refusals(wrong) == [
        ("standard.choice-none", f"{LETTER}/LaboratoryResults/Result[1]/Reference"),
        ("standard.choice-both", f"{LETTER}/LaboratoryResults/Result[2]/Reference"),
    ]
