"""What speaks for and against that a reference laboratory's answer is about another laboratory's. Pure.

A pair stands on a rung, or on none:

    production   the sender's production number and producer, as the prompts tell them
    swapped      the production number and the requester's number agree crosswise
    near         the production number is one slip of a finger away; producer, person and day agree
    request      the prompts of the request that the answer answers fit, where its own are missing or do not
    number       another number of the sample agrees, and so does the person
    finding      person, day and organism agree, and no material says otherwise

Only `production` links by itself, when the person agrees, nothing speaks against it and one more thing for
it, and the production number is that of one sample only (rule S24; `labsvar.linking.linker`). Person and day
alone stand on no rung.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from labsvar.linking.model import Answer, AnswerFacts, Evidence, Grown, RequestFacts, Rung, Topic
from labsvar.linking.persons import Agreement, agreement

Issuer = Literal["yes", "unclear", "no"]


class Pair:
    """A reference answer and one that it may be about, with everything that can be said of the two.

    `request` is the requisition that the reference answer answers, when it is known. `by_request` reads the
    prompts of the requisition in place of the answer's own.
    """

    def __init__(
        self,
        reference: Answer,
        source: Answer,
        *,
        request: RequestFacts | None = None,
        by_request: bool = False,
    ) -> None:
        self.reference, self.source = reference.key, source.key
        self._reference, self._source = reference.newest, source.newest
        self._answers = reference, source
        self._request = request
        self._told = self._reference.prompts
        self._by_request = by_request
        self.prompts = request.prompts if request is not None and by_request else self._told
        self.person: Agreement = agreement(self._reference.who, self._source.who)
        self.same_day = self._reference.sampled_at.date() == self._source.sampled_at.date()
        self.rung, self.evidence = self._placed()

    @property
    def against(self) -> int:
        """How many things speak against it."""
        return sum(each.says == "against" for each in self.evidence)

    @property
    def links(self) -> bool:
        """Whether it is strong enough to link by itself, if nothing else has the production number."""
        # The person was agreed on, or the pair would not be without anything against it.
        supported = any(each.topic in _SUPPORT and each.says == "for" for each in self.evidence)
        # A number that only one of the two tells may be what sets two samples with one number apart.
        told = (self.prompts.original_requester_number is None) is (not self._answers[1].requester_numbers)
        return self.rung == "production" and not self.against and supported and told

    @property
    def isolate(self) -> int | None:
        """The number of the isolate, where nothing but that one can be meant."""
        said = self.prompts.isolate
        isolates = {each.isolate for each in self._source.grown if each.isolate is not None}
        fits = {each.isolate for each in self._source.grown if each.isolate and self._names_it(each)}
        if len(fits) == 1 and said in (*fits, None):
            return fits.pop()
        return said if isolates == {said} else None

    def _placed(self) -> tuple[Rung | None, tuple[Evidence, ...]]:
        rung = self._rung()
        if rung is None:
            return None, ()
        evidence = [_said(rung if rung != "request" else "production", fits=True), *self._about_person()]
        if rung == "request":
            evidence.append(_said("request", fits=True))
        evidence += self._details(rung)
        return rung, tuple(sorted(set(evidence)))

    def _rung(self) -> Rung | None:
        numbered = self._numbered()
        if numbered is not None:
            return numbered
        if self._other_number():
            return "number" if self.person == "same" or (self.person == "local" and self.same_day) else None
        if self.person != "same" or not self.same_day:
            return None
        return "finding" if self._organism() and self._material() is not False else None

    def _numbered(self) -> Rung | None:
        """The rung that the prompts' production number leads to, if it does."""
        number = self.prompts.production_number
        issuer = self._issuer()
        if number is None or issuer == "no" or not self._may_be_one_person():
            return None
        if number == self._source.production_number and not self._by_request:
            return "production"
        if number == self._source.production_number:
            return "request" if self.person in ("same", "local") else None
        if self.person in ("same", "local") and self._crosswise(number):
            return "swapped"
        close = self.person == "same" and self.same_day and one_slip(number, self._source.production_number)
        return "near" if close and not self._by_request else None

    def _may_be_one_person(self) -> bool:
        """Other persons are held together only where a second number and the day say so: a person looks."""
        wanted = self.prompts.original_requester_number
        numbers = self._answers[1].requester_numbers
        return self.person != "other" or (self.same_day and wanted is not None and wanted in numbers)

    def _issuer(self) -> Issuer:
        """Whether the producer of the prompts gave the source its production number, and asked for the answer."""
        if self._request is not None and self._request.sender != self._source.sender:
            return "no"
        return issued(self._answers[1], self.prompts.producer)

    def _crosswise(self, number: str) -> bool:
        theirs = self._answers[1]
        other = self.prompts.original_requester_number
        return number in theirs.requester_numbers and other in theirs.numbers

    def _other_number(self) -> bool:
        ours, theirs = self._answers
        said = ours.requester_numbers | {self.prompts.original_requester_number}
        return not said.isdisjoint(theirs.requester_numbers | theirs.numbers)

    def _about_person(self) -> Iterable[Evidence]:
        # The prompts name the issuer of a local number: the laboratory whose own answer has the number too.
        topics: dict[Agreement, Evidence] = {
            "same": _said("person", fits=True),
            "local": _said("local_number", fits=self._issuer() == "yes"),
            "changed": _said("person_changed", fits=False),
            "other": _said("person", fits=False),
        }
        return (topics[self.person],)

    def _details(self, rung: Rung) -> list[Evidence]:
        """What else can be compared; nothing is said where one of the two is silent."""
        said: list[tuple[Topic, bool | None]] = [
            ("day", self.same_day),
            ("analysis", self._analysis()),
            ("isolate", self._isolate_known()),
            ("organism", self._organism()),
        ]
        if rung in ("production", "near", "request"):
            said.append(("requester_number", self._requester_number()))
            said.append(("issuer", self._issuer() == "yes"))
        if rung == "finding":
            said.append(("material", self._material()))
        if self._told.any and self._request is not None:
            said.append(("request", self._told == self._request.prompts))
        return [_said(topic, fits=fits) for topic, fits in said if fits is not None]

    def _requester_number(self) -> bool | None:
        wanted, theirs = self.prompts.original_requester_number, self._answers[1].requester_numbers
        return None if wanted is None or not theirs else wanted in theirs

    def _analysis(self) -> bool | None:
        wanted = self.prompts.analysis_code
        codes = {each.analysis_code for each in self._source.grown}
        return None if wanted is None or not codes else wanted in codes

    def _isolate_known(self) -> bool | None:
        wanted = self.prompts.isolate
        isolates = {each.isolate for each in self._of_analysis() if each.isolate is not None}
        return None if wanted is None or not isolates else wanted in isolates

    def _of_analysis(self) -> list[Grown]:
        wanted = self.prompts.analysis_code
        return [each for each in self._source.grown if wanted in (None, each.analysis_code)]

    def _organism(self) -> bool | None:
        """Whether what both found can be one organism; of several isolates, the one that is meant."""
        meant = self.prompts.isolate
        named = [each for each in self._of_analysis() if each.organism]
        theirs = [each for each in named if meant is None or each.isolate in (None, meant)]
        if not theirs or not _organisms(self._reference):
            return None
        return any(self._names_it(each) for each in theirs)

    def _names_it(self, found: Grown) -> bool:
        return found.organism in _organisms(self._reference)

    def _material(self) -> bool | None:
        ours = {each.material for each in self._reference.grown} - {""}
        theirs = {each.material for each in self._source.grown} - {""}
        return None if not ours or not theirs else not ours.isdisjoint(theirs)


_SUPPORT = frozenset({"requester_number", "analysis", "organism", "request"})
"""What has to stand beside the strong key, one at least: one wrong digit must not link by itself."""


def issued(answer: Answer, producer: str | None) -> Issuer:
    """Whether a laboratory, by code or name, gave an answer its production number.

    The number is that of the laboratory that sends the answer. Where an answer names several producers and
    no letter says which of them sends it, nobody can tell whose number it is.
    """
    named = answer.newest.producers
    fitting = [each for each in named if producer in (each.code, each.name)]
    if not fitting:
        return "no"
    laboratory = answer.laboratory
    own = len(named) == 1 if laboratory is None else laboratory == fitting[0].code
    return "yes" if own else "unclear"


def _said(topic: Topic, *, fits: bool) -> Evidence:
    return Evidence(topic=topic, says="for" if fits else "against")


def _organisms(facts: AnswerFacts) -> frozenset[str]:
    return frozenset(each.organism for each in facts.grown if each.organism)


def one_slip(a: str, b: str) -> bool:
    """Whether two numbers differ by one character wrong, missing, added, or two swapped neighbours."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    start = next(
        (at for at, pair in enumerate(zip(a, b, strict=False)) if pair[0] != pair[1]), min(len(a), len(b))
    )
    rest_a, rest_b = a[start:], b[start:]
    if len(a) != len(b):
        return rest_a[1:] == rest_b or rest_a == rest_b[1:]
    turned = rest_a[:2][::-1] == rest_b[:2] and rest_a[2:] == rest_b[2:]
    return rest_a[1:] == rest_b[1:] or turned
