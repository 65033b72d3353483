"""The judge of the made-up outbreaks: which untrue links are wrong, and which no program could have known of."""

from __future__ import annotations

import pytest

from tests.outbreaks.judge import Claim, Tally, judge
from tests.outbreaks.letters import Row
from tests.outbreaks.world import Outbreak, Sent


def about(place: int) -> Claim:
    """That the reference letter is about the first isolate of a sample, by the sample's place."""
    return Claim(reference="R", source=f"S{place}", isolate=1, linked=True)


class Telling:
    """Says the same of the reference letter whenever a letter comes."""

    def __init__(self, claim: Claim) -> None:
        self._claim = claim

    def receive(self, row: Row) -> dict[str, list[Claim]]:
        return {"R": [self._claim]}


@pytest.mark.parametrize(
    ("arriving", "sent", "wrong", "early"),
    [
        (["S1", "R"], Sent(sample=0, isolate=1, strong=False, fits=frozenset({(1, 1)})), 0, 1),
        (["S1", "R", "S0"], Sent(sample=0, isolate=1, strong=False, fits=frozenset({(1, 1)})), 1, 1),
        (["S0", "S1", "R"], Sent(sample=0, isolate=1, strong=False, fits=frozenset({(1, 1)})), 1, 0),
        (["S1", "R"], Sent(sample=0, isolate=1, strong=False), 1, 0),
        (["S1", "R"], Sent(sample=0, isolate=1, strong=False, fits=frozenset({(1, 2)})), 1, 0),
        (["S0", "R"], Sent(sample=0, isolate=1, strong=True), 0, 0),
    ],
)
def test_an_untrue_link_is_wrong_as_soon_as_anything_could_tell(
    arriving: list[str], sent: Sent, wrong: int, early: int
) -> None:
    """It is counted apart only while the right sample is not known and every word is about the other.

    A link that is not taken back when the right sample becomes known is wrong from then on.
    """
    rows: list[Row] = [{"row": "answer", "letter_id": letter_id} for letter_id in arriving]
    of = Outbreak(rows=rows, sample_of={"S0": 0, "S1": 1, "R": 0}, sent={"R": sent})
    tally = Tally()
    judge(0, of, Telling(about(0 if sent.strong else 1)), tally)
    assert (tally.wrong_links, tally.early) == (wrong, early)


def test_a_request_that_fits_the_other_sample_too_tells_nothing_and_any_other_does() -> None:
    asked: list[Row] = [{"row": "request", "letter_id": "Q"}]
    rows: list[Row] = [*asked, *({"row": "answer", "letter_id": each} for each in ("S1", "R"))]
    fits = frozenset({(1, 1)})
    for denied, wrong in ((frozenset[tuple[int, int]](), 0), (fits, 1)):
        sent = Sent(sample=0, isolate=1, strong=False, fits=fits, request="Q", denied=denied)
        of = Outbreak(rows=rows, sample_of={"Q": 0, "S1": 1, "R": 0}, sent={"R": sent})
        tally = Tally()
        judge(0, of, Telling(about(1)), tally)
        assert (tally.wrong_links, tally.early) == (wrong, 1 - wrong)
