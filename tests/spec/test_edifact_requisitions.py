"""Requisitions as EDIFACT (MEDREQ): which segment says what, what is lost, and what is refused.

MedCom's pairs of examples come first: each is read as its twin and written as its twin, but for what is
listed here with its reason.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.formats.edifact import read, write
from labsvar.letters import xreq01
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Consent, Physician
from labsvar.letters.requisitions import Collector
from labsvar.letters.text import BREAK
from tests import requisitions
from tests.builders import when
from tests.requisitions import (
    about,
    asking,
    clinic,
    hospital,
    laboratory_request,
    microbiology_request,
    pathology_request,
    payer,
    several_samples,
)
from tests.shared import message
from tests.spec.edifact_requests import (
    around,
    changes,
    of_one_time,
    older,
    refused,
    segments,
    segments_of,
    told,
    with_segments,
)

PAIRS = ("REQ01_1", "REQ03_1")


# MedCom's pairs ---------------------------------------------------------------------------------


def twin(name: str) -> tuple[Emessage, Emessage]:
    """A pair as read from EDIFACT and from XML, each without findings."""
    read_both = (read(message(f"{name}.edi")), xml.read(message(f"{name}.xml")))
    made = []
    for found in read_both:
        assert found.all_findings == ()
        assert found.namespace
        assert found.envelope
        letters = tuple(item.letter for item in found.letters if item.letter is not None)
        made.append(Emessage(namespace=found.namespace, envelope=found.envelope, letters=letters))
    return made[0], made[1]


def test_REQ01_1_is_read_as_its_twin_but_for_a_consent_that_no_segment_states() -> None:
    """MedCom's converter writes Given=true where HAN is missing. Absence does not lift a refusal that
    was stated before (S11), so it is left out here."""
    from_edifact, from_xml = twin("REQ01_1")
    letter: Any = from_edifact.letters[0]
    assert letter.patient.consent is None
    patient = replace(letter.patient, consent=Consent(given=True))
    stated = replace(letter, patient=patient)
    assert replace_letters(from_edifact, stated) == from_xml


def test_REQ03_1_is_read_as_its_twin() -> None:
    from_edifact, from_xml = twin("REQ03_1")
    assert from_edifact == from_xml


def replace_letters(message: Emessage, *letters: Any) -> Emessage:
    return Emessage(namespace=message.namespace, envelope=message.envelope, letters=letters)


def test_REQ01_1_is_written_as_its_twin() -> None:
    _, from_xml = twin("REQ01_1")
    written = write(from_xml)
    assert segments_of(written.data) == segments_of(message("REQ01_1.edi"))
    assert [(change.kind, change.path) for change in written.changes] == [
        ("lost", "/Emessage/LaboratoryRequest/Patient/Consent")
    ]


def test_REQ03_1_is_written_as_its_twin_but_for_the_agency_of_a_county() -> None:
    """MedCom's converter writes a payer's county with SFU; the example has IM, which is read too."""
    _, from_xml = twin("REQ03_1")
    written = write(from_xml)
    own, other = segments_of(written.data), segments_of(message("REQ03_1.edi"))
    assert len(own) == len(other)
    assert [(a, b) for a, b in zip(own, other, strict=True) if a != b] == [
        ("NAD+PAY+060:AMT:SFU++Vejle Amt:::::US", "NAD+PAY+060:AMT:IM++Vejle Amt:::::US")
    ]
    assert written.changes == ()


@pytest.mark.parametrize("name", PAIRS)
def test_what_a_pair_is_written_as_is_read_as_what_it_was(name: str) -> None:
    from_edifact, _ = twin(name)
    again = read(write(from_edifact).data)
    assert again.all_findings == ()
    assert tuple(item.letter for item in again.letters) == from_edifact.letters


# Parties and payer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("to_sender", "to_original", "qualifiers"),
    [
        (True, None, ["PO", "SLA"]),
        (False, True, ["ONL", "SLA", "ORL"]),
        (True, False, ["PO", "SLA", "ORN"]),
    ],
)
def test_whom_the_answer_goes_to_is_said_by_the_qualifiers(
    to_sender: bool, to_original: bool | None, qualifiers: list[str]
) -> None:
    original = None if to_original is None else hospital(reply_to=to_original)
    letter = laboratory_request(sender=clinic(reply_to=to_sender), original_requester=original, payer=None)
    assert [each[4:].split("+")[0] for each in segments(letter) if each.startswith("NAD")] == qualifiers
    found = read(write(around(letter)).data).letters[0].letter
    assert isinstance(found, xreq01.LaboratoryRequest)
    assert found.sender.reply_to is to_sender
    assert found.original_requester == original


@pytest.mark.parametrize(
    ("to_original", "qualifiers"),
    [(None, ["PO", "SLA"]), (True, ["ONL", "SLA", "ORL"]), (False, ["PO", "SLA", "ORN"])],
)
def test_in_pathology_the_senders_qualifier_follows_from_the_original_requester(
    to_original: bool | None, qualifiers: list[str]
) -> None:
    original = None if to_original is None else hospital(reply_to=to_original)
    letter = of_one_time(pathology_request(original_requester=original))
    assert [each[4:].split("+")[0] for each in segments(letter) if each.startswith("NAD")] == qualifiers
    assert changes(letter) == []


def test_a_sender_of_pathology_who_wants_no_answer_while_nobody_else_does_is_told() -> None:
    letter = of_one_time(pathology_request())
    (sender,) = (each for each in segments(letter) if each.startswith("NAD+PO"))
    item = with_segments(letter, {sender: sender.replace("NAD+PO", "NAD+ONL")})
    assert item.findings == ()
    assert told(item) == [("lost", "NAD[1]+1.1")]


def test_parties_are_numbered_and_the_doctor_belongs_to_the_first() -> None:
    sender = clinic(reply_to=True, physician=Physician(person_initials="ABC"))
    made = segments(laboratory_request(sender=sender))
    assert [each for each in made if each.startswith("SEQ")] == ["SEQ++1", "SEQ++2", "SEQ++3", "SEQ++4"]
    place = made.index("NAD+BV+++ABC:::::US")
    assert made[place + 1] == "RFF+AHL:1"


@pytest.mark.parametrize(
    ("kind", "fca"),
    [
        ("sygesikring_gruppe_1", "PPI"),
        ("sygesikring_gruppe_2", "PPO"),
        ("rekvirent", "PRE"),
        ("anden", "NSP"),
    ],
)
def test_the_type_of_the_payer_is_FCA(kind: str, fca: str) -> None:
    made = laboratory_request(payer=payer(kind))
    assert f"FCA+{fca}" in segments(made)
    assert changes(made) == []


def test_a_payer_by_location_number_with_order_and_account() -> None:
    paying = payer(
        "rekvirent",
        identifier="5790000000005",
        identifier_code="lokationsnummer",
        order_identifier="209",
        account_identifier="A7",
    )
    made = laboratory_request(payer=paying)
    assert "NAD+PAY+5790000000005::9++Testamtet:209:A7:::US" in segments(made)
    assert changes(made) == []


def test_without_a_payer_there_is_neither_NAD_PAY_nor_FCA() -> None:
    made = segments(laboratory_request(payer=None))
    assert not [each for each in made if each.startswith(("NAD+PAY", "FCA"))]


def test_a_refused_consent_is_HAN() -> None:
    made = laboratory_request(patient=requisitions.patient(consent=Consent(given=False)))
    assert "HAN+CDS" in segments(made)
    assert changes(made) == []


def test_the_collector_has_no_segment() -> None:
    collector = Collector(
        identifier="990001", identifier_code="ydernummer", organisation_name="Testhjemmesygeplejen"
    )
    assert changes(laboratory_request(collector=collector)) == [("lost", "Collector")]


# Numbers and times ------------------------------------------------------------------------------


def test_the_mark_of_a_national_number_stands_on_the_number_it_is_of_and_on_no_other() -> None:
    """MedCom's converter writes the mark on all numbers when it is on one."""
    sample = xreq01.Sample(
        requester_sample_identifier="R0001",
        original=xreq01.OriginalSample(
            original_requester_sample_identifier="R0009", sample_identifier_type="nationaltproevenummer"
        ),
    )
    letter = about(laboratory_request(), sample=sample)
    first, second = letter.requests.requested_analyses
    tubes = (
        replace(first, test_tube=xreq01.TestTube(test_tube_identifier="T1")),
        replace(
            second,
            test_tube=xreq01.TestTube(
                test_tube_identifier="T2", sample_identifier_type="nationaltproevenummer"
            ),
        ),
    )
    letter = asking(letter, requested_analyses=tubes)
    numbers = [each for each in segments(letter) if each.startswith("RFF")]
    assert numbers == [
        "RFF+ROI:R0001",
        "RFF+OOI:R0009::NPN",
        "RFF+RTI:R0001",
        "RFF+SID:T1",
        "RFF+SID:T2::NPN",
    ]
    assert changes(letter) == []


def test_the_number_that_is_repeated_takes_the_mark_with_it() -> None:
    sample = xreq01.Sample(
        requester_sample_identifier="R0001", sample_identifier_type="nationaltproevenummer"
    )
    letter = about(laboratory_request(), sample=sample)
    assert "RFF+RTI:R0001::NPN" in segments(letter)
    assert told(with_segments(letter, {"RFF+RTI:R0001::NPN": "RFF+RTI:R0002::NPN"})) == [
        ("lost", "RFF[2]+1.2")
    ]
    assert told(with_segments(letter, {"RFF+RTI:R0001::NPN": "RFF+RTI:R0001"})) == [("assumed", "RFF[2]+1.4")]


@pytest.mark.parametrize(
    ("place", "code", "kind", "qualifier"),
    [
        ("rekvirenten", "ATT", "faktisk", "SCO"),
        ("laboratoriet", "SPR", "oensket", "RCS"),
        ("patienten", "PAT", "oensket", "RCS"),
        ("laboratoriet_eksternt", "EXT", "oensket", "RCS"),
    ],
)
def test_who_takes_the_sample_and_the_type_of_the_time(
    place: str, code: str, kind: str, qualifier: str
) -> None:
    letter = about(laboratory_request(), sampling_location_code=place, sampling_date_time_type=kind)
    made = segments(letter)
    assert f"SPC+SCI+{code}" in made
    assert f"DTM+{qualifier}:202603020815:203" in made
    assert changes(letter) == []
    assert changes(about(letter, sampling_date_time=None)) == []


def test_a_type_that_the_letter_leaves_empty_comes_back_as_the_one_that_follows() -> None:
    letter = about(laboratory_request(), sampling_date_time_type="")
    assert "DTM+SCO:202603020815:203" in segments(letter)
    assert changes(letter) == [("assumed", "SamplingDateTimeType")]


def test_a_type_that_goes_against_the_place_needs_a_time_to_stand_on() -> None:
    """The qualifier of the time says the type; without a time it would come back as the other one."""
    letter = about(laboratory_request(), sampling_date_time_type="oensket")
    assert changes(letter) == []
    assert refused(about(letter, sampling_date_time=None)) == [
        ("standard.edifact-unfit", "RequisitionInformation/SamplingDateTimeType")
    ]


@pytest.mark.parametrize("letter", [laboratory_request(), pathology_request(), microbiology_request()])
def test_a_requisition_that_does_not_say_who_takes_the_sample_is_refused(letter: Any) -> None:
    item = with_segments(of_one_time(letter), {"SPC+SCI+ATT": ""})
    assert item.letter is None
    assert "standard.edifact-missing" in {found.rule for found in item.findings}


def test_an_unknown_qualifier_of_the_time_is_an_error() -> None:
    letter = laboratory_request()
    item = with_segments(letter, {"DTM+SCO:202603020815:203": "DTM+XXX:202603020815:203"})
    assert [found.rule for found in item.findings] == ["standard.edifact-derived"]


@pytest.mark.parametrize("letter", [microbiology_request(), pathology_request()])
def test_in_microbiology_and_pathology_both_times_are_one(letter: Any) -> None:
    one = of_one_time(letter)
    assert "DTM+4:202603020820:203" in segments(one)
    assert changes(one) == []
    other = about(letter, sampling_date_time=when("2026-03-01 07:00"))
    assert [path for _, path in refused(other)] == ["RequisitionInformation/SamplingDateTime/Date"]


# Texts ------------------------------------------------------------------------------------------


def test_the_free_texts_of_a_requisition_have_a_qualifier_each() -> None:
    letter = about(
        laboratory_request(),
        sampling_location_code="laboratoriet_eksternt",
        sampling_date_time_type="oensket",
        sampling_location=("Testplejehjemmet", BREAK, "Stue 3", BREAK),
        comments=("Ring ved ankomst", BREAK),
        carbon_copy_receiver="Testlægehuset",
    )
    assert [each for each in segments(letter) if each.startswith("FTX")] == [
        "FTX+RRO+P00++Ring ved ankomst",
        "FTX+EXT+P00++Testplejehjemmet:Stue 3",
        "FTX+KOP+P00++Testlægehuset",
        "FTX+CO+P00++Træthed",
        "FTX+ACM+P00++C-reaktivt protein [CRP];P",
        "FTX+ACM+P00++Kalium;P",
    ]
    assert changes(letter) == []


def test_the_lines_of_an_analysis_are_the_components_of_one_segment() -> None:
    first, _ = laboratory_request().requests.requested_analyses
    lines = xreq01.LineComment(text_lines=("Første linje", "anden\\", "."))
    analysis = replace(
        first,
        analysis=replace(first.analysis, line_comment=lines),
        sample_location="Hals",
        sample_material="Sputum",
    )
    letter = asking(laboratory_request(), requested_analyses=(analysis,))
    made = segments(letter)
    assert "FTX+ACM+P00++Første linje:anden\\:." in made
    assert {"FTX+SRC+P00++Hals", "FTX+SMA+P00++Sputum"} <= set(made)
    assert changes(letter) == []


def test_a_fourth_line_is_an_error() -> None:
    letter = laboratory_request()
    item = with_segments(letter, {"FTX+ACM+P00++Kalium;P": "FTX+ACM+P00++a:b:c:d"})
    assert [found.rule for found in item.findings] == ["standard.edifact-no-place"]


# What is refused --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "segment", ["XYZ+1", "NAD+XX+1:YNR:SFU++X:::::US", "FTX+ZZZ+P00++x", "RFF+XXX:1", "S99+99"]
)
def test_an_unknown_segment_or_qualifier_is_an_error(segment: str) -> None:
    item = with_segments(laboratory_request(), {"PAC+2": f"PAC+2'{segment}"})
    assert item.letter is None
    assert [found.rule for found in item.findings] == ["standard.edifact-unexpected"]


@pytest.mark.parametrize(
    ("letter", "segment", "again"),
    [
        (microbiology_request(), "DTM+4:202603020820:203", "DTM+4:202603020821:203"),
        (
            pathology_request(),
            "INV+OP+S100:PA2:SST:Histologi",
            "DTM+A:202603020821:203'DTM+B:202603020822:203",
        ),
        (pathology_request(), "SEQ++1", "S01+01'NAD+ONL+990001:YNR:SFU++X:_::::US"),
    ],
)
def test_what_stands_once_may_not_stand_again(letter: Any, segment: str, again: str) -> None:
    item = with_segments(of_one_time(letter), {segment: f"{segment}'{again}"})
    assert item.letter is None
    assert "standard.edifact-unexpected" in {found.rule for found in item.findings}


def test_a_requisition_with_several_samples_exists_as_XML_only() -> None:
    assert [rule for rule, _ in refused(several_samples())] == ["standard.edifact-no-form"]


def test_a_table_of_codes_without_EDIFACT_form_is_refused() -> None:
    first, _ = laboratory_request().requests.requested_analyses
    analysis = replace(first, analysis=replace(first.analysis, analysis_code_type="mds"))
    assert refused(asking(laboratory_request(), requested_analyses=(analysis,))) == [
        ("standard.edifact-unfit", "Requests/RequestedAnalysis[1]/Analysis/AnalysisCodeType")
    ]


def test_Q0132K_is_Q0131K_under_its_own_code() -> None:
    letter = older(laboratory_request(), "XQ0132K")
    made = segments(letter)
    assert made[2] == "UNH+LT0000001+MEDREQ:D:93A:UN:Q0132K+REQ01"
    (item,) = read(write(around(letter)).data).letters
    assert (item.version_code, item.letter and item.letter.letter.version_code) == ("Q0132K", "XQ0132K")
