"""Pathology, cytology and genetics as EDIFACT: what is particular about them, segment by segment.

That whole random letters come back is specified for every table in test_edifact_tables.
"""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.formats import edifact
from labsvar.formats.xml import CannotWrite
from labsvar.letters import common, pathology, xrpt04
from tests.narratives import (
    coded,
    copy_receiver,
    cytology_report,
    diagnosis,
    genetics_report,
    histology_report,
    information,
    older,
    patient,
    receiver,
    relative,
    sender,
    skin,
    table,
    without_text,
)
from tests.unit.formats.narrative_segments import changed, items, read_back, segments, written

# Consent (S11, S12) -----------------------------------------------------------------------------


@pytest.mark.parametrize("letter", [cytology_report(), histology_report()], ids=["R0331P", "R0432P"])
def test_in_the_present_versions_han_alone_refuses(letter: Any) -> None:
    refused = replace(letter, patient=patient(given=False))
    assert "HAN+CDS" in segments(refused)
    assert read_back(refused).patient.consent == pathology.Consent(given=False)
    assert "HAN" not in "".join(segments(letter))
    assert read_back(letter).patient.consent is None


def test_genetics_refuses_as_the_present_versions_do() -> None:
    letter = genetics_report()
    refused = replace(letter, patient=replace(letter.patient, consent=common.Consent(given=False)))
    assert read_back(refused).patient.consent == common.Consent(given=False)


OLDER = [
    (cytology_report(), "XR0330P"),
    (histology_report(), "XR0431P"),
    (histology_report(), "XR0430P"),
]


@pytest.mark.parametrize(("letter", "code"), OLDER, ids=[code for _, code in OLDER])
def test_in_the_older_versions_han_with_a_text_gives(letter: Any, code: str) -> None:
    """S11: The same segment says the opposite: the version decides, never the segment."""
    given = older(letter, code)
    assert "HAN+CDS:SKS:SST:Samtykke givet" in segments(given)
    assert read_back(given).patient.consent == pathology.Consent(given=True, text="Samtykke givet")
    nothing_said = older(letter, code, given=None)
    assert "HAN" not in "".join(segments(nothing_said))
    assert read_back(nothing_said).patient.consent is None


@pytest.mark.parametrize(("letter", "code"), OLDER, ids=[code for _, code in OLDER])
def test_a_refusal_is_never_written_in_the_older_versions_which_have_no_segment_for_it(
    letter: Any, code: str
) -> None:
    """S12: Silence is less than a no."""
    with pytest.raises(CannotWrite) as refused:
        written(older(letter, code, given=False))
    (finding,) = refused.value.findings
    assert finding.rule == "standard.edifact-consent"
    assert (finding.path or "").endswith("/Patient/Consent")


@pytest.mark.parametrize(("letter", "code"), OLDER, ids=[code for _, code in OLDER])
def test_han_alone_says_neither_in_the_older_versions_and_is_refused(letter: Any, code: str) -> None:
    found = changed(older(letter, code), ("HAN+CDS:SKS:SST:Samtykke givet", "HAN+CDS"))
    assert found.letter is None
    assert "standard.edifact-missing" in {one.rule for one in found.findings}


def test_han_with_a_text_says_neither_in_the_present_versions_and_is_refused() -> None:
    letter = histology_report(patient=patient(given=False))
    found = changed(letter, ("HAN+CDS", "HAN+CDS:SKS:SST:Samtykke givet"))
    assert found.letter is None
    assert {one.severity for one in found.findings} == {"error"}


# Doctors ----------------------------------------------------------------------------------------

DOCTORS = histology_report(cc_receiver=copy_receiver())


def test_each_doctor_is_told_apart_by_the_party_the_doctor_belongs_to() -> None:
    """The official converter gives the copy receiver's doctor the number of the receiver's."""
    lines = segments(DOCTORS)
    doctors = [lines[place : place + 2] for place, line in enumerate(lines) if line.startswith("NAD+BV")]
    assert doctors == [
        ["NAD+BV+++Test Undersøger /bioanalytiker:::::US", "RFF+AHL:1"],
        ["NAD+BV+++TL:::::US", "RFF+AHL:2"],
        ["NAD+BV+++KL:::::US", "RFF+AHL:3"],
    ]
    assert [line for line in lines if line.startswith("SEQ")][:6] == [
        f"SEQ++{number}" for number in range(1, 7)
    ]
    assert read_back(DOCTORS) == DOCTORS


def test_a_second_doctor_of_the_receiver_is_the_copy_receivers_and_that_is_told() -> None:
    found = changed(DOCTORS, ("RFF+AHL:3", "RFF+AHL:2"))
    assert found.findings == ()
    assert found.letter == DOCTORS
    (assumed,) = found.changes
    assert assumed.kind == "assumed"
    assert "AHL 3" in assumed.en


def test_a_third_doctor_of_the_receiver_belongs_to_nobody() -> None:
    found = changed(DOCTORS, ("RFF+AHL:3", "RFF+AHL:2\nSEQ++6\nS01+01\nNAD+BV+++XX:::::US\nRFF+AHL:2"))
    assert found.letter is None
    assert "standard.edifact-unexpected" in {one.rule for one in found.findings}


def test_a_copy_receivers_doctor_without_a_copy_receiver_is_refused() -> None:
    lines = segments(DOCTORS)
    start = next(place for place, line in enumerate(lines) if line.startswith("NAD+CCR"))
    party, number = lines[start], lines[start + 1]
    found = changed(DOCTORS, (party, ""), (number, ""))
    assert found.letter is None


def test_doctors_may_be_absent() -> None:
    letter = histology_report(sender=sender(examinator=None), receiver=receiver(physician=None))
    assert "NAD+BV" not in "".join(segments(letter))
    assert read_back(letter) == letter


def test_genetics_has_two_who_examined_with_name_title_and_initials() -> None:
    letter = genetics_report(cc_receiver=copy_receiver())
    assert [line for line in segments(letter) if line.startswith("NAD+BV")] == [
        "NAD+BV+++Test Et:overlæge:TE:::US",
        "NAD+BV+++Test To:::::US",
        "NAD+BV+++TL:::::US",
        "NAD+BV+++KL:::::US",
    ]
    assert read_back(letter) == letter


# Persons and numbers ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "letter", [histology_report(relative=relative()), genetics_report(relative=relative())]
)
def test_a_relative_is_a_second_person_with_a_relation(letter: Any) -> None:
    lines = segments(letter)
    assert "PNA+PER+0107729995:::CPR:IM+++SU:Berggren+FO:Max Test" in lines
    assert "REL+PER+MO" in lines
    assert read_back(letter) == letter


def test_a_relative_may_have_no_number() -> None:
    letter = histology_report(relative=relative(None, "uspec_paaroerende"))
    assert "PNA+PER++++SU:Berggren+FO:Max Test" in segments(letter)
    assert read_back(letter) == letter


def test_the_patient_lives_in_a_street_a_town_and_a_municipality() -> None:
    assert "ADR+:PO+US:Testgade 3+Testby+9999++219:KOM:IM:Hillerød" in segments(histology_report())
    assert "S06+06" in segments(genetics_report())


def test_the_time_of_the_results_is_theirs_and_not_that_of_the_letter() -> None:
    """The official converter writes the letter's into ISR of R0432P."""
    lines = segments(histology_report())
    assert "DTM+137:202603021205:203" in lines
    assert "DTM+ISR:202603021200:203" in lines


def test_numbers_and_times_of_the_requisition_stand_in_their_places() -> None:
    for letter, own in (
        (histology_report(), "H0001"),
        (cytology_report(), "C0001"),
        (genetics_report(), "G0001"),
    ):
        lines = segments(letter)
        place = lines.index("S04+04")
        assert lines[place + 1 : place + 5] == [
            "RFF+ROI:R0001",
            f"RFF+SOI:{own}",
            "DTM+4:202602270815:203",
            "DTM+8:202602280900:203",
        ]


# Status and the short answer --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "service", "stage", "short"),
    [
        ("proeve_modtaget", "N", "PR", "*****"),
        ("svar_midlertidigt", "N", "PR", "PATO"),
        ("svar_endeligt", "N", "FR", "PATO"),
        ("svar_rettet", "M", "FR", "PATO"),
    ],
)
@pytest.mark.parametrize("letter", [cytology_report(), histology_report(), genetics_report()])
def test_the_status_stands_with_the_short_answer(
    letter: Any, status: str, service: str, stage: str, short: str
) -> None:
    """The official converter makes a received sample a preliminary answer; the asterisks tell them apart."""
    told_so = table(information(letter, result_status_code=status), table_result=short)
    lines = items(segments(told_so))
    assert lines[0] == f"GIS+{service}"
    assert lines[2:4] == [f"RSL+AV+{short}", f"STS++{stage}"]
    assert read_back(told_so) == told_so


def test_an_answer_that_would_come_back_with_another_status_is_not_written() -> None:
    with pytest.raises(CannotWrite):
        written(information(histology_report(), result_status_code="proeve_modtaget"))


def test_malign_is_written_in_the_fifth_element_and_read_from_the_sixth_too() -> None:
    """The sources disagree about the place; nothing else stands in either."""
    letter = table(histology_report(), result_validation="malign")
    assert "RSL+AV+PATO+++MA" in segments(letter)
    assert read_back(letter) == letter
    for code, value in (("MA", "malign"), ("PM", "premalign")):
        found = changed(letter, ("RSL+AV+PATO+++MA", f"RSL+AV+PATO++++{code}"))
        assert found.findings == ()
        assert found.letter == table(histology_report(), result_validation=value)


@pytest.mark.parametrize("letter", [cytology_report(), histology_report(), genetics_report()])
def test_the_other_laboratory_stands_under_ahi(letter: Any) -> None:
    """The official converter writes AHI and reads it from any other qualifier."""
    sent_on = information(letter, to_lab_identifier="XYZ")
    assert items(segments(sent_on)).count("RFF+AHI:XYZ") == 1
    assert read_back(sent_on) == sent_on


@pytest.mark.parametrize(
    ("status", "short", "letter_status"),
    [("svar_endeligt", "PATO", "K"), ("svar_midlertidigt", "PATO", "D"), ("proeve_modtaget", "*****", "M")],
)
def test_the_older_versions_state_the_status_of_the_answer_in_segments_only(
    status: str, short: str, letter_status: str
) -> None:
    letter = table(information(histology_report(), result_status_code=status), table_result=short)
    made = written(older(letter, "XR0430P"))
    assert f"STS++{letter_status}'".encode() in made.data
    assert [change.kind for change in made.changes] == ["assumed"]


def test_a_status_in_an_older_message_that_does_not_follow_from_the_answer_is_told_as_lost() -> None:
    found = changed(older(histology_report(), "XR0430P"), ("STS++K", "STS++D"))
    assert found.findings == ()
    assert [change.kind for change in found.changes] == ["lost"]


def test_the_code_of_a_genetic_answer_stands_with_its_headline_and_name() -> None:
    assert items(segments(genetics_report()))[:5] == [
        "GIS+N",
        "INV+MQ+NPU12345:::Genetik",
        "RSL+AV+Ingen",
        "STS++FR",
        "FTX+ACM+P00++Gen; sekvensvariation",
    ]


# Diagnoses --------------------------------------------------------------------------------------


def test_the_diagnoses_of_each_sample_stand_under_two_headlines_and_name_their_sample() -> None:
    letter = histology_report()
    lines = items(segments(letter))
    assert lines[4:22] == [
        "GIS+N",
        "INV+OE+:::Diagnoser",
        "INV+OE+:::Materiale A",
        "GIS+N",
        "CIN+CCI+T02420:SNO:SST:hud på lår",
        "CIN+CCI+M87200:SNO:SST:naevus",
        "CIN+CCI+ÆF4100:SNO:SST:præparat fuldt undersøgt",
        "INV+NR",
        "RFF+ASL:1",
        "GIS+N",
        "INV+OE+:::Diagnoser",
        "INV+OE+:::Materiale A",
        "GIS+N",
        "CIN+CCI+T02420:SNO:SST:hud på lår",
        "CIN+CCI+M87200:SNO:SST:naevus",
        "CIN+SPC+:::randfri",
        "CIN+CCI+ÆF4100:SNO:SST:præparat fuldt undersøgt",
        "INV+NR",
    ]
    assert read_back(letter) == letter


def test_a_smear_has_one_headline_and_no_reference_to_its_sample() -> None:
    lines = items(segments(cytology_report()))
    assert lines[4:10] == [
        "GIS+N",
        "INV+OE+:::Diagnoser",
        "GIS+N",
        "CIN+CCI+T8X310:SNO:SST:cervix",
        "CIN+CCI+M09460:SNO:SST:ingen suspekte celler",
        "INV+NR",
    ]


def test_a_remark_belongs_to_the_code_before_it() -> None:
    results = xrpt04.CodedResults(
        headline="A",
        topography=diagnosis("T1", "sted", "om stedet"),
        results=(diagnosis("M1", "fund"), diagnosis("M2", "fund", "om det andet")),
    )
    letter = coded(histology_report(), samples=(replace(skin("1"), coded_results=results),))
    assert [line for line in segments(letter) if line.startswith("CIN")] == [
        "CIN+CCI+T1:SNO:SST:sted",
        "CIN+SPC+:::om stedet",
        "CIN+CCI+M1:SNO:SST:fund",
        "CIN+CCI+M2:SNO:SST:fund",
        "CIN+SPC+:::om det andet",
    ]
    assert read_back(letter) == letter


def test_only_some_samples_may_have_diagnoses() -> None:
    bare = replace(skin("1"), coded_results=None)
    letter = coded(histology_report(), samples=(bare, skin("2"), bare))
    assert "RFF+ASL:2" in segments(letter)
    assert read_back(letter) == letter


@pytest.mark.parametrize("headline", ["Diagnoser", None])
@pytest.mark.parametrize("silent", [True, False])
def test_there_may_be_a_headline_without_diagnoses(headline: str | None, *, silent: bool) -> None:
    """It is told from the headline of a written part, also where it is the last item of the message."""
    bare = coded(
        histology_report(),
        samples=(replace(skin("1"), coded_results=None),),
        diagnosis_headline=headline,
    )
    smear = cytology_report()
    sample = replace(smear.laboratory_results.coded_format.sample, coded_results=None)
    bare_smear = coded(smear, sample=sample, diagnosis_headline=headline)
    letters: tuple[Any, ...] = (bare, bare_smear)
    for letter in letters:
        said = without_text(letter) if silent else letter
        assert read_back(said) == said


def test_diagnoses_without_a_common_headline_keep_that_of_their_sample() -> None:
    letter = coded(histology_report(), diagnosis_headline=None)
    assert read_back(letter) == letter
    smear = coded(cytology_report(), diagnosis_headline=None)
    assert read_back(smear) == smear


def test_a_second_item_may_leave_the_common_headline_out() -> None:
    """Whether it is repeated for every sample is not known, so both are read."""
    letter = histology_report()
    lines = segments(letter)
    again = [place for place, line in enumerate(lines) if line == "INV+OE+:::Diagnoser"][1]
    del lines[again]
    count = next(line for line in lines if line.startswith("UNT+"))
    number = int(count.split("+")[1])
    lines[lines.index(count)] = count.replace(f"+{number}+", f"+{number - 1}+")
    (found,) = edifact.read("".join(f"{line}'" for line in lines if line).encode("latin-1")).letters
    assert found.letter == letter


def test_another_common_headline_further_on_has_no_place() -> None:
    letter = coded(histology_report(), samples=(skin("1"),))
    found = changed(
        letter,
        ("RFF+ASL:1", "RFF+ASL:1\nGIS+N\nINV+OE+:::Andre diagnoser\nINV+OE+:::Materiale B"),
    )
    assert found.letter == letter
    assert [change.kind for change in found.changes] == ["lost", "lost"]


def test_without_their_reference_diagnoses_are_those_of_the_next_sample_and_that_is_told() -> None:
    letter = histology_report()
    found = changed(letter, ("RFF+ASL:1", ""), ("RFF+ASL:2", ""))
    assert found.letter == letter
    assert [change.kind for change in found.changes] == ["assumed", "assumed"]
    alone = coded(letter, samples=(skin("1"),))
    found = changed(alone, ("RFF+ASL:1", ""))
    assert found.letter == alone
    assert found.changes == ()


@pytest.mark.parametrize("number", ["1", "3", "x"])
def test_diagnoses_of_a_sample_that_has_some_or_is_not_there_are_refused(number: str) -> None:
    found = changed(histology_report(), ("RFF+ASL:2", f"RFF+ASL:{number}"))
    assert found.letter is None
    assert {one.severity for one in found.findings} == {"error"}


def test_a_smear_with_two_sets_of_diagnoses_is_refused() -> None:
    twice = "INV+NR\nGIS+N\nCIN+CCI+T1:SNO:SST:sted\nCIN+CCI+M1:SNO:SST:fund\nINV+NR"
    found = changed(cytology_report(), ("INV+NR", twice))
    assert found.letter is None
    assert "standard.edifact-unexpected" in {one.rule for one in found.findings}


def test_a_smear_may_name_its_only_sample() -> None:
    assert changed(cytology_report(), ("INV+NR", "INV+NR\nRFF+ASL:1")).letter == cytology_report()
