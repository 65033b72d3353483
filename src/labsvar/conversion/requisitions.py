"""What the versions of the requisitions say in elements of different shape: where the answer goes, the
names of analyses, questions and their answers, and what is asked about a cervical sample.

Source of the codes and texts of the questions about a cervical sample: MedCom's public example of
Q0330P, where they stand as ADP101 to ADP204 of the table PA8. The example has none for conisation,
hysterectomy, irradiation and chemotherapy, so those have no place in XQ0331P.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec.structs import replace

from labsvar.conversion.facets import fits
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import ANALYSIS_NAME, PROMPT_CODE, pairs
from labsvar.letters import xreq01, xreq03
from labsvar.letters.element import DateTime
from labsvar.letters.facets import Decimal
from labsvar.letters.requisitions import Question
from labsvar.letters.version import LetterVersion, Text

_MIDNIGHT: Final = "00:00"
_NUMERICAL: Final = Text(str, Decimal(17))

CERVIX: Final[Mapping[str, tuple[str, str, str]]] = {
    "condyloma": ("ADP101", "Kondylomer", "logical"),
    "iud": ("ADP102", "Spiral", "logical"),
    "pregnant": ("ADP103", "Patienten er gravid", "logical"),
    "date_of_period": ("ADP201", "Menstruation", "date_time"),
    "hormon_therapy": ("ADP202", "Hormonbehandling", "text"),
    "date_of_cryo_therapy": ("ADP203", "Kryobehandling", "date_time"),
    "date_of_laser": ("ADP204", "Laser", "date_time"),
}
"""The questions that XQ0330P has elements for: code, text and form of the answer in XQ0331P."""
_TABLE, _RESPONSIBLE = "PA8", "SST"


def adapt(letter: Any, to: LetterVersion, given: Mapping[str, str], path: str, notes: Notes) -> Any:
    """A requisition with its meaning where the version `to` looks for it."""
    match letter.letter.version_code, to.code:
        case "XQ0130K", "XQ0131K" | "XQ0132K":
            return _newer_laboratory(letter, given, path, notes)
        case "XQ0131K" | "XQ0132K", "XQ0130K":
            return _older_laboratory(letter, path, notes)
        case "XQ0330P", "XQ0331P":
            return _prompts_of_cervix(letter, f"{path}/Requests", notes)
        case "XQ0331P", "XQ0330P":
            return _cervix_of_prompts(letter, f"{path}/Requests", notes)
    return letter


def _newer_laboratory(
    letter: xreq01.LaboratoryRequest, given: Mapping[str, str], path: str, notes: Notes
) -> xreq01.LaboratoryRequest:
    notes.assumed(
        f"{path}/Sender/ReplyTo",
        da="true: i XQ0130K går svaret altid til afsenderen",
        en="true: in XQ0130K the answer always goes to the sender",
    )
    names, codes = pairs(given.get(ANALYSIS_NAME.name)), pairs(given.get(PROMPT_CODE.name))
    requests = letter.requests
    analyses = tuple(
        _named(each, names, f"{path}/Requests/RequestedAnalysis[{place}]/Analysis/LineComment", notes)
        for place, each in enumerate(requests.requested_analyses, 1)
    )
    prompts = tuple(
        _coded(each, codes, f"{path}/Requests/Prompt[{place}]", notes)
        for place, each in enumerate(requests.prompts, 1)
    )
    return replace(
        letter,
        sender=replace(letter.sender, reply_to=True),
        requests=replace(requests, requested_analyses=analyses, prompts=prompts),
    )


def _named(
    asked: xreq01.RequestedAnalysis, names: Mapping[str, str], path: str, notes: Notes
) -> xreq01.RequestedAnalysis:
    """An analysis with the name that XQ0131K demands beside its code."""
    name = names.get(asked.analysis.analysis_code)
    if name is None:
        notes.missing(
            path,
            da="XQ0131K kræver analysens navn, og XQ0130K har kun dens kode",
            en="XQ0131K demands the name of the analysis, and XQ0130K has its code only",
            option=ANALYSIS_NAME.usage,
        )
        return asked
    notes.given(path, ANALYSIS_NAME.name)
    comment = xreq01.LineComment(text_lines=(name,))
    return replace(asked, analysis=replace(asked.analysis, line_comment=comment))


def _coded(prompt: xreq01.Prompt, codes: Mapping[str, str], path: str, notes: Notes) -> xreq01.Prompt:
    """A plain question with the code that XQ0131K demands, and its answer as a plain number."""
    plain = prompt.plain_question or ""
    code, separator, responsible = codes.get(plain, "").partition(":")
    if not (code and separator and responsible):
        notes.missing(
            f"{path}/Question",
            da="XQ0131K kræver spørgsmålets kode, og XQ0130K har kun dets tekst",
            en="XQ0131K demands the code of the question, and XQ0130K has its text only",
            option=PROMPT_CODE.usage,
        )
        return prompt
    notes.given(f"{path}/Question", PROMPT_CODE.name)
    notes.carried(f"{path}/Question")
    question = Question(code=code, code_type="lokal", code_responsible=responsible, code_text=plain)
    return replace(prompt, question=question, answer=_without_unit(prompt.answer, path, notes))


def _without_unit(answer: xreq01.Answer, path: str, notes: Notes) -> xreq01.Answer:
    """An answer whose quantity is a plain number."""
    if answer.quantity is None:
        return answer
    here = f"{path}/Answer/Numerical"
    notes.carried(here)
    if not fits(answer.quantity.value, _NUMERICAL):
        notes.unfit(
            here,
            da="XQ0131K kræver et tal på højst 17 cifre; svaret ændres aldrig",
            en="XQ0131K takes a number of at most 17 digits; the answer is never changed",
        )
    notes.lost(here, da="enheden har ingen plads i XQ0131K", en="the unit has no place in XQ0131K")
    return replace(answer, numerical=answer.quantity.value)


def _older_laboratory(letter: xreq01.LaboratoryRequest, path: str, notes: Notes) -> xreq01.LaboratoryRequest:
    if letter.sender.reply_to and (
        letter.original_requester is None or not letter.original_requester.reply_to
    ):
        here = f"{path}/Sender/ReplyTo"
        notes.carried(here)
        notes.changed(
            here,
            da="i XQ0130K går svaret altid til afsenderen",
            en="in XQ0130K the answer always goes to the sender",
        )
    prompts = tuple(
        _plain(each, f"{path}/Requests/Prompt[{place}]", notes)
        for place, each in enumerate(letter.requests.prompts, 1)
    )
    return replace(letter, requests=replace(letter.requests, prompts=prompts))


def _plain(prompt: xreq01.Prompt, path: str, notes: Notes) -> xreq01.Prompt:
    assert prompt.question is not None, "XQ0131K demands it"
    here = f"{path}/Question"
    notes.carried(here)
    notes.lost(
        here,
        da="af spørgsmålet bliver kun teksten; koden har ingen plads i XQ0130K",
        en="only the text of the question stays; its code has no place in XQ0130K",
    )
    return replace(prompt, plain_question=prompt.question.code_text)


def _prompts_of_cervix(letter: xreq03.PathologyRequest, path: str, notes: Notes) -> xreq03.PathologyRequest:
    asked = letter.requests.supplementary_cervix_informations
    if asked is None:
        return letter
    made: list[xreq03.Prompt] = []
    for (attribute, (code, text, form)), name in zip(CERVIX.items(), _names(), strict=True):
        value = getattr(asked, attribute)
        if value is None:
            continue
        here = f"{path}/Prompt[{len(made) + 1}]"
        notes.changed(
            f"{path}/SupplementaryCervixInformations/{name}",
            da=f"XQ0331P siger det samme med spørgsmålet {code} i {here}",
            en=f"XQ0331P says the same with the question {code} in {here}",
        )
        notes.changed(here, da=f"svarer til {name}", en=f"answers to {name}")
        if form == "date_time":
            value = DateTime(date=value, time=_MIDNIGHT)
            notes.assumed(
                f"{here}/Answer/DateTime/Time",
                da="00:00: XQ0330P har kun datoen",
                en="00:00: XQ0330P has the date only",
            )
        question = xreq03.Question(code=code, code_type=_TABLE, code_responsible=_RESPONSIBLE, code_text=text)
        made.append(xreq03.Prompt(question=question, answer=xreq03.Answer(**{form: value})))
    here = f"{path}/SupplementaryCervixInformations"
    notes.carried(here)
    for attribute, name in _without_question():
        if getattr(asked, attribute) is not None:
            notes.lost(
                f"{here}/{name}",
                da="der er intet kendt spørgsmål om det i XQ0331P",
                en="there is no known question about it in XQ0331P",
            )
    if asked == xreq03.SupplementaryCervixInformations():
        notes.lost(here, da="elementet er tomt", en="the element is empty")
    return replace(letter, requests=replace(letter.requests, prompts=tuple(made)))


def _cervix_of_prompts(letter: xreq03.PathologyRequest, path: str, notes: Notes) -> xreq03.PathologyRequest:
    prompts = letter.requests.prompts
    if not prompts:
        return letter
    said: dict[str, Any] = {}
    notes.carried(f"{path}/Prompt")
    for place, prompt in enumerate(prompts, 1):
        here = f"{path}/Prompt[{place}]"
        attribute = _attribute_for(prompt)
        if attribute is None or attribute in said:
            notes.lost(
                here,
                da="XQ0330P har intet element for spørgsmålet og dets svar",
                en="XQ0330P has no element for the question and its answer",
            )
            continue
        said[attribute] = _bare(prompt, CERVIX[attribute][2], here, notes)
        name = _name(attribute)
        notes.changed(here, da=f"XQ0330P siger det samme i {name}", en=f"XQ0330P says the same in {name}")
        notes.changed(f"{path}/SupplementaryCervixInformations/{name}", da=f"fra {here}", en=f"from {here}")
    if not said:
        return letter
    asked = xreq03.SupplementaryCervixInformations(**said)
    return replace(letter, requests=replace(letter.requests, supplementary_cervix_informations=asked))


def _bare(prompt: xreq03.Prompt, form: str, path: str, notes: Notes) -> Any:
    """The answer alone; a time of day, a relation and another wording of the question are lost."""
    value = getattr(prompt.answer, form)
    if isinstance(value, DateTime):
        if value.time != _MIDNIGHT:
            notes.lost(
                f"{path}/Answer/DateTime/Time",
                da="XQ0330P har kun plads til datoen",
                en="XQ0330P has room for the date only",
            )
        value = value.date
    text = CERVIX[_attribute_for(prompt) or ""][1]
    if prompt.question.relation is not None or prompt.question.code_text != text:
        notes.lost(
            f"{path}/Question",
            da="spørgsmålets egen tekst og hvad det gælder har ingen plads i XQ0330P",
            en="the wording of the question and what it is about have no place in XQ0330P",
        )
    return value


def _attribute_for(prompt: xreq03.Prompt) -> str | None:
    """The element of XQ0330P for a prompt, when its code and the form of its answer have one."""
    question = prompt.question
    if (question.code_type, question.code_responsible) != (_TABLE, _RESPONSIBLE):
        return None
    for attribute, (code, _, form) in CERVIX.items():
        if question.code == code and getattr(prompt.answer, form) is not None:
            return attribute
    return None


def _names() -> Iterator[str]:
    return map(_name, CERVIX)


def _name(attribute: str) -> str:
    return dict(_all_names())[attribute]


def _all_names() -> Iterator[tuple[str, str]]:
    kind = xreq03.SupplementaryCervixInformations
    return zip(kind.__struct_fields__, kind.__struct_encode_fields__, strict=True)


def _without_question() -> Iterator[tuple[str, str]]:
    return ((attribute, name) for attribute, name in _all_names() if attribute not in CERVIX)
