"""Requisitions as EDIFACT (MEDREQ): which segment says what, what is lost, and what is refused.

MedCom's pairs of examples come first: each is read as its twin and written as its twin, but for what is
listed here with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats import xml
from labsvar.formats.edifact import read, write
from labsvar.formats.model import LetterRead
from labsvar.formats.xml import CannotWrite
from labsvar.letters import catalogue, xreq01, xreq03
from labsvar.letters.catalogue import Emessage
from labsvar.letters.common import Consent, Physician
from labsvar.letters.requisitions import Collector
from labsvar.letters.text import BREAK
from tests import requisitions
from tests.builders import emessage, when
from tests.edifact_damage import counted
from tests.requisitions import (
    R,
    about,
    asking,
    clinic,
    hospital,
    laboratory_request,
    microbiology_request,
    pathology_prompt,
    pathology_request,
    payer,
    question,
    several_samples,
    specimen,
)
from tests.shared import message

PAIRS = ("REQ01_1", "REQ03_1")


# Helpers ----------------------------------------------------------------------------------------


def segments_of(data: bytes) -> list[str]:
    return [piece for piece in re.split(r"(?<!\?)'\s*", data.decode("latin-1")) if piece]


def around(letter: Any) -> Emessage:
    return emessage(letter, namespace=catalogue.version_of(letter).release.namespace)


def segments(letter: Any) -> list[str]:
    """The segments of the interchange that a letter becomes."""
    return segments_of(write(around(letter)).data)


def changes(letter: Any) -> list[tuple[str, str]]:
    """What the writer tells, as kind and last element; a department that is missing is always assumed."""
    told = [(change.kind, change.path.rpartition("/")[2]) for change in write(around(letter)).changes]
    return [one for one in told if one != ("assumed", "DepartmentName")]


def refused(letter: Any) -> list[tuple[str, str]]:
    with pytest.raises(CannotWrite) as reasons:
        write(around(letter))
    root = catalogue.version_of(letter).root_name
    return [
        (found.rule, (found.path or "").removeprefix(f"/Emessage/{root}/"))
        for found in reasons.value.findings
    ]


def with_segments(letter: Any, change: dict[str, str]) -> LetterRead:
    """The letter of an interchange in which some segments are replaced by others, several or none."""
    return read_of(change.get(segment, segment) for segment in segments(letter))


def read_of(made: Iterable[str]) -> LetterRead:
    """The letter of an interchange of these segments, which UNT counts."""
    text = "".join(f"{segment}'" for segment in made if segment)
    return read(counted(text.encode("latin-1"))).letters[0]


def told(item: LetterRead) -> list[tuple[str, str]]:
    """The changes that reading tells, but for those that follow from the replaced segments."""
    return [(change.kind, change.path.rpartition("/")[2]) for change in item.changes]


def older(letter: R, code: str) -> R:
    return replace(letter, letter=replace(letter.letter, version_code=code))


def old_laboratory_request(**changes: Any) -> xreq01.LaboratoryRequest:
    """A valid XQ0130K letter."""
    analysis = xreq01.Analysis(
        analysis_code="NPU19748", analysis_code_type="iupac", analysis_code_responsible="SST"
    )
    asked = xreq01.RequestedAnalysis(result_priority="rutine", analysis=analysis)
    letter = laboratory_request(sender=clinic(), **changes)
    return older(asking(letter, requested_analyses=(asked,), prompts=()), "XQ0130K")


def old_pathology_request(**cervix: Any) -> xreq03.PathologyRequest:
    """A valid XQ0330P letter with some cervical information."""
    letter = pathology_request(prompts=())
    asked = replace(letter.requests.requested_analysis, answer_at_latest_date_time=None)
    at = letter.requisition_information.requisition_date_time
    made = asking(
        about(letter, sampling_date_time=at),
        requested_analysis=asked,
        supplementary_cervix_informations=xreq03.SupplementaryCervixInformations(**cervix),
    )
    return older(made, "XQ0330P")


def of_one_time(letter: Any) -> Any:
    """The letter with the time of the requisition as its sampling time, which is one segment."""
    return about(letter, sampling_date_time=letter.requisition_information.requisition_date_time)


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


# What is asked ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "segment"),
    [
        (xreq01.Answer(text="Nej"), "RSL+TV+:::::Nej"),
        (xreq01.Answer(numerical="-12.5"), "RSL+NV+-12.5"),
        (xreq01.Answer(diagnose_code="DZ000"), "RSL+CV+DZ000:SKS:SST"),
        (xreq01.Answer(date_time=when("2026-02-10 00:00")), "DTM+CDV:202602100000:203"),
    ],
)
def test_an_answer_has_one_of_four_forms(answer: xreq01.Answer, segment: str) -> None:
    letter = asking(laboratory_request(), prompts=(xreq01.Prompt(question=question(), answer=answer),))
    made = segments(letter)
    place = made.index("INV+IN+52800:91:TKB:Sidste menstruation")
    assert made[place - 1 : place + 2 : 2] == ["S10+10", segment]
    assert changes(letter) == []


def test_a_question_without_an_answer_and_one_with_two_are_errors() -> None:
    letter = laboratory_request()
    answer = "DTM+CDV:202602100000:203"
    assert [one.rule for one in with_segments(letter, {answer: ""}).findings] == ["standard.edifact-missing"]
    both = with_segments(letter, {answer: f"RSL+TV+:::::x'{answer}"})
    assert [one.rule for one in both.findings] == ["standard.choice-both"]


@pytest.mark.parametrize(
    ("answer", "segment"),
    [
        (xreq03.Answer(text="Nej"), "RSL+TV+:::::Nej"),
        (xreq03.Answer(numerical="3"), "RSL+NV+3"),
        (xreq03.Answer(logical=True), "RSL+CV+1"),
        (xreq03.Answer(logical=False), "RSL+CV+0"),
        (xreq03.Answer(date_time=when("2026-02-10 00:00")), "DTM+CDV:202602100000:203"),
    ],
)
def test_an_answer_of_pathology_may_be_yes_or_no(answer: xreq03.Answer, segment: str) -> None:
    letter = of_one_time(pathology_request(prompts=(pathology_prompt(answer=answer),)))
    made = segments(letter)
    place = made.index("INV+IN+ADP103:PA8:SST:Gravid")
    assert made[place + 1] == segment
    assert changes(letter) == []


def test_an_answer_in_words_is_read_with_AV_too() -> None:
    letter = of_one_time(pathology_request(prompts=(pathology_prompt(answer=xreq03.Answer(text="Nej")),)))
    item = with_segments(letter, {"RSL+TV+:::::Nej": "RSL+AV+:::::Nej"})
    assert item.findings == ()
    assert isinstance(item.letter, xreq03.PathologyRequest)
    assert item.letter.requests == letter.requests


def test_a_diagnosis_is_no_answer_of_pathology_in_EDIFACT() -> None:
    """CV is the logical answer there."""
    prompt = pathology_prompt(answer=xreq03.Answer(diagnose_code="DZ000"))
    letter = of_one_time(pathology_request(prompts=(prompt,)))
    assert refused(letter) == [("standard.edifact-unfit", "Requests/Prompt[1]/Answer/DiagnoseCode")]
    logical = of_one_time(pathology_request())
    item = with_segments(logical, {"RSL+CV+1": "RSL+CV+DZ000:SKS:SST"})
    assert [found.rule for found in item.findings] == ["standard.edifact-form"]


def test_what_pathology_has_no_segment_for_is_told() -> None:
    letter = of_one_time(
        pathology_request(
            relative=xreq03.Relative(relation_code="mor", person_surname_name="Prøve"),
            samples=(specimen(material_treatment="X1", material_pre_treatments=("ikke_fikseret",)),),
            prompts=(pathology_prompt(relation=xreq03.Relation(sample_identifier="R0003A")),),
        )
    )
    asked = replace(letter.requests.requested_analysis, answer_at_latest_date_time=when("2026-03-09 12:00"))
    assert changes(asking(letter, requested_analysis=asked)) == [
        ("lost", "Relative"),
        ("lost", "MaterialPreTreatment[1]"),
        ("lost", "MaterialTreatment"),
        ("lost", "AnswerAtLatestDateTime"),
        ("lost", "Relation"),
    ]


def test_the_latest_time_for_an_answer_is_read_whatever_its_qualifier() -> None:
    """Which one it has is not public."""
    letter = of_one_time(pathology_request())
    analysis = "INV+OP+S100:PA2:SST:Histologi"
    item = with_segments(letter, {analysis: f"{analysis}'DTM+ABC:202603091200:203"})
    assert item.findings == ()
    assert isinstance(item.letter, xreq03.PathologyRequest)
    assert item.letter.requests.requested_analysis.answer_at_latest_date_time == when("2026-03-09 12:00")


def test_each_sample_of_pathology_is_a_group_with_its_number_its_material_and_its_treatment() -> None:
    long = "Hudbiopsi " * 18
    letter = of_one_time(
        pathology_request(
            samples=(
                specimen(sample_identifier_type="nationaltproevenummer", material_description=long.strip()),
                specimen("R0003B", material_pre_treatments=("frysesnit",)),
            )
        )
    )
    made = segments(letter)
    start = made.index("S15+15")
    assert made[start : start + 3] == ["S15+15", "SPC+SCI+ATT", "RFF+RTI:R0003A::NPN"]
    assert [each[:30] for each in made if each.startswith("SPC+PRM")] == [
        "SPC+PRM+T998:PA3:SST:fikseret",
        "SPC+PRM+T100:PA3:SST:frysesnit",
    ]
    assert len(made[start + 3].split(":")) == 3, "180 characters take three components of 70"
    assert changes(letter) == []


@pytest.mark.parametrize(
    ("given", "kind", "treatment"),
    [
        ("SPC+PRM+T998:PA3:SST:Fikseret", "assumed", "fikseret"),
        ("SPC+PRM+T123:PA3:SST:Andet", "lost", "ikke_fikseret"),
    ],
)
def test_any_other_treatment_is_read_as_not_fixed_and_told(given: str, kind: str, treatment: str) -> None:
    letter = of_one_time(pathology_request())
    item = with_segments(letter, {"SPC+PRM+T998:PA3:SST:fikseret": given})
    assert item.findings == ()
    assert told(item) == [(kind, "SPC[2]")]
    assert isinstance(item.letter, xreq03.PathologyRequest)
    (sample,) = item.letter.requisition_information.samples
    assert sample.material_pre_treatments == (treatment,)


def test_samples_that_are_taken_by_different_people_are_told() -> None:
    """The letter says once who takes the samples."""
    letter = of_one_time(pathology_request(samples=(specimen(), specimen("R0003B"))))
    made = segments(letter)
    place = made.index("RFF+RTI:R0003B") - 1
    assert made[place] == "SPC+SCI+ATT"
    other = read_of((*made[:place], "SPC+SCI+PAT", *made[place + 1 :]))
    assert other.findings == ()
    assert told(other) == [("lost", "SPC[3]")]
    missing = read_of((*made[:place], *made[place + 1 :]))
    assert missing.findings == ()
    assert told(missing) == [("assumed", "S15[2]")]


# Older versions ---------------------------------------------------------------------------------


def test_a_numeric_answer_of_Q0130K_has_a_unit() -> None:
    answer = xreq01.Answer(quantity=xreq01.Quantity(value="70", unit="kg"))
    letter = asking(old_laboratory_request(), prompts=(xreq01.Prompt(plain_question="Vægt", answer=answer),))
    made = segments(letter)
    place = made.index("INV+IN+:::Vægt")
    assert made[place + 1] == "RSL+NV+70++:::kg"
    assert changes(letter) == []


@pytest.mark.parametrize("segment", ["NAD+ORL+990001:YNR:SFU++X:::::US", "NAD+ONL+990001:YNR:SFU++X:::::US"])
def test_Q0130K_knows_no_original_requester(segment: str) -> None:
    item = with_segments(old_laboratory_request(), {"SEQ++2": f"SEQ++2'S01+01'{segment}'SEQ++3"})
    assert "standard.edifact-unexpected" in {found.rule for found in item.findings}


CERVIX = {
    "condyloma": (True, ["INV+IN+ADP101:PA8:SST:Kondylomer"]),
    "iud": (True, ["INV+IN+ADP102:PA8:SST:Spiral"]),
    "pregnant": (True, ["INV+IN+ADP103:PA8:SST:Patienten er gravid"]),
    "date_of_period": ("2026-02-10", ["INV+IN+ADP201:PA8:SST:Menstruation", "DTM+LMC:20260210:102"]),
    "hormon_therapy": ("Ja", ["INV+IN+ADP202:PA8:SST:Hormonbehandling", "RSL+AV+:::::Ja"]),
    "date_of_cryo_therapy": (
        "2020-02-10",
        ["INV+IN+ADP203:PA8:SST:Kryobehandling", "RSL+CV+::1", "DTM+AIC:20200210:102"],
    ),
    "date_of_laser": (
        "2020-02-10",
        ["INV+IN+ADP204:PA8:SST:Laser", "RSL+CV+::1", "DTM+AIC:20200210:102"],
    ),
}


@pytest.mark.parametrize("field", CERVIX)
def test_cervical_information_of_Q0330P_is_a_question_of_its_own(field: str) -> None:
    value, expected = CERVIX[field]
    letter = old_pathology_request(**{field: value})
    made = segments(letter)
    start = made.index(expected[0])
    assert made[start - 1] == "S10+10"
    assert made[start : start + len(expected)] == expected
    assert changes(letter) == []


@pytest.mark.parametrize(
    "field",
    [
        "condyloma",
        "iud",
        "pregnant",
        "date_of_conisation",
        "date_of_hysterectomi",
        "date_of_irradiation",
        "date_of_chemo_therapy",
    ],
)
def test_a_no_and_the_dates_without_a_question_are_lost_and_told(field: str) -> None:
    said: dict[str, Any] = {
        "hormon_therapy": "Ja",
        field: "2020-02-10" if field.startswith("date") else False,
    }
    assert [kind for kind, _ in changes(old_pathology_request(**said))] == ["lost"]


def test_another_wording_of_a_question_is_told_and_a_missing_answer_is_an_error() -> None:
    letter = old_pathology_request(pregnant=True, date_of_laser="2020-02-10")
    asked = "INV+IN+ADP103:PA8:SST:Patienten er gravid"
    assert told(with_segments(letter, {asked: "INV+IN+ADP103:PA8:SST:Gravid?"})) == [("lost", "INV[1]+2.4")]
    item = with_segments(letter, {"DTM+AIC:20200210:102": ""})
    assert [found.rule for found in item.findings] == ["standard.edifact-derived"]
    unknown = with_segments(letter, {asked: "INV+IN+ADP299:PA8:SST:Andet"})
    assert "standard.edifact-unexpected" in {found.rule for found in unknown.findings}


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
