"""MEDRPT R0131K as an example of every table: what is named when a message does not follow it, what is read
though it is written otherwise, and what the writer refuses, changes or leaves out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats.edifact import CannotWrite, read, write
from labsvar.formats.model import EmessageRead
from labsvar.letters import common, xrpt01
from labsvar.letters.element import DateTime
from labsvar.letters.text import BREAK, SPACE, Bold, FixedFont
from labsvar.letters.xrpt01 import LaboratoryReport
from tests.builders import emessage, laboratory_report, patient, two_results
from tests.edifact_damage import counted

LETTER = laboratory_report()
DATA = write(emessage(LETTER)).data


def told(found: EmessageRead) -> list[tuple[str, str | None]]:
    return [(one.rule, one.path) for one in found.all_findings]


def changed(old: bytes, new: bytes) -> EmessageRead:
    assert old in DATA
    return read(counted(DATA.replace(old, new, 1)))


def made(found: EmessageRead) -> LaboratoryReport:
    letter = found.letters[0].letter
    assert isinstance(letter, LaboratoryReport), found.all_findings
    return letter


def come_back(letter: Any) -> tuple[Any, list[tuple[Any, str]]]:
    """A letter after writing and reading, and what the writer told: kind and the end of the path."""
    written = write(emessage(letter))
    short = [(one.kind, one.path.removeprefix("/Emessage/LaboratoryReport/")) for one in written.changes]
    return read(written.data).letters[0].letter, short


def refused(letter: Any) -> list[tuple[str, str | None]]:
    with pytest.raises(CannotWrite) as caught:
        write(emessage(letter))
    return [(one.rule, one.path) for one in caught.value.findings]


def with_result(**fields: Any) -> LaboratoryReport:
    """The letter with its first result changed."""
    first, *others = two_results()
    return laboratory_report(results=(replace(first, **fields), *others))


RESULT = "LaboratoryResults/Result[1]"

FAULTS: dict[str, tuple[bytes, bytes, str, str]] = {
    "an unknown segment": (b"STS++FR", b"XYZ+1'STS++FR", "standard.edifact-unexpected", "UNH[1]/S16[1]/XYZ[1]"),
    "an unknown qualifier": (b"RFF+SOI", b"RFF+XXX", "standard.edifact-unexpected", "UNH[1]/S04[1]/RFF[4]"),
    "a segment twice": (b"S06+06'", b"DTM+4:202603020815:203'S06+06'", "standard.edifact-repeated", "UNH[1]/S04[1]/DTM[4]"),
    "a segment out of order": (
        b"RFF+ROI:R0001'RFF+SOI:S0001'",
        b"RFF+SOI:S0001'RFF+ROI:R0001'",
        "standard.edifact-order",
        "UNH[1]/S04[1]/RFF[4]",
    ),
    "a value that is missing": (b"RFF+SOI:S0001'", b"", "standard.edifact-missing", "UNH[1]/S04[1]"),
    "a segment that says nothing missing": (b"S06+06'", b"", "standard.edifact-segment-missing", "UNH[1]"),
    "something in an empty place": (b"STS++K", b"STS+1+K", "standard.edifact-no-place", "UNH[1]/S02[1]/STS[1]+1.1"),
    "another constant": (b"BGM+LRP++9+NA", b"BGM+LRP++5+NA", "standard.edifact-constant", "UNH[1]/BGM[1]+3.1"),
    "no constant": (b"BGM+LRP++9+NA", b"BGM+LRP++9", "standard.edifact-constant-missing", "UNH[1]/BGM[1]+4.1"),
    "an unknown code": (b"STS++K", b"STS++Q", "standard.edifact-code", "UNH[1]/S02[1]/STS[1]+2.1"),
    "an unknown place of an identifier": (b"990001:YNR:SFU", b"990001:YNR:SST", "standard.edifact-code", "UNH[1]/S01[2]/NAD[2]+2.2"),
    "an impossible time": (b"202603021205", b"202602291205", "standard.edifact-date", "UNH[1]/DTM[1]+1.2"),
    "a time in another form": (b"202603021205:203", b"20260302:102", "standard.edifact-date", "UNH[1]/DTM[1]+1.2"),
    "a party out of number": (b"SEQ++2", b"SEQ++3", "standard.edifact-number", "UNH[1]/S01[2]/SEQ[2]+2.1"),
    "codes that do not go together": (b"STS++FR", b"STS++XX", "standard.edifact-derived", "UNH[1]/S16[1]/GIS[2]+1.1"),
    "a value that is too long": (b"+4.0++", b"+4.0000000000000++", "standard.too-long", "UNH[1]/S20[1]/RSL[2]+2.1"),
    "two numbers of one person": (
        b"S16+16'",
        b"RFF+XPI:0123456789'S16+16'",
        "standard.choice-both",
        "UNH[1]/S07[1]",
    ),
    "no number of the person": (b"2512489996:::CPR:IM", b"", "standard.choice-none", "UNH[1]/S07[1]"),
    "a line of text too long": (b"P00++Kalium;P", b"P00++" + b"x" * 72, "standard.edifact-text-long", "UNH[1]/S20[1]/FTX[2]+4.1"),
    "a party that is none": (b"NAD+PO+", b"NAD+XX+", "standard.edifact-unexpected", "UNH[1]/S01[2]"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_what_does_not_follow_the_table_is_named_with_its_place(fault: str) -> None:
    old, new, rule, path = FAULTS[fault]
    assert (rule, path) in told(changed(old, new))


def test_a_missing_value_names_the_segment_it_belongs_in() -> None:
    found = changed(b"RFF+SOI:S0001'", b"")
    assert "RFF+SOI (1.2)" in found.errors[0].en
    assert "LaboratoryInternalSampleIdentifier" in found.errors[0].en


def test_findings_hold_no_value_of_the_letter() -> None:
    """Not even of a segment that nobody knows."""
    for old, new, _, _ in FAULTS.values():
        for one in changed(old, new).all_findings:
            assert not any(word in one.en + one.da for word in ("Berggren", "2512489996", "990001", "S0001"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"990001:YNR:SFU", b"5790000000029:EAN:9"),
        (b"990001:YNR:SFU", b"5790000000029::9"),
    ],
)
def test_a_location_number_is_read_with_and_without_its_qualifier(old: bytes, new: bytes) -> None:
    receiver = made(changed(old, new)).receiver
    assert (receiver.identifier, receiver.identifier_code) == ("5790000000029", "lokationsnummer")


def test_a_local_number_is_read_and_written_with_qualifier_91() -> None:
    """The converter never writes it."""
    receiver = replace(LETTER.receiver, identifier_code=None, identifier_local="KBA")
    letter = replace(LETTER, receiver=receiver)
    assert b"NAD+PO+990001:91:KBA++" in write(emessage(letter)).data
    assert come_back(letter) == (letter, [])


def test_what_the_converter_loses_comes_back() -> None:
    """Volume, the unit of a copy receiver, an interval type without limits, dermatology in practice."""
    sample = replace(LETTER.requisition_information.sample, volume="250", unit_of_volume="mL")
    copy = xrpt01.CCReceiver(
        identifier="990002", identifier_code="ydernummer", organisation_name="Testlæger", unit_name="Kælderen"
    )
    interval = common.ReferenceInterval(limits=common.Limits(type_of_interval="terapeutisk"))
    letter = replace(
        with_result(reference_interval=interval),
        cc_receiver=copy,
        sender=replace(LETTER.sender, medical_speciality_code="dermato_venerologi_praksis"),
        requisition_information=replace(LETTER.requisition_information, sample=sample),
    )
    assert come_back(letter) == (letter, [])
    assert b"SPR+ORG+2504:" in write(emessage(letter)).data


def test_the_doctor_is_a_party_of_number_four_when_there_is_a_copy_receiver() -> None:
    copy = xrpt01.CCReceiver(identifier="990002", identifier_code="ydernummer")
    physician = common.Physician(person_initials="TT")
    letter = replace(LETTER, cc_receiver=copy, receiver=replace(LETTER.receiver, physician=physician))
    data = write(emessage(letter)).data
    assert b"NAD+BV+++TT:::::US'RFF+AHL:2'SEQ++4'" in data
    assert come_back(letter) == (letter, [])


@pytest.mark.parametrize(
    ("status", "value", "codes"),
    [
        ("proeve_modtaget", "*****", (b"GIS+N'INV", b"STS++PR")),
        ("svar_midlertidigt", "12", (b"GIS+N'INV", b"STS++PR")),
        ("svar_endeligt", "12", (b"GIS+N'INV", b"STS++FR")),
        ("svar_rettet", "12", (b"GIS+M'INV", b"STS++FR")),
    ],
)
def test_the_status_of_a_result_is_said_by_gis_sts_and_the_value(
    status: str, value: str, codes: tuple[bytes, bytes]
) -> None:
    letter = with_result(result_status_code=status, value=value)
    data = write(emessage(letter)).data
    assert all(code in data for code in codes)
    assert come_back(letter) == (letter, [])


def test_a_corrected_result_is_read_from_mr_too() -> None:
    found = read(DATA.replace(b"GIS+N'INV", b"GIS+M'INV").replace(b"STS++FR", b"STS++MR"))
    assert {one.result_status_code for one in made(found).laboratory_results.results} == {"svar_rettet"}


def test_six_is_greater_and_seven_is_less() -> None:
    """As in the code list of UN/EDIFACT; two of the public stylesheets of R0231M have them the other way."""
    for operator, code in (("mindre_end", b"12:7"), ("stoerre_end", b"12:6")):
        letter = with_result(operator=operator)
        assert code in write(emessage(letter)).data
        assert come_back(letter) == (letter, [])


def test_a_refusal_is_hans_presence_and_its_absence_says_nothing() -> None:
    """A consent that is given has no form of its own, and what is read without HAN does not say it."""
    assert made(changed(b"S16+16'", b"HAN+CDS'S16+16'")).patient.consent == common.Consent(given=False)
    assert made(read(DATA)).patient.consent is None
    letter, changes = come_back(replace(LETTER, patient=patient(given=True)))
    assert letter == LETTER
    assert changes == [("lost", "Patient/Consent")]
    denied = replace(LETTER, patient=patient(given=False))
    assert come_back(denied) == (denied, [])


def test_what_has_no_place_is_told_as_lost() -> None:
    group = xrpt01.RequisitionGroup(identifier="1", identifier_responsible="TKB", name="Blod")
    first = two_results()[0]
    analysis = replace(first.analysis, placement=xrpt01.Placement(requisition_group=group, order=1))
    letter, changes = come_back(with_result(analysis=analysis))
    assert letter == LETTER
    assert changes == [
        ("lost", f"{RESULT}/Analysis/RequisitionGroup"),
        ("lost", f"{RESULT}/Analysis/Order"),
    ]


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "a code table without a code": (
        lambda: with_result(analysis=replace(two_results()[0].analysis, analysis_code_type="mds")),
        f"{RESULT}/Analysis/AnalysisCodeType",
    ),
    "a character that is none of ISO-8859-1": (lambda: with_result(unit="€/L"), f"{RESULT}/Unit"),
    "a line end in a value": (lambda: with_result(value="1\n2"), f"{RESULT}/Value"),
    "a character in a text": (
        lambda: laboratory_report(comments=("a – b",)),
        "RequisitionInformation/Comments",
    ),
    "a received sample with a value": (
        lambda: with_result(result_status_code="proeve_modtaget"),
        f"{RESULT}/ResultStatusCode",
    ),
    "a time with a zone": (
        lambda: replace(
            LETTER, letter=replace(LETTER.letter, authorisation=DateTime(date="2026-03-02Z", time="12:05"))
        ),
        "Letter/Authorisation",
    ),
    "a statistical code without X": (
        lambda: replace(LETTER, letter=replace(LETTER.letter, statistical_code="RPT01")),
        "Letter/StatisticalCode",
    ),
    "comments that are too long": (
        lambda: laboratory_report(comments=("x", BREAK) * 56),
        "RequisitionInformation/Comments",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_letter_that_edifact_cannot_hold_is_refused_with_its_place(what: str) -> None:
    """No value is cut, replaced or left out."""
    make, path = REFUSED[what]
    assert refused(make()) == [("standard.edifact-unfit", f"/Emessage/LaboratoryReport/{path}")]


def test_a_letter_without_an_edifact_form_is_refused() -> None:
    from tests.builders import microbiology_report

    assert refused(microbiology_report()) == [("standard.edifact-no-form", "/Emessage/MicrobiologyWebReport")]


def test_letters_of_several_senders_need_files_of_their_own() -> None:
    other = replace(LETTER, sender=replace(LETTER.sender, ean_identifier="5790000000036"))
    with pytest.raises(CannotWrite) as caught:
        write(emessage(LETTER, other))
    assert [one.rule for one in caught.value.findings] == ["standard.edifact-senders"]


# Free text.

LONG = " ".join(["ord"] * 60)


@pytest.mark.parametrize(
    ("text", "components"),
    [
        (("en", BREAK, "to", BREAK), b"P00++en:to'"),
        (("en", BREAK, BREAK, "to", BREAK), b"P00++en:.:to'"),
        ((LONG[:69], BREAK), b"P00++" + LONG[:69].encode() + b"'"),
        (("x" * 70, BREAK), b"P00++" + b"x" * 69 + b"\\:x'"),
        (("a" * 60 + " " + "b" * 20, BREAK), b"P00++" + b"a" * 60 + b" \\:" + b"b" * 20 + b"'"),
        (("1", BREAK) * 6, b"P00++1:1:1:1:1'FTX+SPC+P00++1'"),
        (("?+:'", BREAK), b"P00++???+?:?''"),
    ],
)
def test_lines_are_written_by_the_rules_of_ftx(text: tuple[Any, ...], components: bytes) -> None:
    """Five components of 70 characters, a full stop for an empty line, a backslash where a line goes on."""
    letter = laboratory_report(comments=text)
    assert b"FTX+SPC+" + components in write(emessage(letter)).data
    assert come_back(letter) == (letter, [])


def test_a_component_of_71_characters_is_read() -> None:
    """Some of MedCom's samples have them."""
    found = changed(b"P00++Kalium;P", b"P00++" + b"x" * 71)
    assert told(found) == []


@pytest.mark.parametrize(
    "text",
    [
        ("uden skift",),
        ("a", BREAK, "b"),
        (".", BREAK),
        ("C:\\", BREAK),
        ("a", SPACE, "b", BREAK),
        ("a\n b", BREAK),
    ],
)
def test_lines_that_come_back_otherwise_are_told(text: tuple[Any, ...]) -> None:
    """The words are the same; a break, a blank or a mark is not."""
    _, changes = come_back(laboratory_report(comments=text))
    assert changes == [("changed", "RequisitionInformation/Comments")]


def test_formats_are_dropped_in_k_messages_and_that_is_told() -> None:
    """When writing, and when reading a format code that says more than proportional font."""
    remark = xrpt01.ResultComments((FixedFont((Bold(("fed", BREAK)),)),))
    letter, changes = come_back(with_result(remarks=(remark,)))
    assert letter == with_result(remarks=(xrpt01.ResultComments(("fed", BREAK)),))
    assert changes == [("changed", f"{RESULT}/ResultComments")]
    found = changed(b"FTX+ACM+P00++Kalium", b"FTX+ACM+FF0++Kalium")
    assert told(found) == []
    assert [(one.kind, one.path) for one in found.letters[0].changes] == [
        ("changed", "UNH[1]/S20[1]/FTX[2]+2.1")
    ]


def test_remarks_keep_their_kind_and_order() -> None:
    remarks = (
        xrpt01.ResultTextValue(("svar", BREAK)),
        xrpt01.ResultComments(("kommentar", BREAK)),
        xrpt01.ResultTextValue(("mere", BREAK)),
    )
    letter = with_result(remarks=remarks)
    assert come_back(letter) == (letter, [])


def test_an_analysis_without_a_name_has_an_empty_one_and_that_is_told() -> None:
    found = changed(b"FTX+ACM+P00++Kalium;P'", b"")
    assert made(found).laboratory_results.results[1].analysis.analysis_complete_name == ()
    assert [one.kind for one in found.letters[0].changes] == ["assumed"]


def test_references_come_back_and_one_that_is_too_long_is_refused() -> None:
    """An address has four components of 70 characters."""
    binary = common.BinaryObject(
        object_identifier="0f8fad5b-d9cb-469f-a165-70867728950e",
        object_code="billede",
        object_extension_code="xls",
        original_object_size="1234",
    )
    references = (
        common.Reference(ref_description="Adresse", url="https://example.org/" + "x" * 260),
        common.Reference(ref_description="Andet", supplementary=True),
        common.Reference(ref_description="Fil", binary=binary),
    )
    letter = with_result(references=references)
    assert come_back(letter) == (letter, [])
    assert b":XLS:" in write(emessage(letter)).data
    longer = common.Reference(ref_description="Adresse", url="https://example.org/" + "x" * 261)
    assert refused(with_result(references=(longer,))) == [
        ("standard.edifact-unfit", f"/Emessage/LaboratoryReport/{RESULT}/Reference[1]/URL")
    ]
