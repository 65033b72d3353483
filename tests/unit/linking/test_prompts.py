"""The prompts that tie a reference laboratory's answer to the first laboratory's."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from labsvar.letters import xreq01, xrpt06
from labsvar.letters.requisitions import Question
from labsvar.linking import prompts, rules
from labsvar.linking.agreement import CODES, DEFAULT, NAMES, Agreement, PromptName
from labsvar.linking.prompts import Choice, Prompts, SenderPrompts
from tests import builders, microbiology, requisitions

_TEXT = st.text("ABCDEFGHIJ0123456789", min_size=1, max_size=20)
_OWN = st.lists(_TEXT, max_size=14, unique=True)


def _question(code: str, answer: str = "ja") -> xrpt06.Prompt:
    made = microbiology.prompt(answer=answer)
    return replace(made, question=replace(made.question, code=code))


def _composed(answer: prompts.Answer, choice: Choice, **options: object) -> Prompts:
    made = prompts.compose(answer, choice, **options)  # type: ignore[arg-type]  # options of any test
    assert isinstance(made, Prompts)
    return made


def _refused(answer: prompts.Answer, choice: Choice, **options: object) -> set[str]:
    made = prompts.compose(answer, choice, **options)  # type: ignore[arg-type]  # options of any test
    assert isinstance(made, tuple)
    return {finding.rule for finding in made}


def _request(*asked: xreq01.Prompt) -> xreq01.LaboratoryRequest:
    return requisitions.asking(requisitions.laboratory_request(), prompts=asked)


FIRST = Choice(investigation=0, isolate=1)


def test_a_request_names_the_answer_it_is_about_in_five_prompts_and_repeats_the_requesters_own() -> None:
    made = _composed(microbiology.miba_report(), Choice(investigation=0, isolate=2))
    read = prompts.read(_request(*made.prompts))
    assert read.sender == SenderPrompts(
        original_requester_number="MR0001",
        producer="TKM",
        analysis_code="990000000000001",
        production_number="MP0003",
        isolate=2,
    )
    assert [each.question.code for each in read.original if each.question] == ["P1"]
    assert made.findings == read.findings == ()


def test_every_code_and_text_fits_the_field_it_travels_in_though_the_names_do_not() -> None:
    """The code has 17 characters and the text 35; a table gives short ones for the names."""
    assert all(len(name) > 17 for name in NAMES)
    made = _composed(microbiology.miba_report(), FIRST)
    for each in made.prompts:
        assert each.question is not None
        assert len(each.question.code) <= 17
        assert len(each.question.code_text) <= 35
        assert len(each.question.code_responsible) <= 3


@given(number=_TEXT, production=_TEXT, own=_OWN, isolate=st.integers(1, 9))
def test_what_is_composed_is_read_again_and_carried_into_the_answer_unchanged(
    number: str, production: str, own: list[str], isolate: int
) -> None:
    answer = microbiology.with_results(
        microbiology.miba_report(
            investigations=(
                microbiology.investigation(
                    culture_findings=microbiology.growth(
                        microorganisms=(microbiology.isolate(number=isolate),)
                    )
                ),
            )
        ),
        prompts=tuple(_question(f"Q{code[:16]}") for code in {each[:16]: each for each in own}),
    )
    general = replace(
        answer.laboratory_results.general_result_information,
        laboratory_internal_production_identifier=production,
    )
    answer = microbiology.with_results(answer, general_result_information=general)
    composed = _composed(answer, Choice(investigation=0), original_requester_number=number)
    request = _request(*composed.prompts)
    carried = prompts.carry(request, microbiology.with_results(microbiology.miba_report(), prompts=()))
    assert isinstance(carried, xrpt06.MiBaReport)
    read = prompts.read(request)
    assert prompts.read_answer(carried) == read
    assert read.sender.production_number == production
    assert read.sender.original_requester_number == number
    assert read.sender.isolate == isolate
    assert len(read.original) == len(answer.laboratory_results.prompts)


def test_more_than_twenty_prompts_refuse_the_request_with_a_list_and_nothing_is_cut() -> None:
    answer = microbiology.with_results(
        microbiology.miba_report(), prompts=tuple(_question(f"P{number}") for number in range(16))
    )
    made = prompts.compose(answer, FIRST)
    assert isinstance(made, tuple)
    (finding,) = [each for each in made if each.rule == rules.TOO_MANY_PROMPTS.id]
    assert "21" in finding.en
    assert all(f"P{number}" in finding.en for number in range(16))
    assert all(code.code in finding.en for code in CODES.values())


def test_an_xrpt05_cannot_tell_the_isolate_so_a_person_is_asked_for_it() -> None:
    web = builders.microbiology_report()
    assert [each.number_needed for each in prompts.isolates(web)] == [True]
    assert _refused(web, Choice(investigation=0)) == {rules.ISOLATE_NEEDED.id}
    assert _refused(web, Choice(investigation=0, isolate=10)) == {rules.ISOLATE_NEEDED.id}
    read = prompts.read(_request(*_composed(web, Choice(investigation=0, isolate=3)).prompts))
    assert read.sender.isolate == 3


def test_one_request_is_about_one_isolate_so_among_several_one_has_to_be_chosen() -> None:
    answer = microbiology.miba_report()
    assert [each.choice.isolate for each in prompts.isolates(answer)] == [1, 2]
    assert [each.name for each in prompts.isolates(answer)] == ["Staphylococcus aureus", "Escherichia coli"]
    assert _refused(answer, Choice(investigation=0)) == {rules.ISOLATE_NEEDED.id}
    assert _refused(answer, Choice(investigation=0, isolate=3)) == {rules.ISOLATE_UNKNOWN.id}
    assert _refused(answer, Choice(investigation=1)) == {rules.INVESTIGATION_UNKNOWN.id}


def test_a_number_that_two_isolates_share_names_neither() -> None:
    twice = microbiology.growth(microorganisms=(microbiology.isolate(), microbiology.isolate()))
    answer = microbiology.miba_report(investigations=(microbiology.investigation(culture_findings=twice),))
    assert _refused(answer, FIRST) == {rules.ISOLATE_UNKNOWN.id}


def test_an_examination_without_a_culture_is_sent_as_the_sample_itself_and_says_so() -> None:
    quick = microbiology.investigation(culture_findings=None)
    answer = microbiology.miba_report(investigations=(quick,))
    made = _composed(answer, Choice(investigation=0))
    assert [finding.rule for finding in made.findings] == [rules.NO_ISOLATE.id]
    assert prompts.isolates(answer)[0].choice == Choice(investigation=0)
    assert prompts.read(_request(*made.prompts)).sender.missing == ("SenderIsolateNumber",)
    assert _refused(answer, FIRST) == {rules.ISOLATE_UNKNOWN.id}


def test_without_a_producer_nothing_can_be_linked_so_the_request_is_refused() -> None:
    nameless = replace(builders.examination(), producer_of_lab_result=None)
    answer = microbiology.miba_report(investigations=(microbiology.investigation(examination=nameless),))
    assert _refused(answer, FIRST) == {rules.PRODUCER_NEEDED.id}


def test_the_requesters_number_comes_from_the_requisition_where_the_answer_has_none() -> None:
    answer = microbiology.miba_report()
    information = replace(
        answer.requisition_information, sample=microbiology.sample(requester_sample_identifier=None)
    )
    answer = replace(answer, requisition_information=information)
    asked = requisitions.laboratory_request()
    made = _composed(answer, FIRST, asked=asked)
    read = prompts.read(_request(*made.prompts))
    assert read.sender.original_requester_number == "R0001"
    assert [each.question.code for each in read.original if each.question] == ["P1", "52800"]
    alone = _composed(answer, FIRST)
    assert [finding.rule for finding in alone.findings] == [rules.NO_REQUESTER_NUMBER.id]


def test_a_sample_that_was_sent_on_before_is_not_sent_on_with_two_senders() -> None:
    once = _composed(microbiology.miba_report(), FIRST)
    answer = prompts.carry(_request(*once.prompts), microbiology.miba_report())
    assert isinstance(answer, xrpt06.MiBaReport)
    assert _refused(answer, FIRST) == {rules.CODE_TAKEN.id}


def test_the_producer_is_told_by_its_name_where_that_is_agreed() -> None:
    agreed = Agreement(producer="name")
    examined = builders.examination()
    producer = replace(examined.producer_of_lab_result, identifier="Test Mikrobiologi")  # type: ignore[type-var]  # it names one
    examined = replace(examined, producer_of_lab_result=producer)
    answer = microbiology.miba_report(investigations=(microbiology.investigation(examination=examined),))
    made = _composed(answer, FIRST, settings=agreed)
    assert prompts.read(_request(*made.prompts), settings=agreed).sender.producer == "Test Mikrobiologi"


def test_two_prompts_cannot_have_one_code_and_each_needs_one() -> None:
    same = CODES["SenderAnalysisCode"]
    with pytest.raises(ValueError, match="one code"):
        Agreement(codes={**CODES, "SenderIsolateNumber": same})
    with pytest.raises(ValueError, match="needs a code"):
        Agreement(codes={"SenderIsolateNumber": same})


# Reading what others write -------------------------------------------------------------------------------


def _sent(name: PromptName, **answer: Any) -> xreq01.Prompt:
    code = CODES[name]
    question = Question(
        code=code.code, code_type="lokal", code_responsible=DEFAULT.responsible, code_text="et spørgsmål"
    )
    return xreq01.Prompt(question=question, answer=xreq01.Answer(**answer))


def test_missing_prompts_are_named() -> None:
    read = prompts.read(_request(_sent("SenderProducerofLabresult", text="TKM")))
    (finding,) = read.findings
    assert finding.rule == rules.PROMPTS_MISSING.id
    assert "SenderProducerofLabresult" not in finding.en
    assert all(name in finding.en for name in NAMES if name != "SenderProducerofLabresult")
    assert read.sender.any
    assert not prompts.read(_request()).sender.any


@pytest.mark.parametrize(
    ("answer", "isolate"),
    [
        ({"text": " 3 "}, 3),
        ({"numerical": "3"}, 3),
        ({"numerical": "+03.0"}, 3),
        ({"numerical": "3.5"}, None),
        ({"numerical": "12"}, None),
        ({"text": "0"}, None),
        ({"text": "to"}, None),
        ({"diagnose_code": "3"}, None),
    ],
)
def test_the_isolate_is_a_number_from_one_to_nine_however_it_is_written(
    answer: dict[str, str], isolate: int | None
) -> None:
    read = prompts.read(_request(_sent("SenderIsolateNumber", **answer)))
    assert read.sender.isolate == isolate
    assert any(finding.rule == rules.PROMPT_UNCLEAR.id for finding in read.findings) is (isolate is None)


def test_a_prompt_that_is_answered_twice_differently_is_not_used() -> None:
    name: PromptName = "SenderLaboratoryInternalProductionSampleIdentifier"
    read = prompts.read(_request(_sent(name, text="MP1"), _sent(name, text="MP2")))
    assert read.sender.production_number is None
    assert read.findings[0].path == "Requests/Prompt[2]/Answer"
    assert prompts.read(_request(_sent(name, text="MP1"), _sent(name, text="MP1"))).sender.any


def test_a_question_of_somebody_else_with_the_same_code_is_the_requesters_own() -> None:
    sent = _sent("SenderAnalysisCode", text="1")
    assert sent.question is not None
    read = prompts.read(_request(replace(sent, question=replace(sent.question, code_responsible="TKB"))))
    assert not read.sender.any
    assert len(read.original) == 1


# Carrying ------------------------------------------------------------------------------------------------


def test_carrying_twice_is_carrying_once() -> None:
    request = _request(*_composed(microbiology.miba_report(), FIRST).prompts)
    once = prompts.carry(request, microbiology.miba_report())
    assert isinstance(once, xrpt06.MiBaReport)
    assert prompts.carry(request, once) == once


def test_an_answer_that_says_otherwise_than_the_requisition_is_refused() -> None:
    request = _request(*_composed(microbiology.miba_report(), FIRST).prompts)
    made = prompts.carry(
        request, microbiology.with_results(microbiology.miba_report(), prompts=(_question("P1", "nej"),))
    )
    assert isinstance(made, tuple)
    assert [finding.rule for finding in made] == [rules.CARRIED_OTHERWISE.id]


def test_what_the_answer_has_no_room_for_refuses_it() -> None:
    request = _request(*_composed(microbiology.miba_report(), FIRST).prompts)
    full = tuple(_question(f"X{number}") for number in range(16))
    made = prompts.carry(request, microbiology.with_results(microbiology.miba_report(), prompts=full))
    assert isinstance(made, tuple)
    assert [finding.rule for finding in made] == [rules.TOO_MANY_PROMPTS.id]


def test_a_question_without_a_code_or_a_number_with_a_unit_cannot_be_carried() -> None:
    plain = xreq01.Prompt(plain_question="Udlandsrejse", answer=xreq01.Answer(text="ja"))
    quantity = _sent("SenderAnalysisCode")
    quantity = replace(quantity, answer=xreq01.Answer(quantity=xreq01.Quantity(value="1", unit="mg")))
    made = prompts.carry(_request(plain, quantity), microbiology.miba_report())
    assert isinstance(made, tuple)
    assert [finding.path for finding in made] == ["Requests/Prompt[1]", "Requests/Prompt[2]"]
    assert prompts.read(_request(plain)).original == (plain,)
