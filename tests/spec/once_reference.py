"""S22 said slowly: what is to be seen of any number of one person's results, pair by pair and without Labsvar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Status = Literal["temporary", "final", "corrected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One result, the only one of its letter. `registered` is which producer the sender is known to be.

    `made` is the laboratory's result time; `taken` the hour of sampling, all on one day.
    """

    name: str
    sender: str
    registered: str | None
    requisition: str | None
    code: str
    producer: str
    status: Status
    value: str
    made: int
    taken: int
    refused: bool
    blocked: bool
    withdrawn: bool
    technical: bool

    @property
    def hides(self) -> bool:
        """Whether the person has refused or blocked it."""
        return self.refused or self.blocked


def of_one(one: Told, other: Told) -> bool:
    """Whether two results are of one requisition, analysis and producer, and both final."""
    asked = bool(one.requisition and one.requisition.strip()) and one.requisition == other.requisition
    same = (one.code, one.producer) == (other.code, other.producer)
    return asked and same and "temporary" not in (one.status, other.status)


def seen(of: Told, everything: Sequence[Told]) -> str:
    """What is to be seen of one of a person's results: `shown`, `marked`, `behind` a shown one, `tomb`, `hidden`."""
    if hidden(of, everything):
        return "hidden"
    if of.withdrawn:
        return "tomb"
    if of.status == "temporary":
        return "shown"
    # What is hidden leaves no trace on what is not (S13): it is no copy of anything, and nothing stands behind it.
    shown = [each for each in everything if not hidden(each, everything)]
    there = [each for each in shown if each is of or of_one(of, each)]
    copies = [each for each in together(of, there) if not each.withdrawn]
    lead = [each for each in copies if each.status == "corrected"] or copies
    if len({each.value for each in lead}) > 1:
        return "marked"
    if first(lead) is not of:
        return "behind"
    standing = {each.sender for each in there if not each.withdrawn}
    return "marked" if any(each.withdrawn and each.sender not in standing for each in there) else "shown"


def hidden(of: Told, everything: Sequence[Told]) -> bool:
    """Whether the person has refused or blocked a result or a copy of it, or it came in the technical stage."""
    others = [each for each in everything if each.sender != of.sender and of_one(of, each)]
    return of.hides or of.technical or any(each.hides for each in others)


def together(of: Told, there: Sequence[Told]) -> list[Told]:
    """The results that belong together with one: of each sender one, by the time of sampling if need be."""
    standing = [each for each in there if not each.withdrawn]
    if one_each(standing):
        return standing
    at_once = [each for each in standing if each.taken == of.taken]
    return at_once if one_each(at_once) else [of]


def one_each(results: Sequence[Told]) -> bool:
    """Whether no sender has more than one of some results."""
    return len({each.sender for each in results}) == len(results)


def first(results: Sequence[Told]) -> Told:
    """The one that stands for all: the producer's own, then the latest, then by the sender's number."""
    return max(results, key=lambda each: (each.registered == each.producer, each.made, each.sender))
