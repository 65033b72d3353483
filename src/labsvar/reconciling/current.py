"""The newest version of each result: earlier ones were right in their time and are not compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from labsvar.reconciling.model import FIELDS, Item

_RANK: Final = {None: 0, "received": 1, "temporary": 2, "final": 3, "corrected": 4, "withdrawn": 5}
_Key = tuple[str, ...]


def current(items: Iterable[Item]) -> tuple[Item, ...]:
    """The newest of each result, and what says just the same beside it, since that is there twice.

    Versions of one result share the row's id, or the sample and production number and the code (rule S1).
    Which is newest is decided by the row's version, the result's time and the status (rule S2), and when the
    side had it. What has no number is a result of its own.
    """
    groups: defaultdict[_Key, list[Item]] = defaultdict(list)
    for place, item in enumerate(items):
        groups[_identity(item) or ("", str(place))].append(item)
    return tuple(each for group in groups.values() for each in _newest(group))


def content(item: Item) -> tuple[object, ...]:
    """Everything that is compared of an item."""
    return tuple(getattr(item, field) for field in FIELDS)


def _identity(item: Item) -> _Key | None:
    if item.row_id:
        return item.clinic, item.row_id
    if item.production or item.sample:
        return item.clinic, item.sample, item.production, item.code or "", str(item.nth)
    return None


def _newest(group: list[Item]) -> list[Item]:
    if len(group) == 1:
        return group
    # Of two that are equally new the one that was read last: files are read in the order of their names.
    newest = max(reversed(group), key=_age)
    said = content(newest)
    return [item for item in group if item is newest or content(item) == said]


def _age(item: Item) -> tuple[int, str, int, str]:
    known_at = "" if item.known_at is None else item.known_at.isoformat()
    return item.version, item.resulted_at or "", _RANK[item.status], known_at
