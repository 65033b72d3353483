"""What is linked: answers of laboratories and requests for reference samples, with what tells them apart."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, TypeAlias

import msgspec

from labsvar.findings import Finding
from labsvar.linking.prompts import SenderPrompts


class Who(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The person of a letter as the letter names them, and who the letter is from.

    `identifies` says whether the number does so by itself; a local replacement number does so only
    together with its issuer (rule S8). `nobody` is the number that is written where none is known.
    """

    number: str
    issuer: str
    identifies: bool
    nobody: bool = False
    name: str = ""
    words: frozenset[str] = frozenset()
    born: date | None = None


class Producer(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A laboratory as an answer names it: by code and by name."""

    code: str
    name: str


class Grown(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What one examination found: the isolate's number where it has one, and the words it is named by.

    `organism` is the first word of the name in small letters, which for a bacterium is its genus;
    empty when nothing is named.
    """

    analysis_code: str
    isolate: int | None = None
    organism: str = ""
    material: str = ""


class AnswerFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="answer"):
    """What of one stored answer matters for linking. Times are those of the letter, without a zone."""

    letter_id: str
    person_key: str
    kind: Literal["XRPT05", "XRPT06"]
    who: Who
    sender: str
    sender_laboratory: str | None = None
    receiver: str
    sample_number: str
    requester_number: str | None
    production_number: str
    sampled_at: datetime
    told_at: datetime
    producers: tuple[Producer, ...] = ()
    grown: tuple[Grown, ...] = ()
    prompts: SenderPrompts = SenderPrompts()


class RequestFacts(msgspec.Struct, frozen=True, kw_only=True, gc=False, tag="request"):
    """What of one stored requisition about a reference sample matters for linking.

    `original` is the original requester's own identifier, `tubes` are the numbers of the tubes.
    """

    letter_id: str
    person_key: str
    who: Who
    sender: str
    receiver: str
    requisition_number: str
    original: str | None = None
    tubes: frozenset[str] = frozenset()
    prompts: SenderPrompts


Facts: TypeAlias = AnswerFacts | RequestFacts


class AnswerKey(msgspec.Struct, frozen=True, kw_only=True, gc=False, order=True):
    """One answer of one laboratory, whatever number of letters tell it.

    The same production number on another sample is another answer: laboratories use numbers again.
    """

    person_key: str
    sender: str
    production_number: str
    sampled_at: datetime


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """The letters of one answer together; what they say differently is told by the newest."""

    key: AnswerKey
    letters: tuple[AnswerFacts, ...]

    @property
    def newest(self) -> AnswerFacts:
        """The letter that counts. One with prompts counts before one that cannot have any."""
        return max(self.letters, key=lambda each: (each.kind, each.told_at, each.letter_id))

    @property
    def laboratory(self) -> str | None:
        """The code of the laboratory that sends the answer, where its letters tell one and the same."""
        codes = {each.sender_laboratory for each in self.letters if each.sender_laboratory}
        return codes.pop() if len(codes) == 1 else None

    @property
    def requester_numbers(self) -> frozenset[str]:
        """The numbers that requesters gave the sample."""
        return frozenset(each.requester_number for each in self.letters if each.requester_number)

    @property
    def numbers(self) -> frozenset[str]:
        """Every number that the laboratory itself gave the sample or the answer."""
        return frozenset(each.sample_number for each in self.letters) | {self.key.production_number}


Says = Literal["for", "against"]
Topic = Literal[
    "production",
    "swapped",
    "near",
    "number",
    "finding",
    "issuer",
    "person",
    "person_changed",
    "local_number",
    "day",
    "requester_number",
    "analysis",
    "isolate",
    "organism",
    "material",
    "request",
    "only",
    "reused",
    "elsewhere",
]


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False, order=True):
    """One thing that speaks for or against a link. `labsvar.linking.words` says it in words."""

    topic: Topic
    says: Says


Rung = Literal["production", "swapped", "near", "request", "number", "finding"]
RUNGS: tuple[Rung, ...] = ("production", "swapped", "near", "request", "number", "finding")
"""What a link rests on, strongest first. Only the first links by itself; the others propose."""


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What the linker says of two answers: `source` is the first laboratory's.

    `isolate` is the number of the isolate where what was found confirms it, or there is only one.
    """

    reference: AnswerKey
    source: AnswerKey
    verdict: Literal["link", "propose"]
    rung: Rung
    isolate: int | None
    evidence: tuple[Evidence, ...]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Something about an answer or a request that hinders linking, whose letter it is, and from whom."""

    letter_id: str
    person_key: str
    sender: str
    finding: Finding
