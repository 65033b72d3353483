"""By what letters are found that may have to do with each other, where not all of them are at hand.

A letter is kept under its keys. What a new letter may change is found in two steps: the reference answers that
it touches (`touching`), and everything that these may be about (`around`). The linker, given those letters,
says of those answers what it would say if it knew all.
"""

from __future__ import annotations

from collections.abc import Iterable

from labsvar.linking.model import AnswerFacts, Facts, RequestFacts

NOTHING = ""
"""The one key of a letter that was read and has nothing to do with linking."""


def keys(facts: Facts | None) -> frozenset[str]:
    """The keys that a letter is kept under: the person's number, and the production numbers it has or names; of a
    request every number that its sample may arrive with."""
    if facts is None:
        return frozenset({NOTHING})
    found = {_person(facts)}
    if isinstance(facts, AnswerFacts):
        found.add(of_number(facts.production_number))
        if facts.prompts.production_number is not None:
            found.add(_prompt(facts.prompts.production_number))
    else:
        found |= {asked(number) for number in _of_request(facts)}
    return frozenset(found)


def touching(facts: Iterable[Facts]) -> frozenset[str]:
    """The keys of the reference answers of which letters may change what is said."""
    found = set()
    for each in facts:
        found.add(_person(each))
        if isinstance(each, AnswerFacts):
            found.add(_prompt(each.production_number))
    return frozenset(found)


def around(facts: Iterable[Facts]) -> frozenset[str]:
    """The keys of everything that some letters may be about."""
    found = set()
    for each in facts:
        found.add(_person(each))
        if isinstance(each, AnswerFacts) and each.prompts.production_number is not None:
            found.add(of_number(each.prompts.production_number))
    return frozenset(found)


def _person(facts: Facts) -> str:
    return f"person {facts.who.number}"


def of_number(number: str) -> str:
    """The key of a production number."""
    return f"number {number}"


def asked(number: str) -> str:
    """The key of a request by one of the numbers of its sample."""
    return f"asked {number.strip()}"


def _of_request(facts: RequestFacts) -> frozenset[str]:
    said = facts.prompts
    named = (said.original_requester_number, said.production_number)
    return frozenset({facts.requisition_number, *facts.tubes, *(number for number in named if number)})


def _prompt(number: str) -> str:
    return f"prompt {number}"
