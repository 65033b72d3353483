"""The samples of an outbreak, and the letters about them as they should be, before anything goes wrong.

What a right answer about a sample says in every word is told here once: the maker of the outbreaks sends it, and
holds what it damaged against what would be right about another sample.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

LABORATORIES = {"A": "5790000009001", "B": "5790000009002", "C": "5790000009003"}
REFERENCE = "5790000009009"
DATABANK = "5790000009010"
CLINIC = "5790000009011"

Row = dict[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody who does not exist. A local number may be that of several people."""

    number: str
    surname: str
    given: str

    @property
    def is_local(self) -> bool:
        """Whether the number is a local replacement number."""
        return not self.number.isdigit() and self.number[6] in "056"


@dataclass(frozen=True)
class Isolate:
    """One organism of a sample."""

    number: int
    organism: str


@dataclass(frozen=True)
class Sample:
    """One sample at one laboratory; `place` is its number in the truth."""

    place: int
    person: Person
    laboratory: str
    sampled_at: datetime
    requester_number: str | None
    production_number: str
    sample_number: str
    material: str
    analysis: str
    isolates: tuple[Isolate, ...]


def prompts_of(sample: Sample, isolate: Isolate) -> dict[str, Any]:
    """What a laboratory says of an isolate that it sends; B swaps the numbers."""
    numbers = sample.requester_number, sample.production_number
    if sample.laboratory == "B":
        numbers = numbers[1], numbers[0] or sample.production_number
    said = {
        "original": numbers[0],
        "producer": sample.laboratory,
        "analysis": sample.analysis,
        "production": numbers[1],
        "isolate": isolate.number,
    }
    return {name: value for name, value in said.items() if value is not None}


def request_row(sample: Sample, isolate: Isolate, number: str) -> Row:
    """The request for an isolate, under its number."""
    return {
        "row": "request",
        **named(sample.person),
        "sender": LABORATORIES[sample.laboratory],
        "receiver": REFERENCE,
        "requisition_number": number,
        "prompts": prompts_of(sample, isolate),
    }


def reference_row(sample: Sample, isolate: Isolate, number: str) -> Row:
    """The answer to a request as it should be, without the reference laboratory's own numbers."""
    on_paper = sample.laboratory == "C"
    found = {"analysis": "R1", "isolate": 1, "organism": f"{isolate.organism} subspecies"}
    return {
        "row": "answer",
        "kind": "XRPT06",
        **named(sample.person),
        "sender": REFERENCE,
        "receiver": DATABANK,
        "requester_number": sample.production_number if on_paper else number,
        "sampled_at": sample.sampled_at.isoformat(),
        "producers": [("REF", "Referencelaboratoriet")],
        "grown": [found | {"material": sample.material}],
        "prompts": {} if on_paper else prompts_of(sample, isolate),
    }


def named(person: Person) -> Row:
    """The person as a letter names them."""
    return {"number": person.number, "surname": person.surname, "given": person.given}
