"""The letters of one sample's journey: requisitions, forwarded ones, and every laboratory's answers. Pure.

Letters belong to one journey on strong keys only (rule S24), within one person's record:

    the requisition's number or that of one of its samples, in a requisition and in an answer
    the original requester's number of the sample, in a forwarded requisition
    the production number and the sender's prompts, in a request to a reference laboratory
    a link between two answers that stands (`labsvar.linking.decisions`)

Person and day of sampling tie nothing. What comes in is what may be seen, so nothing hidden is told of (S13).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from labsvar.letters.xreq01 import LaboratoryRequest
from labsvar.linking import facts
from labsvar.linking.agreement import DEFAULT, Agreement
from labsvar.linking.decisions import Link
from labsvar.linking.model import AnswerKey, RequestFacts
from labsvar.results.history import Record, ReportHistory
from labsvar.results.model import Report, Requisition

FOR_MICROBIOLOGY: Final = frozenset({"XREQ02", "XREQ04"})
"""The kinds of requisitions that ask for microbiology whatever answers them."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """One requisition of a journey. `original` is the sample's number in the requisition that it forwards,
    `request` what the prompts say of one to a reference laboratory."""

    requisition: Requisition
    original: str | None = None
    request: RequestFacts | None = None

    @property
    def forwards(self) -> bool:
        """Whether a laboratory sends on with it what another has asked for."""
        letter = self.requisition.letter
        forwarded = isinstance(letter, LaboratoryRequest) and letter.original_requester is not None
        return forwarded or self.original is not None or self.request is not None

    @property
    def numbers(self) -> frozenset[str]:
        """The numbers that another letter may know the sample by."""
        said = (self.requisition.requester_number, *self.requisition.sample_numbers, self.original or "")
        return frozenset(number.strip() for number in said) - {""}


class Letters(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is known of one sample: requisitions by time, and answers by time.

    `linked` are the links that tie its answers to each other.
    """

    asked: tuple[Asked, ...] = ()
    answers: tuple[ReportHistory, ...] = ()
    linked: tuple[Link, ...] = ()

    @property
    def letter_ids(self) -> frozenset[str]:
        """The ids of the letters that one may come from."""
        requisitions = (each.requisition.letter_id for each in self.asked)
        return frozenset(requisitions) | {
            each.letter_id for answer in self.answers for each in versions(answer)
        }


def versions(answer: ReportHistory) -> tuple[Report, ...]:
    """Every letter of an answer that may be read, the one for MiBa among them."""
    return (answer.current, *answer.earlier, *answer.copies)


def journey_of(
    letter_id: str, record: Record, links: Iterable[Link] = (), *, settings: Agreement = DEFAULT
) -> Letters | None:
    """The journey that a letter belongs to; `None` where it may not be seen or is not of microbiology."""
    found = journeys(record, links, settings=settings)
    return next((each for each in found if letter_id in each.letter_ids), None)


def journeys(
    record: Record, links: Iterable[Link] = (), *, settings: Agreement = DEFAULT
) -> tuple[Letters, ...]:
    """Every journey of a person's samples, the newest first."""
    asked = [_asked(each.requisition, settings) for each in record.requisitions if each.withdrawn is None]
    answers = [each for shown in record.microbiology for each in (shown, *shown.twins)]
    standing = [link for link in links if link.stands]
    groups = _Groups()
    for each in asked:
        groups.add(each.requisition.letter_id, *(f"number {number}" for number in each.numbers))
        if each.request is not None:
            groups.add(each.requisition.letter_id, *_production(each.request))
    for answer in answers:
        groups.add(answer.current.letter_id, *_keys(answer))
    there = {_answer_key(report) for answer in answers for report in versions(answer)}
    tied = [each for each in standing if {each.judged.reference, each.judged.source} <= there]
    for link in tied:
        groups.add(_place(link.judged.reference), _place(link.judged.source))
    found = (_letters(names, asked, answers, tied) for names in groups.found())
    return tuple(sorted((each for each in found if each is not None), key=_began, reverse=True))


def _asked(requisition: Requisition, settings: Agreement) -> Asked:
    letter = requisition.letter
    if not isinstance(letter, LaboratoryRequest):
        return Asked(requisition=requisition)
    original = letter.requisition_information.sample.original
    return Asked(
        requisition=requisition,
        original=None if original is None else original.original_requester_sample_identifier,
        request=facts.of_request(letter, requisition, settings=settings),
    )


def _production(request: RequestFacts) -> Iterator[str]:
    """The answer that a request is about: its sender's own, by its production number."""
    if request.prompts.production_number is not None:
        yield f"production {request.sender} {request.prompts.production_number}"


def _keys(answer: ReportHistory) -> Iterator[str]:
    for report in versions(answer):
        if (report.requester_number or "").strip():
            yield f"number {(report.requester_number or '').strip()}"
        yield f"production {report.sender.gln} {report.production_number}"
        yield _place(_answer_key(report))


def _answer_key(report: Report) -> AnswerKey:
    return AnswerKey(
        person_key=report.person_key,
        sender=report.sender.gln,
        production_number=report.production_number,
        sampled_at=report.sampled_at,
    )


def _place(key: AnswerKey) -> str:
    return f"answer {key.sender} {key.production_number} {key.sampled_at.isoformat()}"


def _letters(
    names: frozenset[str], asked: Iterable[Asked], answers: Iterable[ReportHistory], links: Iterable[Link]
) -> Letters | None:
    """The letters of a group; `None` of one that has nothing of microbiology, or no letter at all."""
    requisitions = [each for each in asked if each.requisition.letter_id in names]
    told = [each for each in answers if each.current.letter_id in names]
    microbiology = any(
        each.request is not None or each.requisition.kind in FOR_MICROBIOLOGY for each in requisitions
    )
    if not told and not microbiology:
        return None
    return Letters(
        asked=tuple(
            sorted(requisitions, key=lambda each: (each.requisition.requested_at, each.requisition.letter_id))
        ),
        answers=tuple(sorted(told, key=lambda each: (each.current.resulted_at, each.current.letter_id))),
        linked=tuple(each for each in links if _place(each.judged.reference) in names),
    )


def _began(letters: Letters) -> tuple[object, ...]:
    times = [each.requisition.requested_at for each in letters.asked]
    times += [each.current.sampled_at for each in letters.answers]
    return min(times), min(letters.letter_ids)


class _Groups:
    """Names that belong together, each group grown by whatever shares a name with it."""

    def __init__(self) -> None:
        self._group_of: dict[str, set[str]] = {}

    def add(self, *names: str) -> None:
        """All of these belong together."""
        joined = set(names).union(*(self._group_of[name] for name in names if name in self._group_of))
        for name in joined:
            self._group_of[name] = joined

    def found(self) -> list[frozenset[str]]:
        """The groups, each once."""
        return list({id(group): frozenset(group) for group in self._group_of.values()}.values())
