"""Which answers belong together, found by comparing all with all: what the indexed linker is held against.

It is told as the explanation page tells it, on plain rows (`tests.outbreaks.letters`), and knows nothing of the
code under test but the words of its verdicts. Persons are compared by number and by the words of the name.
"""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from tests.outbreaks.letters import Row

PROMPTS = ("original", "producer", "analysis", "production", "isolate")


class Said(NamedTuple):
    """That a reference answer is about another, by their production numbers and senders."""

    reference: tuple[str, str]
    source: tuple[str, str]
    linked: bool


def strong_pairs(rows: list[Row]) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs of answers that link by themselves: exactly one source stands so strongly, and nothing else has
    its number."""
    answers = _answers([row for row in rows if row["row"] == "answer"])
    requests = [row for row in rows if row["row"] == "request"]
    found = set()
    for key, reference in answers.items():
        strong = [
            other
            for other, source in answers.items()
            if other[1] != key[1] and _is_strong(reference, source, requests)
        ]
        if len(strong) == 1 and not any(
            _has_number_too(_newest(reference), answers[strong[0]], letters)
            for other, letters in answers.items()
            if other not in (key, strong[0])
        ):
            found.add((key, strong[0]))
    return found


def _has_number_too(reference: Row, source: list[Row], other: list[Row]) -> bool:
    """Whether another answer has the number: at the same laboratory, or elsewhere about the same person."""
    row = _newest(other)
    if row["production_number"] != reference["prompts"]["production"]:
        return False
    same_laboratory = row["sender"] == source[0]["sender"]
    return (
        same_laboratory or _issued_by(reference["prompts"]["producer"], other) or _same_person(reference, row)
    )


def _answers(rows: list[Row]) -> dict[tuple[str, ...], list[Row]]:
    """The letters of each answer, which are one by person, sender, production number and time of sampling."""
    keyed = sorted(rows, key=_key)
    return {key: list(letters) for key, letters in groupby(keyed, key=_key)}


def _key(row: Row) -> tuple[str, ...]:
    person = row["number"] if not _is_local(row) else f"{row['number']}@{row['sender']}"
    return person, row["sender"], row["production_number"], row["sampled_at"]


def _is_local(row: Row) -> bool:
    return not row["number"].isdigit() and row["number"][6] in "056"


def _newest(letters: list[Row]) -> Row:
    return max(letters, key=lambda row: (row["kind"], row["told_at"], row["letter_id"]))


def _is_strong(references: list[Row], sources: list[Row], requests: list[Row]) -> bool:
    reference, source = _newest(references), _newest(sources)
    prompts = reference["prompts"]
    if prompts.get("production") is None or prompts.get("production") != source["production_number"]:
        return False
    if not _same_person(reference, source) or _day(reference) != _day(source):
        return False
    if (prompts.get("original") is None) is not (not _requester_numbers(sources)):
        return False
    if not _issued_by(prompts.get("producer"), sources):
        return False
    fits = [
        _fits(prompts.get("original"), _requester_numbers(sources)),
        _fits(prompts.get("analysis"), {each["analysis"] for each in source["grown"]}),
        _organism(reference, source, prompts),
    ]
    isolate = _fits(prompts.get("isolate"), _isolates(source, prompts))
    answered = _request_fits(references, source, prompts, requests)
    if answered is not None:
        fits.append(answered)
    return False not in (*fits, isolate) and True in fits


def _same_person(a: Row, b: Row) -> bool:
    """One number, and a word of the name in common. Whose a local number is the prompts tell."""
    words = [{row["surname"].casefold(), row["given"].casefold()} for row in (a, b)]
    return a["number"] == b["number"] and bool(words[0] & words[1])


def _day(row: Row) -> date:
    return datetime.fromisoformat(row["sampled_at"]).date()


def _issued_by(producer: str | None, sources: list[Row]) -> bool:
    named = dict(_newest(sources)["producers"])
    told = {row["laboratory"] for row in sources if row.get("laboratory")}
    if producer not in named:
        return False
    return told == {producer} or (len(named) == 1 and len(told) != 1)


def _requester_numbers(sources: list[Row]) -> set[str]:
    return {row["requester_number"] for row in sources if row["requester_number"]}


def _isolates(source: Row, prompts: dict[str, Any]) -> set[int]:
    return {each["isolate"] for each in _meant(source, prompts) if each["isolate"] is not None}


def _meant(source: Row, prompts: dict[str, Any]) -> list[dict[str, Any]]:
    return [each for each in source["grown"] if prompts.get("analysis") in (None, each["analysis"])]


def _organism(reference: Row, source: Row, prompts: dict[str, Any]) -> bool | None:
    isolate = prompts.get("isolate")
    theirs = {
        each["organism"].split()[0].casefold()
        for each in _meant(source, prompts)
        if isolate is None or each["isolate"] in (None, isolate)
    }
    ours = {each["organism"].split()[0].casefold() for each in reference["grown"]}
    return bool(ours & theirs) if ours and theirs else None


def _fits(said: Any, known: set[Any]) -> bool | None:
    """Whether what is said is known; nothing where one of the two is silent."""
    return None if said is None or not known else said in known


def _request_fits(
    references: list[Row], source: Row, prompts: dict[str, Any], requests: list[Row]
) -> bool | None:
    """Whether the request that the answer answers says the same, and comes from the same laboratory."""
    numbers = {row["requester_number"] for row in references}
    mine = [
        row
        for row in requests
        if row["receiver"] == references[0]["sender"]
        and row["requisition_number"] in numbers
        and _same_person(row, _newest(references))
    ]
    if not mine:
        return None
    return any(row["prompts"] == prompts and row["sender"] == source["sender"] for row in mine)
