"""A judge of numbers that were handed out. It imports nothing of Labsvar.

The check is written out as the Danish Business Authority's page on modulus 11 has it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def faults(numbers: Iterable[str], *, series: Sequence[tuple[int, int]]) -> list[str]:
    """What is wrong with numbers that were handed out of these series: told in words, without the numbers."""
    counted = Counter(numbers)
    found = []
    twice = sum(count > 1 for count in counted.values())
    failing = sum(not _passes(number) for number in counted)
    outside = sum(not any(first <= int(number) <= last for first, last in series) for number in counted)
    if twice:
        found.append(f"{twice} numbers were handed out more than once")
    if failing:
        found.append(f"{failing} numbers do not pass the check")
    if outside:
        found.append(f"{outside} numbers are of no series that was drawn")
    return found


def _passes(number: str) -> bool:
    if len(number) != 10:
        return False
    total = 0
    for place in range(10):
        total += WEIGHTS[place] * int(number[place])
    return total % 11 == 0
