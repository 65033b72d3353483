"""The prompts that tie a reference laboratory's answer to the answer of the laboratory that sent the sample.

compose(answer, choice, settings=...)       what goes into the XREQ01 to the reference laboratory
read(requisition, settings=...)             what an XREQ01 says, told apart from the original requester's answers
read_answer(answer, settings=...)           the same of an XRPT06 that carries them
carry(requisition, answer, settings=...)    the XRPT06 of the reference laboratory with all of them in it

There are five: the sample number of the original requester, the producer, the analysis code, the production
number and the number of the isolate. Beside them go the original requester's own prompts with their answers.

Source: MedCom, reference group for laboratory medicine, minutes on reference samples (short-term solution).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from labsvar.findings import Finding, has_errors
from labsvar.letters import xreq01, xrpt05, xrpt06
from labsvar.letters.requisitions import Question
from labsvar.letters.xreq01 import LaboratoryRequest, Prompt
from labsvar.letters.xrpt05 import MicrobiologyWebReport
from labsvar.letters.xrpt06 import MiBaReport
from labsvar.linking import rules
from labsvar.linking.agreement import DEFAULT, NAMES, Agreement, PromptName

Answer = MicrobiologyWebReport | MiBaReport
_Investigation = xrpt05.Investigation | xrpt06.Investigation
MOST: Final = 20
"""How many prompts a letter has room for. Source: the schemas of XREQ01 and XRPT06."""
_ISOLATES: Final = frozenset("123456789")
_PROMPT: Final = "Requests/Prompt"
_CARRIED: Final = "LaboratoryResults/Prompt"


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """What of an answer is sent on: one examination (its position from 0), and one isolate of it.

    The number of the isolate may be left out where the answer leaves no choice.
    """

    investigation: int
    isolate: int | None = None


class Isolate(msgspec.Struct, frozen=True, kw_only=True):
    """Something that can be sent on. Of an XRPT05 nobody knows the number: a person has to state it."""

    choice: Choice
    name: str
    number_needed: bool = False


class SenderPrompts(msgspec.Struct, frozen=True, kw_only=True):
    """The five prompts as they were answered; `None` for one that is missing or cannot be read."""

    original_requester_number: str | None = None
    producer: str | None = None
    analysis_code: str | None = None
    production_number: str | None = None
    isolate: int | None = None

    @property
    def missing(self) -> tuple[PromptName, ...]:
        """The names of those that are missing."""
        return tuple(name for name, said in zip(NAMES, self.answers, strict=True) if said is None)

    @property
    def any(self) -> bool:
        """Whether there is at least one: without, the letter is not about a reference sample."""
        return len(self.missing) < len(NAMES)

    @property
    def answers(self) -> tuple[str | int | None, ...]:
        """The five in the order of their names."""
        numbers = (self.original_requester_number, self.producer, self.analysis_code, self.production_number)
        return (*numbers, self.isolate)


class Prompts(msgspec.Struct, frozen=True, kw_only=True):
    """The prompts of a request, the five first; `findings` are warnings and notes."""

    prompts: tuple[Prompt, ...]
    findings: tuple[Finding, ...] = ()


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """What a letter's prompts say: the sender's, the original requester's, and what is wrong with them."""

    sender: SenderPrompts
    original: tuple[Prompt, ...] = ()
    findings: tuple[Finding, ...] = ()


# Composing ---------------------------------------------------------------------------------------------


def isolates(answer: Answer) -> tuple[Isolate, ...]:
    """Everything in an answer that can be sent to a reference laboratory, in its order."""
    return tuple(_isolates(answer))


def _isolates(answer: Answer) -> Iterator[Isolate]:
    investigations: Sequence[_Investigation] = answer.laboratory_results.investigations
    for position, each in enumerate(investigations):
        culture = each.culture_findings
        if culture is None or not culture.microorganisms:
            name = each.examination.analysis_mds_name.examination
            yield Isolate(choice=Choice(investigation=position), name=name)
            continue
        for organism in culture.microorganisms:
            if isinstance(organism, xrpt06.Microorganism):
                choice = Choice(investigation=position, isolate=organism.isolate_number)
                yield Isolate(choice=choice, name=organism.identification.text)
            else:
                name = " ".join(organism.identification.text.paragraphs)
                yield Isolate(choice=Choice(investigation=position), name=name, number_needed=True)


def compose(
    answer: Answer,
    choice: Choice,
    *,
    settings: Agreement = DEFAULT,
    asked: LaboratoryRequest | None = None,
    original_requester_number: str | None = None,
) -> Prompts | tuple[Finding, ...]:
    """The prompts of the request for one isolate, or why it cannot be made.

    The original requester's prompts are those of the answer, if it is an XRPT06, and those of the
    requisition `asked` that the answer does not repeat. The original requester's number is the answer's;
    where it has none, that of `asked`, or the one given.
    """
    number = original_requester_number or _original_number(answer, asked)
    sender, findings = _sender_prompts(answer, choice, number, settings)
    original = _originals(answer, asked)
    findings += _taken(original, settings)
    prompts = (*_asked(sender, settings), *original)
    findings += _too_many(prompts, _PROMPT)
    if has_errors(findings):
        return tuple(findings)
    return Prompts(prompts=prompts, findings=tuple(findings))


def _sender_prompts(
    answer: Answer, choice: Choice, number: str | None, settings: Agreement
) -> tuple[SenderPrompts, list[Finding]]:
    investigations = answer.laboratory_results.investigations
    if not 0 <= choice.investigation < len(investigations):
        return SenderPrompts(), [rules.INVESTIGATION_UNKNOWN.at(line=None, path="LaboratoryResults")]
    chosen = investigations[choice.investigation]
    path = f"LaboratoryResults/Investigation[{choice.investigation + 1}]"
    findings: list[Finding] = []
    if number is None:
        where = "RequisitionInformation/Sample/RequesterSampleIdentifier"
        findings.append(rules.NO_REQUESTER_NUMBER.at(line=None, path=where, name=NAMES[0]))
    made_by = chosen.examination.producer_of_lab_result
    if made_by is None:
        where = f"{path}/Examination/ProducerOfLabResult"
        findings.append(rules.PRODUCER_NEEDED.at(line=None, path=where))
        producer = None
    else:
        producer = made_by.identifier_code if settings.producer == "code" else made_by.identifier
    isolate, about = _isolate_of(chosen, choice.isolate, f"{path}/CultureFindings")
    general = answer.laboratory_results.general_result_information
    said = SenderPrompts(
        original_requester_number=number,
        producer=producer,
        analysis_code=chosen.examination.mic_analysis_code,
        production_number=general.laboratory_internal_production_identifier,
        isolate=isolate,
    )
    return said, [*findings, *about]


def _isolate_of(chosen: _Investigation, wanted: int | None, path: str) -> tuple[int | None, list[Finding]]:
    """The number of the isolate that is sent, or that a person has to state it."""
    culture = chosen.culture_findings
    if culture is None or not culture.microorganisms:
        if wanted is not None:
            return None, [rules.ISOLATE_UNKNOWN.at(line=None, path=path)]
        return None, [rules.NO_ISOLATE.at(line=None, path=path, name=NAMES[-1])]
    if isinstance(culture, xrpt05.CultureFindings):
        if wanted is None or not 1 <= wanted <= 9:
            return None, [rules.ISOLATE_NEEDED.at(line=None, path=path)]
        return wanted, []
    numbers = [organism.isolate_number for organism in culture.microorganisms]
    if wanted is None and len(numbers) == 1:
        return numbers[0], []
    if wanted is None:
        return None, [rules.ISOLATE_NEEDED.at(line=None, path=path)]
    # A number that two organisms share does not say which one is sent.
    if numbers.count(wanted) != 1:
        return None, [rules.ISOLATE_UNKNOWN.at(line=None, path=path)]
    return wanted, []


def _original_number(answer: Answer, asked: LaboratoryRequest | None) -> str | None:
    number = answer.requisition_information.sample.requester_sample_identifier
    if number is None and asked is not None:
        return asked.requisition_information.sample.requester_sample_identifier
    return number


def _originals(answer: Answer, asked: LaboratoryRequest | None) -> tuple[Prompt, ...]:
    repeated = answer.laboratory_results.prompts if isinstance(answer, MiBaReport) else ()
    told = tuple(_from_answer(each) for each in repeated)
    known = {_key(each) for each in told}
    rest = () if asked is None else asked.requests.prompts
    return (*told, *(each for each in rest if _key(each) not in known))


def _asked(said: SenderPrompts, settings: Agreement) -> Iterator[Prompt]:
    """The five as questions with answers. Assumption: all are answered by `Text`, the isolate too."""
    for name, value in zip(NAMES, said.answers, strict=True):
        if value is not None:
            code = settings.codes[name]
            question = Question(
                code=code.code, code_type="lokal", code_responsible=settings.responsible, code_text=code.text
            )
            yield Prompt(question=question, answer=xreq01.Answer(text=str(value)))


def _taken(original: Iterable[Prompt], settings: Agreement) -> list[Finding]:
    return [
        rules.CODE_TAKEN.at(line=None, path=_PROMPT, name=name)
        for each in original
        if (name := _name(each.question, settings)) is not None
    ]


def _too_many(prompts: Sequence[Prompt] | Sequence[xrpt06.Prompt], path: str) -> list[Finding]:
    if len(prompts) <= MOST:
        return []
    # The codes of questions are the laboratory's and the table's; no answer is repeated here.
    named = ", ".join("?" if each.question is None else each.question.code for each in prompts)
    return [
        rules.TOO_MANY_PROMPTS.at(line=None, path=path, found=len(prompts), most=MOST, named=f"({named})")
    ]


# Reading -----------------------------------------------------------------------------------------------


def read(requisition: LaboratoryRequest, *, settings: Agreement = DEFAULT) -> Read:
    """The prompts of a requisition. One with none of the five is not about a reference sample."""
    return _read(requisition.requests.prompts, _PROMPT, settings)


def read_answer(answer: MiBaReport, *, settings: Agreement = DEFAULT) -> Read:
    """The prompts that an answer carries."""
    carried = tuple(_from_answer(each) for each in answer.laboratory_results.prompts)
    return _read(carried, _CARRIED, settings)


class _Said(NamedTuple):
    place: int
    value: str | None


def _read(prompts: Sequence[Prompt], path: str, settings: Agreement) -> Read:
    said: dict[PromptName, list[_Said]] = {}
    original = []
    for place, each in enumerate(prompts, 1):
        name = _name(each.question, settings)
        if name is None:
            original.append(each)
        else:
            said.setdefault(name, []).append(_Said(place, _plain(each.answer)))
    values: dict[PromptName, str] = {}
    findings = []
    for name, answers in said.items():
        value = _clear(name, answers)
        if value is None:
            where = f"{path}[{answers[-1].place}]/Answer"
            findings.append(rules.PROMPT_UNCLEAR.at(line=None, path=where, name=name))
        else:
            values[name] = value
    number, producer, code, production, isolate = (values.get(name) for name in NAMES)
    sender = SenderPrompts(
        original_requester_number=number,
        producer=producer,
        analysis_code=code,
        production_number=production,
        isolate=None if isolate is None else int(isolate),
    )
    absent = [name for name in NAMES if name not in said]
    if absent:
        findings.append(rules.PROMPTS_MISSING.at(line=None, path=path, names=", ".join(absent)))
    return Read(sender=sender, original=tuple(original), findings=tuple(findings))


def _clear(name: PromptName, answers: Sequence[_Said]) -> str | None:
    """The one answer; `None` when there are several, or it is none that can be read."""
    values = {each.value for each in answers}
    value = values.pop()
    if values or not value:
        return None
    if name == "SenderIsolateNumber" and value not in _ISOLATES:
        return None
    return value


def _plain(answer: xreq01.Answer) -> str | None:
    """An answer as its characters: a text, or a whole number."""
    if answer.text is not None:
        return answer.text.strip()
    if answer.numerical is not None:
        whole, _, rest = answer.numerical.strip().partition(".")
        return None if rest.strip("0") else whole.removeprefix("+").lstrip("0")
    return None


def _name(question: Question | None, settings: Agreement) -> PromptName | None:
    return None if question is None else settings.name_of(question.code, question.code_responsible)


def _key(prompt: Prompt) -> tuple[str, ...]:
    """What is asked, without the words it is asked in."""
    question = prompt.question
    if question is None:
        return (prompt.plain_question or "",)
    return question.code, question.code_type, question.code_responsible


# Carrying ----------------------------------------------------------------------------------------------


def carry(requisition: LaboratoryRequest, answer: MiBaReport) -> MiBaReport | tuple[Finding, ...]:
    """The answer with every prompt of the requisition in it, or why that cannot be.

    A prompt that the answer holds already is not told twice; one it holds with another answer refuses.
    """
    results = answer.laboratory_results
    held = {_key(_from_answer(each)): each.answer for each in results.prompts}
    added = []
    findings: list[Finding] = []
    for place, each in enumerate(requisition.requests.prompts, 1):
        carried = _carried(each)
        if carried is None:
            findings.append(rules.CANNOT_CARRY.at(line=None, path=f"{_PROMPT}[{place}]"))
        elif _key(each) not in held:
            added.append(carried)
            held[_key(each)] = carried.answer
        elif held[_key(each)] != carried.answer:
            findings.append(rules.CARRIED_OTHERWISE.at(line=None, path=f"{_PROMPT}[{place}]"))
    prompts = (*results.prompts, *added)
    findings += _too_many(prompts, _CARRIED)
    if findings:
        return tuple(findings)
    return replace(answer, laboratory_results=replace(results, prompts=prompts))


def _carried(prompt: Prompt) -> xrpt06.Prompt | None:
    question, answer = prompt.question, prompt.answer
    if question is None or answer.quantity is not None:
        return None
    return xrpt06.Prompt(
        question=xrpt06.Question(
            code=question.code,
            code_type=question.code_type,
            code_responsible=question.code_responsible,
            code_text=question.code_text,
        ),
        answer=xrpt06.Answer(
            text=answer.text,
            numerical=answer.numerical,
            diagnose_code=answer.diagnose_code,
            date_time=answer.date_time,
        ),
    )


def _from_answer(prompt: xrpt06.Prompt) -> Prompt:
    question, answer = prompt.question, prompt.answer
    return Prompt(
        question=Question(
            code=question.code,
            code_type=question.code_type,
            code_responsible=question.code_responsible,
            code_text=question.code_text,
        ),
        answer=xreq01.Answer(
            text=answer.text,
            numerical=answer.numerical,
            diagnose_code=answer.diagnose_code,
            date_time=answer.date_time,
        ),
    )
