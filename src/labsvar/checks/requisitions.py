"""Rules about requisitions: who gets the answer, who pays, where and when, and what is asked."""

from __future__ import annotations

from typing import Final

from labsvar.checks import requisition_rules, rules
from labsvar.checks.found import Found
from labsvar.checks.organisations import check_identifier
from labsvar.checks.values import is_national_code
from labsvar.letters import xreq01, xreq03
from labsvar.letters.catalogue import Requisition
from labsvar.letters.requisitions import Payer, TextPrompt
from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.letters.xreq03 import PathologyRequest

_Prompt = TextPrompt | xreq01.Prompt | xreq03.Prompt

_INFORMATION: Final = "RequisitionInformation"
_OUTSIDE: Final = "laboratoriet_eksternt"


def check_requisition(letter: Requisition, found: Found) -> None:
    """Everything about a requisition that is not about its person, its parties' numbers and its times."""
    if letter.payer is not None:
        _check_payer(letter.payer, found)
    if letter.collector is not None:
        collector = letter.collector
        check_identifier(collector.identifier, collector.identifier_code, "Collector/Identifier", found)
    if isinstance(letter, LaboratoryRequest | PathologyRequest):
        _check_original_requester(letter, found)
    if isinstance(letter, LaboratoryRequest):
        _check_reply_to(letter, found)
        _check_analyses(letter, found)
    else:
        analysis = letter.requests.requested_analysis.analysis
        if not isinstance(analysis, xreq03.Analysis) and analysis.analysis_code_type == "iupac":
            path = "Requests/RequestedAnalysis/Analysis/MICAnalysisCode"
            _check_code(analysis.mic_analysis_code, path, found)
    _check_sampling(letter, found)
    _check_prompts(letter, found)
    if isinstance(letter, PathologyRequest):
        _check_relations(letter, found)


def _check_payer(payer: Payer, found: Found) -> None:
    if payer.payers_type_code == "anden":
        if payer.identifier is not None:
            found.add(requisition_rules.PAYER_WITH_NUMBER, "Payer/Identifier")
    elif payer.identifier is None:
        found.add(requisition_rules.PAYER_WITHOUT_NUMBER, "Payer/PayersTypeCode")
    if (payer.identifier is None) is not (payer.identifier_code is None):
        found.add(requisition_rules.PAYER_NUMBER_KIND, "Payer")
    if payer.identifier is not None:
        check_identifier(payer.identifier, payer.identifier_code, "Payer/Identifier", found)


def _check_original_requester(letter: LaboratoryRequest | PathologyRequest, found: Found) -> None:
    original = letter.original_requester
    if original is not None:
        path = "OriginalRequester/Identifier"
        check_identifier(original.identifier, original.identifier_code, path, found)


def _check_reply_to(letter: LaboratoryRequest, found: Found) -> None:
    """That the answer goes to exactly one; a version without `ReplyTo` always means the sender."""
    to_sender = letter.sender.reply_to
    if to_sender is None:
        return
    to_original = letter.original_requester is not None and letter.original_requester.reply_to
    if not to_sender and not to_original:
        found.add(requisition_rules.REPLY_TO_NOBODY, "Sender/ReplyTo")
    elif to_sender and to_original:
        found.add(requisition_rules.REPLY_TO_BOTH, "OriginalRequester/ReplyTo")


def _check_analyses(letter: LaboratoryRequest, found: Found) -> None:
    for number, requested in enumerate(letter.requests.requested_analyses, 1):
        if requested.analysis.analysis_code_type == "iupac":
            path = f"Requests/RequestedAnalysis[{number}]/Analysis/AnalysisCode"
            _check_code(requested.analysis.analysis_code, path, found)


def _check_code(code: str, path: str, found: Found) -> None:
    if not is_national_code(code):
        found.add(rules.CODE_FORM, path)


def _check_sampling(letter: Requisition, found: Found) -> None:
    information = letter.requisition_information
    place = information.sampling_location_code
    wanted = "faktisk" if place == "rekvirenten" else "oensket"
    if information.sampling_date_time_type not in ("", wanted):
        path = f"{_INFORMATION}/SamplingDateTimeType"
        found.add(requisition_rules.SAMPLING_TIME_TYPE, path, wanted=wanted)
    if isinstance(letter, LaboratoryRequest):
        text = letter.requisition_information.sampling_location
        if text is not None and place != _OUTSIDE:
            found.add(requisition_rules.SAMPLING_LOCATION, f"{_INFORMATION}/SamplingLocation")
    tubes = str(information.number_of_test_tubes)
    if tubes.startswith("-") and tubes.strip("-0"):
        found.add(requisition_rules.TUBES_NEGATIVE, f"{_INFORMATION}/NumberOfTestTubes")


def _check_prompts(letter: Requisition, found: Found) -> None:
    seen: set[object] = set()
    prompts: tuple[_Prompt, ...] = letter.requests.prompts
    for number, prompt in enumerate(prompts, 1):
        question = _question(prompt)
        if question in seen:
            found.add(requisition_rules.QUESTION_TWICE, f"Requests/Prompt[{number}]/Question")
        seen.add(question)


def _question(prompt: _Prompt) -> object:
    """What is asked, and about which analysis and sample, without the words it is asked in."""
    if isinstance(prompt, xreq01.Prompt) and prompt.question is None:
        return prompt.plain_question
    question = prompt.question
    assert question is not None
    relation = question.relation if isinstance(question, xreq03.Question) else None
    return (question.code, question.code_type, question.code_responsible, relation)


def _check_relations(letter: PathologyRequest, found: Found) -> None:
    information = letter.requisition_information
    samples = {sample.requester_sample_identifier for sample in information.samples}
    samples |= {None, information.requesters_requisition_identifier}
    analyses = {None, letter.requests.requested_analysis.analysis.analysis_code}
    for number, prompt in enumerate(letter.requests.prompts, 1):
        relation = prompt.question.relation
        if relation is None:
            continue
        path = f"Requests/Prompt[{number}]/Question/Relation"
        if relation.sample_identifier not in samples:
            found.add(requisition_rules.QUESTION_ASTRAY, f"{path}/SampleIdentifier")
        if relation.analysis_code not in analyses:
            found.add(requisition_rules.QUESTION_ASTRAY, f"{path}/AnalysisCode")
