"""A requisition goes from one version to another: what the two say in elements of different shape."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from labsvar.conversion import CannotConvert, Change, convert
from labsvar.letters import xreq01, xreq03
from labsvar.letters.xreq01 import XQ0130K, XQ0131K
from labsvar.letters.xreq03 import XQ0330P, XQ0331P
from tests import requisitions
from tests.builders import when

GIVEN = {
    "analysis-name": "NPU19748=C-reaktivt protein [CRP];P|NPU03230=Kalium;P",
    "prompt-code": "Sidste menstruation=52800:TKB",
}


def listed(changes: Iterable[Change], kind: str) -> list[str]:
    return sorted(change.path.partition("Request/")[2] for change in changes if change.kind == kind)


def older() -> xreq01.LaboratoryRequest:
    return convert(requisitions.laboratory_request(), to=XQ0130K, accept_losses=True).letter


def with_cervix(**asked: object) -> xreq03.PathologyRequest:
    bare = requisitions.asking(requisitions.pathology_request(), prompts=())
    made = convert(bare, to=XQ0330P, given={"payer-name": "Test"}, accept_losses=True).letter
    information = xreq03.SupplementaryCervixInformations(**asked)  # type: ignore[arg-type]  # named by the test
    return requisitions.asking(made, supplementary_cervix_informations=information)


def test_the_older_requisition_keeps_the_text_of_a_question_and_loses_its_code() -> None:
    made = convert(requisitions.laboratory_request(), to=XQ0130K, accept_losses=True)
    prompt = made.letter.requests.prompts[0]
    assert (prompt.question, prompt.plain_question) == (None, "Sidste menstruation")
    assert listed(made.changes, "lost") == [
        "Requests/Prompt[1]/Question",
        "Requests/RequestedAnalysis[1]/Analysis/AnalysisShortName",
        "Requests/RequestedAnalysis[1]/Analysis/LineComment",
        "Requests/RequestedAnalysis[2]/Analysis/AnalysisShortName",
        "Requests/RequestedAnalysis[2]/Analysis/LineComment",
    ]


def test_an_answer_to_the_sender_is_what_the_older_requisition_always_means() -> None:
    """Where the answer goes elsewhere, that is lost, and a loss somebody must accept."""
    made = convert(requisitions.laboratory_request(), to=XQ0130K, accept_losses=True)
    assert "Sender/ReplyTo" in listed(made.changes, "changed")
    forwarded = requisitions.laboratory_request(
        sender=requisitions.clinic(reply_to=False), original_requester=requisitions.hospital(reply_to=True)
    )
    made = convert(forwarded, to=XQ0130K, accept_losses=True)
    assert {"OriginalRequester", "Sender/ReplyTo"} <= set(listed(made.changes, "lost"))


def test_the_newer_requisition_is_given_names_and_codes_by_options() -> None:
    made = convert(older(), to=XQ0131K, given=GIVEN)
    assert made.letter.sender.reply_to is True
    assert listed(made.changes, "assumed") == [
        "Requests/Prompt[1]/Question",
        "Requests/RequestedAnalysis[1]/Analysis/LineComment",
        "Requests/RequestedAnalysis[2]/Analysis/LineComment",
        "Sender/ReplyTo",
    ]
    assert listed(made.changes, "lost") == []
    assert made.letter.requests.prompts == requisitions.laboratory_request().requests.prompts


def test_every_name_and_code_that_is_missing_is_asked_for_once() -> None:
    with pytest.raises(CannotConvert) as reasons:
        convert(older(), to=XQ0131K)
    options = [refusal.option for refusal in reasons.value.refusals]
    assert [str(option).partition(" ")[0] for option in options] == [
        "--analysis-name",
        "--analysis-name",
        "--prompt-code",
    ]


def with_quantity(value: str) -> xreq01.LaboratoryRequest:
    answer = xreq01.Answer(quantity=xreq01.Quantity(value=value, unit="kg"))
    prompt = xreq01.Prompt(plain_question="Sidste menstruation", answer=answer)
    return requisitions.asking(older(), prompts=(prompt,))


def test_a_quantity_becomes_a_number_whose_unit_is_lost() -> None:
    made = convert(with_quantity("72.5"), to=XQ0131K, given=GIVEN, accept_losses=True)
    assert made.letter.requests.prompts[0].answer.numerical == "72.5"
    assert listed(made.changes, "lost") == ["Requests/Prompt[1]/Answer/Numerical"]
    with pytest.raises(CannotConvert) as reasons:
        convert(with_quantity("72.5"), to=XQ0131K, given=GIVEN)
    assert [refusal.kind for refusal in reasons.value.refusals] == ["loss"]


def test_a_quantity_that_is_no_number_is_refused_and_never_changed() -> None:
    with pytest.raises(CannotConvert) as reasons:
        convert(with_quantity("ca. 72"), to=XQ0131K, given=GIVEN, accept_losses=True)
    assert [refusal.kind for refusal in reasons.value.refusals] == ["unfit"]


def test_a_number_without_a_unit_has_no_place_in_the_older_requisition() -> None:
    prompt = xreq01.Prompt(question=requisitions.question(), answer=xreq01.Answer(numerical="3"))
    letter = requisitions.asking(requisitions.laboratory_request(), prompts=(prompt,))
    with pytest.raises(CannotConvert) as reasons:
        convert(letter, to=XQ0130K, accept_losses=True)
    assert [(refusal.kind, refusal.path.rpartition("/")[2]) for refusal in reasons.value.refusals] == [
        ("unfit", "Answer")
    ]
    assert "Numerical" in reasons.value.refusals[0].en


def test_what_was_asked_about_a_cervical_sample_becomes_questions_and_answers() -> None:
    letter = with_cervix(condyloma=True, iud=False, date_of_period="2026-02-10", hormon_therapy="østrogen")
    made = convert(letter, to=XQ0331P)
    prompts = made.letter.requests.prompts
    assert [prompt.question.code for prompt in prompts] == ["ADP101", "ADP102", "ADP201", "ADP202"]
    assert [prompt.answer.logical for prompt in prompts] == [True, False, None, None]
    assert prompts[2].answer.date_time == when("2026-02-10 00:00")
    assert prompts[3].answer.text == "østrogen"
    assert listed(made.changes, "assumed") == ["Requests/Prompt[3]/Answer/DateTime/Time"]
    assert convert(made.letter, to=XQ0330P, given={"payer-name": "Test"}).letter == letter


def test_what_no_question_is_known_for_is_lost() -> None:
    letter = with_cervix(date_of_conisation="2020-01-01")
    with pytest.raises(CannotConvert) as reasons:
        convert(letter, to=XQ0331P)
    assert [(refusal.kind, refusal.path.rpartition("/")[2]) for refusal in reasons.value.refusals] == [
        ("loss", "DateOfConisation")
    ]
    made = convert(with_cervix(), to=XQ0331P, accept_losses=True)
    assert listed(made.changes, "lost") == ["Requests/SupplementaryCervixInformations"]


def test_a_question_the_older_requisition_has_no_element_for_is_lost() -> None:
    """So is what it is about, another wording, a time of day, and a second answer to the same."""
    relation = xreq03.Relation(sample_identifier="R0003A")
    prompts = (
        requisitions.pathology_prompt("ADP103", xreq03.Answer(logical=True), relation=relation),
        requisitions.pathology_prompt("ADP103", xreq03.Answer(logical=False)),
        requisitions.pathology_prompt("ADP999", xreq03.Answer(text="Nej")),
        requisitions.pathology_prompt("ADP201", xreq03.Answer(date_time=when("2026-02-10 08:00"))),
    )
    local = replace(prompts[0], question=replace(prompts[0].question, code_type="lokal"))
    letter = requisitions.asking(requisitions.pathology_request(), prompts=(*prompts, local))
    made = convert(letter, to=XQ0330P, given={"payer-name": "Test"}, accept_losses=True)
    information = made.letter.requests.supplementary_cervix_informations
    assert information == xreq03.SupplementaryCervixInformations(pregnant=True, date_of_period="2026-02-10")
    lost = [path for path in listed(made.changes, "lost") if path.startswith("Requests/Prompt")]
    assert lost == [
        "Requests/Prompt[1]/Question",
        "Requests/Prompt[2]",
        "Requests/Prompt[3]",
        "Requests/Prompt[4]/Answer/DateTime/Time",
        "Requests/Prompt[4]/Question",
        "Requests/Prompt[5]",
    ]
