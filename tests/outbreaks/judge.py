"""Holds what was linked and proposed in an outbreak against the truth.

What the code under test says of a reference answer is a list of `Claim`: with `linked` at most one of them.
After each letter it says anew what it says of the answers that the letter touches.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from tests.outbreaks.world import Outbreak, Row


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
    links: int = 0
    strong: int = 0
    strong_linked: int = 0
    others: int = 0
    others_proposed: int = 0
    proposals: int = 0
    right_proposals: int = 0
    wrong: list[tuple[int, Claim]] = field(default_factory=list)

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
            f"{seeds} outbreaks, {self.letters} letters: {self.wrong_links} wrong automatic links ever made; "
            f"{self.strong_linked} of {self.strong} strong keys linked ({self.made:.3%}); "
            f"proposals for {self.others} other answers: precision {self.precision:.1%}, "
            f"recall {self.recall:.1%}"
        )


def judge(seed: int, of: Outbreak, linker: Linker, tally: Tally) -> None:
    """Hands an outbreak's letters over one by one, and counts what is said of them."""
    said: dict[str, list[Claim]] = {}
    for row in of.rows:
        changed = linker.receive(row)
        for claims in changed.values():
            _count_links(seed, of, claims, tally)
        said |= changed
    tally.letters += len(of.rows)
    for letter_id in of.sent:
        _count(of, letter_id, said.get(letter_id, []), tally)


def _count_links(seed: int, of: Outbreak, claims: list[Claim], tally: Tally) -> None:
    """Every link counts, whether it stands at the end or was taken back when a later letter came."""
    for claim in claims:
        if claim.linked and not _is_right(of, claim):
            tally.wrong_links += 1
            tally.wrong.append((seed, claim))


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
