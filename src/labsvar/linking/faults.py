"""What hinders answers from being linked, found among everything that is known. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from labsvar.findings import Finding
from labsvar.linking import rules
from labsvar.linking.linker import Linker
from labsvar.linking.model import Answer, AnswerFacts, AnswerKey, Fault, Judged, RequestFacts

_PROMPT = "LaboratoryResults/Prompt"
_PRODUCTION = "LaboratoryResults/GeneralResultInformation/LaboratoryInternalProductionIdentifier"


def faults(linker: Linker) -> tuple[Fault, ...]:
    """Every fault, each at the letter that has it, in the order of the letters' ids."""
    judged = linker.judged()
    found = [*_of_references(linker), *_swapped(linker, judged), *_reused(linker)]
    for request in linker.requests:
        found += _of_request(request, linker)
    return tuple(sorted(found, key=lambda each: (each.letter_id, each.finding.rule)))


def _of_references(linker: Linker) -> Iterator[Fault]:
    for answer in linker.answers:
        if not linker.is_reference(answer):
            continue
        newest = answer.newest
        if newest.kind == "XRPT05":
            yield _fault(newest, rules.XRPT06_DUE.at(line=None, path="Letter/TypeCode"))
        elif newest.prompts.missing:
            names = ", ".join(newest.prompts.missing)
            yield _fault(newest, rules.PROMPTS_MISSING.at(line=None, path=_PROMPT, names=names))
        if _sent_to_both(answer, linker):
            yield _fault(newest, rules.SENT_TO_BOTH.at(line=None, path="Receiver"))


def _sent_to_both(answer: Answer, linker: Linker) -> bool:
    """Whether letters of an answer went to the laboratory that sent the sample and to somebody who treats.

    An XRPT06 goes to the databank or between departments, so only XRPT05 letters go to those who treat.
    """
    laboratories = {each.key.sender for each in linker.answers} | {each.sender for each in linker.requests}
    receivers = {each.receiver for each in answer.letters}
    to_others = {each.receiver for each in answer.letters if each.kind == "XRPT05"} - laboratories
    return bool(to_others) and not receivers.isdisjoint(laboratories)


def _swapped(linker: Linker, judged: tuple[Judged, ...]) -> Iterator[Fault]:
    answers = {answer.key: answer for answer in linker.answers}
    for reference in dict.fromkeys(each.reference for each in judged if each.rung == "swapped"):
        newest = answers[reference].newest
        yield _fault(newest, rules.NUMBERS_SWAPPED.at(line=None, path=_PROMPT))


def _of_request(request: RequestFacts, linker: Linker) -> Iterator[Fault]:
    """A requisition that lacks prompts, or has the number of a tube where its own should be.

    Its own number never is that of one of its tubes, unless the two were swapped: then the number of the
    tube is that under which the first laboratory answered.
    """
    if request.prompts.missing:
        names = ", ".join(request.prompts.missing)
        yield _asked(request, rules.PROMPTS_MISSING.at(line=None, path="Requests/Prompt", names=names))
    ours = [answer for answer in linker.answers_of(request.who.number) if answer.key.sender == request.sender]
    numbers = {number for answer in ours for number in answer.numbers}
    known = {number for answer in ours for number in answer.requester_numbers}
    if request.requisition_number in numbers and not request.tubes.isdisjoint(known):
        path = "RequisitionInformation/Sample/RequesterSampleIdentifier"
        yield _asked(request, rules.NUMBERS_SWAPPED.at(line=None, path=path))


def _reused(linker: Linker) -> Iterator[Fault]:
    used: defaultdict[tuple[str, str], dict[AnswerKey, Answer]] = defaultdict(dict)
    for answer in linker.answers:
        used[answer.key.sender, answer.key.production_number][answer.key] = answer
    for answers in used.values():
        if len(answers) > 1:
            newest = max((each.newest for each in answers.values()), key=lambda each: each.letter_id)
            yield _fault(newest, rules.NUMBER_REUSED.at(line=None, path=_PRODUCTION))


def _fault(facts: AnswerFacts, finding: Finding) -> Fault:
    return Fault(letter_id=facts.letter_id, person_key=facts.person_key, sender=facts.sender, finding=finding)


def _asked(facts: RequestFacts, finding: Finding) -> Fault:
    return Fault(letter_id=facts.letter_id, person_key=facts.person_key, sender=facts.sender, finding=finding)
