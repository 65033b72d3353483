"""Requisitions in EDIFACT: what is asked, samples and treatments, and what older versions say of it."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from labsvar.letters import xreq01, xreq03
from tests.builders import when
from tests.requisitions import (
    asking,
    laboratory_request,
    pathology_prompt,
    pathology_request,
    question,
    specimen,
)
from tests.spec.edifact_requests import (
    changes,
    of_one_time,
    old_laboratory_request,
    old_pathology_request,
    read_of,
    refused,
    segments,
    told,
    with_segments,
)

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
