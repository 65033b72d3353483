"""A judge of numbers that were handed out. It imports nothing of Labsvar.

The check is written out as the Danish Business Authority's page on modulus 11 has it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


def faults(numbers: Iterable[str], *, series: Sequence[tuple[int, int]]) -> list[str]:
    """What is wrong with numbers that were handed out of these series: told in words, without the numbers."""
    found: list[str] = []
    seen: set[str] = set()
    total = 0
    for number in numbers:
        total += 1
        seen.add(number)
    twice = total - len(seen)
    failing = sum(not _passes(number) for number in seen)
    ordered = sorted(series)
    outside = sum(not _is_inside(int(number), ordered) for number in seen)
    if twice:
        found.append(f"{twice} numbers were handed out once more")
    if failing:
        found.append(f"{failing} numbers do not pass the check")
    if outside:
        found.append(f"{outside} numbers are of no series that was drawn")
    return found


def _is_inside(number: int, series: Sequence[tuple[int, int]]) -> bool:
    """Series do not overlap, so only the last one that begins at or before the number can hold it."""
    place = bisect_right(series, (number, 10**18))
    return place > 0 and number <= series[place - 1][1]


def overlaps(series: Sequence[tuple[int, int]]) -> int:
    """How many series begin before the one before them has ended."""
    ordered = sorted(series)
    return sum(later[0] <= earlier[1] for earlier, later in pairwise(ordered))


def _passes(number: str) -> bool:
    if len(number) != 10:
        return False
    total = 0
    for place in range(10):
        total += WEIGHTS[place] * int(number[place])
    return total % 11 == 0
