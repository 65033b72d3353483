"""The truth: what must be seen of every citizen once all letters have come.

It is written from the plan alone: by a story's own word the last letter that tells a result is what
the laboratory means, every earlier one is history, and a refused answer is seen by nobody. No code of
the exchange or of the results has a say, so the truth can be held against them. `tests/judge.py`
reads it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from labsvar.population.assumptions import Assumptions
from labsvar.population.heads import location_number
from labsvar.population.measuring import Measuring
from labsvar.population.plan import (
    RECEIVED,
    Answer,
    Citizen,
    Cultivated,
    CultureFound,
    Sending,
    Telling,
    ToldNarrative,
    ToldResult,
)

FORMAT = "labsvar-truth-1"
_STORIES_OF = {"LABA": "biochemistry", "MiBa": "microbiology", "PGDB": "narrative"}
Json = dict[str, Any]


def truth(
    citizens: Iterable[Citizen],
    sent: Sequence[tuple[str, Sending]],
    *,
    about: Json,
    measuring: Measuring | None = None,
) -> Json:
    """The whole truth as JSON; `sent` are the letters by file name, in the order they arrive.

    `measuring` tells of each result which others it shares a row with.
    """
    numbers: dict[tuple[str, int], str] = {}
    answers: dict[int, dict[str, Answer]] = {}
    asked = {sending.answer.sample_number for _, sending in sent if sending.form == "request"}
    for _, sending in sent:
        if sending.form == "answer":
            numbers[sending.answer.sample_number, sending.position] = sending.letter_number
        answers.setdefault(sending.answer.citizen.index, {})[sending.answer.sample_number] = sending.answer
    return {
        "format": FORMAT,
        "about": about,
        "shares": _shares(answers, sent),
        "citizens": [
            _citizen(citizen, tuple(answers.get(citizen.index, {}).values()), numbers, asked)
            | ({} if measuring is None else {"measured": _measured(citizen, answers, measuring)})
            for citizen in citizens
        ],
        "letters": [_letter(name, sending) for name, sending in sent],
    }


def systems(assumptions: Assumptions) -> Json:
    """The sending systems that a demonstration registers, and the databanks the letters are sent to."""
    return {
        "systems": [
            {
                "name": place.name if place.department is None else f"{place.name}, {place.department}",
                "gln": location_number(place.gln),
                "sector": "general_practice" if place.kind == "clinic" else "hospital",
                "producer_codes": [place.producer],
                "stage": "full",
            }
            for place in assumptions.places
        ],
        "receivers": {
            location_number(receiver.gln): databank for databank, receiver in assumptions.receivers.items()
        },
    }


def _citizen(
    citizen: Citizen, answers: Sequence[Answer], numbers: dict[tuple[str, int], str], asked: AbstractSet[str]
) -> Json:
    told = [(answer, _answer(answer, numbers)) for answer in sorted(answers, key=lambda each: each.sampled)]
    return {
        "person": citizen.number,
        "given_name": citizen.given,
        "surname": citizen.family,
        "test_person": citizen.test_person,
        "shown": [json for answer, json in told if not answer.hidden],
        "hidden": [json for answer, json in told if answer.hidden],
        "requests": [
            {"number": answer.requester_number, "answered": not answer.hidden}
            for answer, _ in told
            if answer.sample_number in asked
        ],
    }


def _measured(citizen: Citizen, answers: dict[int, dict[str, Answer]], measuring: Measuring) -> list[Json]:
    """How each result that is shown was measured, and which row it stands on."""
    kinds = {
        (answer.sampled, told.analysis.code, answer.place.producer)
        for answer in answers.get(citizen.index, {}).values()
        if answer.databank == "LABA" and not answer.hidden
        for telling in answer.tellings
        if isinstance(telling.told, tuple)
        for told in telling.told
    }
    return [
        {"sampled": sampled.isoformat(timespec="minutes"), "code": code, "producer": producer}
        | measuring.truth(producer, code, sampled.date())
        for sampled, code, producer in sorted(kinds)
    ]


def _answer(answer: Answer, numbers: dict[tuple[str, int], str]) -> Json:
    letters = [numbers[answer.sample_number, position] for position in range(len(answer.tellings))]
    return {
        "databank": answer.databank,
        "story": answer.story,
        "sender": location_number(answer.place.gln),
        "producer": answer.place.producer,
        "in_general_practice": answer.place.kind == "clinic",
        "sample": answer.sample_number,
        "requester_number": answer.requester_number,
        "production": answer.production_number,
        "sampled": _time(answer),
        "letters": letters,
    } | ({"results": _results(answer, letters)} if answer.databank == "LABA" else _report(answer, letters))


def _time(answer: Answer) -> str:
    return answer.sampled.isoformat(timespec="minutes")


def _results(answer: Answer, letters: Sequence[str]) -> list[Json]:
    """Each result with its versions: the last told is current, the others earlier, newest first."""
    versions: dict[str, list[Json]] = {}
    for telling, letter in zip(answer.tellings, letters, strict=True):
        assert isinstance(telling.told, tuple)
        for told in telling.told:
            versions.setdefault(told.analysis.code, []).append(_version(told, telling, letter))
    return [{"code": code, "current": told[-1], "earlier": told[-2::-1]} for code, told in versions.items()]


def _version(told: ToldResult, telling: Telling, letter: str) -> Json:
    measured = told.measured
    interval = None if measured is None else measured.interval
    return {
        "letter": letter,
        "resulted": telling.resulted.isoformat(timespec="minutes"),
        "status": told.status,
        "value": RECEIVED if measured is None else measured.value,
        "operator": None if measured is None else measured.operator,
        "unit": None if measured is None else told.analysis.unit,
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "mark": None if measured is None else measured.mark,
        "comment": told.comment,
    }


def _report(answer: Answer, letters: Sequence[str]) -> Json:
    """A report with one status, with its versions: each replaces the one before it."""
    told = [
        _report_version(telling, letter) for telling, letter in zip(answer.tellings, letters, strict=True)
    ]
    return {"current": told[-1], "earlier": told[-2::-1]}


def _report_version(telling: Telling, letter: str) -> Json:
    assert not isinstance(telling.told, tuple)
    head = {
        "letter": letter,
        "resulted": telling.resulted.isoformat(timespec="minutes"),
        "status": telling.told.status,
        "comment": telling.told.comment,
    }
    if isinstance(telling.told, ToldNarrative):
        return head | _in_words(telling.told)
    return head | {
        "examination": telling.told.examined.examination,
        "material": telling.told.examined.material,
        "found": _found(telling.told.found),
    }


def _in_words(told: ToldNarrative) -> Json:
    outcome = told.outcome
    return {
        "kind": told.about.letter,
        "examination": told.about.headline,
        "material": told.about.material,
        "table": RECEIVED if outcome is None else outcome.table,
        "validation": None if outcome is None else outcome.validation,
        "topography": None if told.about.topography is None else told.about.topography.code,
        "diagnoses": [] if outcome is None else [[each.code, each.text] for each in outcome.diagnoses],
        "sections": {} if outcome is None else outcome.sections,
    }


def _found(found: Cultivated | None) -> Json:
    if found is None:
        return {"received": RECEIVED}
    if isinstance(found, CultureFound):
        return {
            "organisms": [{"name": grown.organism, "growth": grown.growth} for grown in found.organisms],
            "susceptibility": [
                {"antibiotic": each.name, "categories": list(each.categories)} for each in found.antibiotics
            ],
            "text": found.text,
        }
    return {
        "antibodies": [
            {"name": each.name, "value": each.value, "positive": each.positive} for each in found.antibodies
        ]
    }


def _letter(name: str, sending: Sending) -> Json:
    return {
        "file": name,
        "form": sending.form,
        "sender": location_number(sending.sender.gln),
        "letter": sending.letter_number,
        "envelope": sending.envelope_number,
        "repeats": sending.repeats,
    }


def _shares(answers: dict[int, dict[str, Answer]], sent: Sequence[tuple[str, Sending]]) -> Json:
    """How often each way of telling, lateness and repetition really occurs."""
    every = [answer for of_citizen in answers.values() for answer in of_citizen.values()]
    stories = Counter((_STORIES_OF[each.databank], each.story) for each in every)
    return {
        "answers": len(every),
        "letters": len(sent),
        "stories": {f"{kind}.{story}": count for (kind, story), count in sorted(stories.items())},
        "hidden": sum(answer.hidden for answer in every),
        "overtaken": sum(answer.overtaken for answer in every),
        "repeated": sum(sending.repeats for _, sending in sent),
    }
