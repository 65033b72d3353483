"""The sides in their order, each held against the one before it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec.structs import replace

from labsvar.reconciling.comparing import compare
from labsvar.reconciling.letters import with_rows
from labsvar.reconciling.model import SIDES, Held, Item, Link, Report, Settings, Side
from labsvar.reconciling.pairing import Paired

_DEFAULT = Settings()


def reconcile(held: Iterable[Held], *, settings: Settings = _DEFAULT) -> Report:
    """What does not match between each side and the next one that was given.

    A fault is told once, where it came in: what the hub lost is not missing again in the databank.
    """
    sides = sorted(held, key=lambda each: SIDES.index(each.side))
    rows = next((each.items for each in sides if each.side == "source"), ())
    links: list[Link] = []
    before: tuple[Item, ...] = sides[0].items if sides else ()
    for one, other in pairwise(sides):
        after = with_rows(other.items, rows)
        left = tuple(_towards(other.side, item) for item in before)
        link, paired = compare(left, after, sides=(one.side, other.side), settings=settings)
        links.append(link)
        before = _named(before, after, paired)
    return Report(held=tuple(sides), links=tuple(links), with_values=settings.with_values)


def _towards(side: Side, item: Item) -> Item:
    """What keeps the next side from holding an item: refusal and stage keep it from the pages only."""
    if side != "shown":
        return item if item.kept_back != "stage" else replace(item, kept_back="")
    return item if item.kept_back or item.consent != "refused" else replace(item, kept_back="consent")


def _named(left: Sequence[Item], right: Sequence[Item], paired: Paired) -> tuple[Item, ...]:
    """The right side's items with the row ids of those they were paired with, for the next link."""
    named = list(right)
    for a, b in (*paired.pairs, *paired.doubled):
        item, row = right[b], left[a]
        named[b] = replace(item, row_id=item.row_id or row.row_id, system=item.system or row.system)
    return tuple(named)
