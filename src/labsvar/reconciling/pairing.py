"""Which item of one side is which of the other, decided in the order of how sure that is.

Five facts tell a result: a number, the person, the code, the sampling time and the value. Two items are one
result when at least three of the five agree; the ladder of `LEVELS` tries the surest combinations first, and
each rung takes only what no rung before it took. So a fault in any one field still finds its other half,
and can be named as what it is instead of as one result missing and another too many.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import combinations
from typing import Final

from labsvar.reconciling.current import content
from labsvar.reconciling.model import Item

Key = tuple[Hashable, ...]
Pair = tuple[int, int]
Level = tuple[str, ...]

_FACTS: Final = ("person", "code", "sampled_at", "value")
_SURE: Final = ("row_id", "production")
_NUMBERS: Final = ("sample", "requisition")


def _with(number: str, count: int) -> Iterator[Level]:
    for facts in combinations(_FACTS, count):
        # A sample has several results at one time on one person: only the code or the value tells them apart.
        if number in _SURE or not {"code", "value"}.isdisjoint(facts):
            yield (*((number,) if number else ()), *facts)


FIRST: Final[tuple[Level, ...]] = (
    *(level for number in _SURE for count in (4, 3, 2) for level in _with(number, count)),
    *(level for number in (*_NUMBERS, "") for level in _with(number, 4)),
)
"""By a number that belongs to one result alone, with two further facts; then with all facts the same."""

THEN: Final[tuple[Level, ...]] = (
    *(level for number in (*_NUMBERS, "") for level in _with(number, 3)),
    *(level for number in _NUMBERS for level in _with(number, 2)),
)
"""When what is there twice has been taken out: three facts, or a sample's number and two."""

LEVELS: Final = FIRST + THEN


class Paired:
    """What pairs with what, by place in the two sequences; what is there twice, and what is left over."""

    def __init__(self, left: int, right: int) -> None:
        self.pairs: list[Pair] = []
        self.doubled: list[Pair] = []
        """Of each second copy on the right: the left item it belongs to, and its own place."""
        self.left: list[int] = list(range(left))
        self.right: list[int] = list(range(right))

    def take(self, pairs: Sequence[Pair]) -> None:
        """Notes pairs and what is then left over."""
        self.pairs += pairs
        lefts, rights = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
        self.left = [place for place in self.left if place not in lefts]
        self.right = [place for place in self.right if place not in rights]


def pair(left: Sequence[Item], right: Sequence[Item]) -> Paired:
    """Pairs two sides. What was withdrawn is paired after all that was not, so that it takes no other's half."""
    paired = Paired(len(left), len(right))
    known = _row_ids(left) & _row_ids(right)
    _climb(paired, left, right, FIRST, known, among=_stands)
    _take_doubled(paired, right)
    _climb(paired, left, right, THEN, known, among=_stands)
    _climb(paired, left, right, LEVELS, known, among=_any)
    return paired


def key_at(level: Level, item: Item, known: set[tuple[str, str]]) -> Key | None:
    """What two items have to share on a rung; `None` where this one cannot stand on it.

    An item whose row is known on the other side never stands on a rung without the row's id: two rows that
    say the same at the same minute are still two rows.
    """
    if level[0] != "row_id" and (item.clinic, item.row_id) in known:
        return None
    facts = tuple(getattr(item, fact) for fact in level)
    return None if None in facts or facts[0] == "" else (item.clinic, *facts)


def _climb(
    paired: Paired,
    left: Sequence[Item],
    right: Sequence[Item],
    levels: Sequence[Level],
    known: set[tuple[str, str]],
    *,
    among: Callable[[Item], bool],
) -> None:
    for level in levels:
        if not paired.left or not paired.right:
            return
        waiting: defaultdict[Key, list[int]] = defaultdict(list)
        for place in reversed(paired.right):
            key = key_at(level, right[place], known) if among(right[place]) else None
            if key is not None:
                waiting[key].append(place)
        pairs: list[Pair] = []
        for place in paired.left if waiting else ():
            key = key_at(level, left[place], known) if among(left[place]) else None
            if key is not None and waiting.get(key):
                pairs.append((place, waiting[key].pop()))
        paired.take(pairs)


def _stands(item: Item) -> bool:
    return not item.withdrawn


def _any(_: Item) -> bool:
    return True


def _take_doubled(paired: Paired, right: Sequence[Item]) -> None:
    """Takes out what says just the same as an item that has found its other half."""
    first: dict[Key, int] = {}
    for of_left, of_right in paired.pairs:
        first.setdefault(_said(right[of_right]), of_left)
    copies = [(first[said], place) for place in paired.right if (said := _said(right[place])) in first]
    paired.doubled += copies
    taken = {place for _, place in copies}
    paired.right = [place for place in paired.right if place not in taken]


def _said(item: Item) -> Key:
    return (item.clinic, item.row_id, *content(item))


def _row_ids(items: Sequence[Item]) -> set[tuple[str, str]]:
    return {(item.clinic, item.row_id) for item in items if item.row_id}
