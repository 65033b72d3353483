"""Which answers belong together, of all that is known. Pure: the order of arrival does not matter.

Answers are looked up by the person's number and by the production number; every pair that stands on a rung
(`labsvar.linking.evidence`) shares one of the two, so nothing is missed by not comparing all with all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.evidence import Pair, issued
from labsvar.linking.model import (
    RUNGS,
    Answer,
    AnswerFacts,
    AnswerKey,
    Evidence,
    Facts,
    Judged,
    RequestFacts,
)
from labsvar.linking.persons import agreement

MOST_AGAINST: Final = 1
"""How many things may speak against a link that is still proposed. Assumption: one slip is likely, two are not."""


def key_of(facts: AnswerFacts) -> AnswerKey:
    """The answer that a letter tells."""
    return AnswerKey(
        person_key=facts.person_key,
        sender=facts.sender,
        production_number=facts.production_number,
        sampled_at=facts.sampled_at,
    )


class Linker:
    """Everything known of answers and requests, and what it says of those that belong together."""

    def __init__(self, known: Iterable[Facts] = (), *, settings: Agreement = DEFAULT) -> None:
        self._settings = settings
        self._letters: dict[AnswerKey, dict[str, AnswerFacts]] = {}
        self._answers: dict[AnswerKey, Answer] = {}
        self._of_person: defaultdict[str, dict[AnswerKey, None]] = defaultdict(dict)
        self._of_number: defaultdict[str, dict[AnswerKey, None]] = defaultdict(dict)
        self._of_prompt: defaultdict[str, dict[AnswerKey, None]] = defaultdict(dict)
        self._requests: defaultdict[tuple[str, str], dict[str, RequestFacts]] = defaultdict(dict)
        for facts in known:
            self.add(facts)

    @property
    def answers(self) -> Sequence[Answer]:
        """The answers, in the order in which they became known."""
        return tuple(self._answers.values())

    @property
    def requests(self) -> Sequence[RequestFacts]:
        """The requests for reference samples."""
        return tuple(each for some in self._requests.values() for each in some.values())

    def answers_of(self, number: str) -> Sequence[Answer]:
        """The answers about whoever has a number."""
        return tuple(self._answers[key] for key in self._of_person.get(number, {}))

    def add(self, facts: Facts) -> None:
        """Makes a letter known; once more is no change."""
        if isinstance(facts, RequestFacts):
            self._requests[facts.receiver, facts.requisition_number][facts.letter_id] = facts
            return
        key = key_of(facts)
        letters = self._letters.setdefault(key, {})
        letters[facts.letter_id] = facts
        self._answers[key] = Answer(key=key, letters=tuple(letters.values()))
        self._of_person[facts.who.number][key] = None
        self._of_number[facts.production_number][key] = None
        if facts.prompts.production_number is not None:
            self._of_prompt[facts.prompts.production_number][key] = None

    def knows(self, key: AnswerKey) -> bool:
        """Whether a letter of an answer is known."""
        return key in self._answers

    def affected(self, facts: Facts) -> tuple[AnswerKey, ...]:
        """The answers of which a letter may have changed what is said."""
        keys = dict(self._of_person.get(facts.who.number, {}))
        if isinstance(facts, AnswerFacts):
            keys |= self._of_prompt.get(facts.production_number, {})
            keys[key_of(facts)] = None
        return tuple(keys)

    def judged(self, keys: Iterable[AnswerKey] | None = None) -> tuple[Judged, ...]:
        """What is said of the answers named, or of all: a link, or proposals, or nothing of each."""
        chosen = self._answers if keys is None else keys
        return tuple(each for key in chosen for each in self._judged(self._answers[key]))

    def is_reference(self, answer: Answer) -> bool:
        """Whether an answer is a reference laboratory's about a sample that another laboratory sent."""
        listed = answer.key.sender in self._settings.reference_laboratories
        return listed or answer.newest.prompts.any or bool(self.requests_of(answer))

    def requests_of(self, answer: Answer) -> tuple[RequestFacts, ...]:
        """The requests that an answer may answer: of its person, to its laboratory, under its number."""
        who, sender = answer.newest.who, answer.key.sender
        return tuple(
            request
            for number in sorted(answer.requester_numbers)
            for request in self._requests.get((sender, number), {}).values()
            if agreement(request.who, who) in ("same", "local")
        )

    def _judged(self, reference: Answer) -> Iterator[Judged]:
        if not self.is_reference(reference):
            return
        pairs = [pair for pair in self._pairs(reference) if pair.rung is not None]
        strong = [pair for pair in pairs if pair.links]
        if not strong:
            yield from (_said(pair, linked=False) for pair in _best(pairs))
            return
        first = min(strong, key=lambda pair: pair.source)
        doubts = self._doubts(reference, first.source)
        if not doubts:
            yield _said(first, linked=True)
            return
        # A slip may be what makes the one fit, so every sample that has the number is proposed.
        possible = {first.source, *doubts}
        why = {*doubts.values(), *([_ONLY] if len(strong) > 1 else [])}
        for source, pair in _placed(pairs).items():
            if source in possible:
                yield _said(pair, linked=False, doubts=why)

    def _doubts(self, reference: Answer, source: AnswerKey) -> dict[AnswerKey, Evidence]:
        """The other samples that have the production number which an answer names, and so why it is not strong.

        A number that its laboratory used twice, whomever for, leads to two samples; so does one that several
        laboratories used for one person, since the wrong one of them may be named.
        """
        newest = reference.newest
        number, producer = newest.prompts.production_number, newest.prompts.producer
        assert number is not None, "the source was found by it"
        found: dict[AnswerKey, Evidence] = {}
        for key in self._of_number[number]:
            if key in (source, reference.key):
                continue
            other = self._answers[key]
            if key.sender == source.sender or issued(other, producer) == "yes":
                found[key] = _REUSED
            elif agreement(newest.who, other.newest.who) in ("same", "local"):
                found[key] = _ELSEWHERE
        return found

    def _pairs(self, reference: Answer) -> Iterator[Pair]:
        newest = reference.newest
        requests = self.requests_of(reference)
        agreeing = [each for each in requests if each.prompts == newest.prompts]
        # A request that says what the answer says is the one that it answers.
        nearest = next(iter((*agreeing, *requests)), None)
        for source in self._candidates(newest):
            yield Pair(reference, source, request=nearest)
            for request in () if agreeing else requests:
                yield Pair(reference, source, request=request, by_request=True)

    def _candidates(self, newest: AnswerFacts) -> list[Answer]:
        keys = dict(self._of_person.get(newest.who.number, {}))
        if newest.prompts.production_number is not None:
            keys |= self._of_number.get(newest.prompts.production_number, {})
        return [self._answers[key] for key in keys if key.sender != newest.sender]


_ONLY: Final = Evidence(topic="only", says="against")
_REUSED: Final = Evidence(topic="reused", says="against")
_ELSEWHERE: Final = Evidence(topic="elsewhere", says="against")


def _placed(pairs: Iterable[Pair]) -> dict[AnswerKey, Pair]:
    """The best pair of each source that may be proposed, the best first."""
    placed: dict[AnswerKey, Pair] = {}
    for pair in sorted(pairs, key=_rank):
        if pair.against <= MOST_AGAINST:
            placed.setdefault(pair.source, pair)
    return placed


def _best(pairs: Iterable[Pair]) -> list[Pair]:
    """The pairs with least against them, on the highest rung, with most for them; one for each source."""
    placed = _placed(pairs).values()
    best = min(map(_rank, placed), default=None)
    return [pair for pair in placed if _rank(pair) == best]


def _rank(pair: Pair) -> tuple[int, int, int]:
    assert pair.rung is not None
    return pair.against, RUNGS.index(pair.rung), pair.against - len(pair.evidence)


def _said(pair: Pair, *, linked: bool, doubts: Iterable[Evidence] = ()) -> Judged:
    assert pair.rung is not None
    return Judged(
        reference=pair.reference,
        source=pair.source,
        verdict="link" if linked else "propose",
        rung=pair.rung,
        isolate=pair.isolate,
        evidence=(*pair.evidence, *sorted(doubts)),
    )
