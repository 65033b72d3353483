"""Which versions a withdrawal covers (rule S6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeAlias, TypeVar

from labsvar.results.history import Version
from labsvar.results.model import Report, Withdrawal

Tombstones: TypeAlias = Mapping[str, tuple[Withdrawal, ...]]
Versioned = TypeVar("Versioned", Version, Report)


def tombstones(withdrawals: Iterable[Withdrawal]) -> Tombstones:
    """The withdrawals of each letter."""
    found: defaultdict[str, list[Withdrawal]] = defaultdict(list)
    for withdrawal in withdrawals:
        found[withdrawal.letter_id].append(withdrawal)
    return {letter_id: tuple(each) for letter_id, each in found.items()}


def tomb(tombs: Tombstones, letter_id: str, position: int | None) -> Withdrawal | None:
    """The newest withdrawal of what stands at a position of a letter, or of the whole letter."""
    fitting = [
        each for each in tombs.get(letter_id, ()) if each.position is None or each.position == position
    ]
    return newest(fitting)


def newest(withdrawals: Iterable[Withdrawal | None]) -> Withdrawal | None:
    """The newest of some withdrawals, if there is one."""
    found = [each for each in withdrawals if each is not None]
    return max(found, key=lambda each: each.withdrawn_at, default=None)


def living(
    newest_first: Sequence[Versioned], tomb_of: Callable[[Versioned], Withdrawal | None]
) -> tuple[list[Versioned], Withdrawal | None]:
    """The versions that no tombstone covers, and the newest tombstone.

    A withdrawal covers the version it names and every one before it, so that nothing falls back to
    an older value; it does not cover a newer version, nor one that arrived after the withdrawal.
    """
    alive: list[Versioned] = []
    covering: list[Withdrawal] = []
    for version in newest_first:
        found = tomb_of(version)
        if found is not None:
            covering.append(found)
        arrived = _arrived(version)
        if not any(arrived <= each.withdrawn_at for each in covering):
            alive.append(version)
    return alive, newest(covering)


def _arrived(version: Version | Report) -> datetime:
    return version.report.arrived_at if isinstance(version, Version) else version.arrived_at
