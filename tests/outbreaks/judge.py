"""Holds what was linked and proposed in an outbreak against the truth.

What the code under test says of a reference answer is a list of `Claim`: with `linked` at most one of them.
After each letter it says anew what it says of the answers that the letter touches.

A link is untrue where it leads to another sample than the truth. It is *wrong* where that could be seen. It
could not while all of this is so: the letter is in every word what a right answer about the other sample would
be, the request that it answers is not there or fits the other sample too, and nothing about the right sample
has been answered. Such a link is counted apart, and from the right sample's first letter on it is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Protocol

from tests.outbreaks.letters import Row
from tests.outbreaks.world import Outbreak


@dataclass(frozen=True)
class Claim:
    """That a reference letter is about the answer that another letter tells; the isolate where it is sure."""

    reference: str
    source: str
    isolate: int | None
    linked: bool


class Linker(Protocol):
    """The code under test."""

    def receive(self, row: Row) -> dict[str, list[Claim]]:
        """What is said now of the reference letters that a letter touches, by their ids."""


@dataclass
class Tally:
    """What came of the outbreaks judged so far."""

    letters: int = 0
    wrong_links: int = 0
    fit_another: int = 0
    early: int = 0
    links: int = 0
    strong: int = 0
    strong_linked: int = 0
    others: int = 0
    others_proposed: int = 0
    proposals: int = 0
    right_proposals: int = 0
    wrong: list[tuple[int, Claim]] = field(default_factory=list)

    def __add__(self, other: Tally) -> Tally:
        """The two together."""
        both = {each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)}
        return Tally(**both)

    @property
    def made(self) -> float:
        """The share of links that should be made by themselves and were."""
        return self.strong_linked / max(self.strong, 1)

    @property
    def precision(self) -> float:
        """The share of proposals that are right."""
        return self.right_proposals / max(self.proposals, 1)

    @property
    def recall(self) -> float:
        """The share of the answers that were not linked by themselves whose right source was proposed."""
        return self.others_proposed / max(self.others, 1)

    def line(self, seeds: int) -> str:
        """The verdict in one line."""
        return (
            f"{seeds} outbreaks, {self.letters} letters: {self.wrong_links} wrong automatic links ever made "
            f"where a program could tell; {self.fit_another} answers fit another sample in every word, "
            f"{self.early} of them were linked with it before the right sample was known, and demoted after; "
            f"{self.strong_linked} of {self.strong} strong keys linked ({self.made:.3%}); "
            f"proposals for {self.others} other answers: precision {self.precision:.1%}, "
            f"recall {self.recall:.1%}"
        )


def judge(seed: int, of: Outbreak, linker: Linker, tally: Tally) -> None:
    """Hands an outbreak's letters over one by one, and counts what is said of them."""
    said: dict[str, list[Claim]] = {}
    known = _Known(of)
    wrong: dict[Claim, None] = {}
    early: set[str] = set()
    for row in of.rows:
        known.add(row)
        changed = linker.receive(row)
        said |= changed
        # Every link counts, whether it stands at the end or was taken back when a later letter came.
        for claim in [each for letter_id in {*changed, *early} for each in said.get(letter_id, [])]:
            if claim.linked and not _is_right(of, claim):
                if known.could_tell(claim):
                    wrong[claim] = None
                else:
                    early.add(claim.reference)
    tally.letters += len(of.rows)
    tally.wrong_links += len(wrong)
    tally.wrong += [(seed, claim) for claim in wrong]
    tally.fit_another += sum(bool(sent.fits) for sent in of.sent.values())
    tally.early += len(early)
    for letter_id in of.sent:
        _count(of, letter_id, said.get(letter_id, []), tally)


class _Known:
    """What has come so far."""

    def __init__(self, of: Outbreak) -> None:
        self._of = of
        self._requests: set[str] = set()
        self._answered: set[int] = set()

    def add(self, row: Row) -> None:
        letter_id = row["letter_id"]
        if row["row"] == "request":
            self._requests.add(letter_id)
        elif letter_id not in self._of.sent:
            self._answered.add(self._of.sample_of[letter_id])

    def could_tell(self, untrue: Claim) -> bool:
        """Whether anything that has come says that a letter is not about what it is said to be about."""
        sent = self._of.sent.get(untrue.reference)
        if sent is None or sent.sample in self._answered:
            return True
        fits = sent.fits - sent.denied if sent.request in self._requests else sent.fits
        other = self._of.sample_of[untrue.source]
        return not any(place == other and untrue.isolate in (None, isolate) for place, isolate in fits)


def _count(of: Outbreak, letter_id: str, claims: list[Claim], tally: Tally) -> None:
    right = [claim for claim in claims if _is_right(of, claim)]
    linked = any(claim.linked for claim in claims)
    tally.links += linked
    if of.sent[letter_id].strong:
        tally.strong += 1
        tally.strong_linked += any(claim.linked for claim in right)
    if not linked:
        tally.others += 1
        tally.others_proposed += bool(right)
        tally.proposals += len(claims)
        tally.right_proposals += len(right)


def _is_right(of: Outbreak, claim: Claim) -> bool:
    sent = of.sent.get(claim.reference)
    if sent is None or of.sample_of[claim.source] != sent.sample:
        return False
    return claim.isolate in (None, sent.isolate)
