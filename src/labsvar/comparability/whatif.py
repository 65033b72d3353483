"""Which rows would merge or split if other tables were released: told on stored results, without persons.

Results are counted by what was measured, where and when; nothing of a person or a value enters. A row is
one key of `Comparing.place`, so a row told of here is one of every person who has results on it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, TypeAlias

import msgspec

from labsvar.comparability.model import Analysis, Place, Producer, RowKey
from labsvar.comparability.placing import Comparing

Counts: TypeAlias = Mapping[Analysis, int]
"""Results by what was measured; of `on` only between which two of `Registers.changes` it lies matters."""
Kind = Literal["merge", "split", "both"]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Some results that stand on one row before and on one row after, and what was measured by whom."""

    code: str
    unit: str
    producer: Producer
    before: Place
    after: Place
    results: int


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that change together: `before` of them become `after`. The parts add up to all their results."""

    kind: Kind
    before: int
    after: int
    parts: tuple[Part, ...]

    @property
    def results(self) -> int:
        """How many results stand on the rows."""
        return sum(part.results for part in self.parts)


class WhatIf(msgspec.Struct, frozen=True, kw_only=True):
    """What a release would change: rows, the results that stay as they are, and those newly converted."""

    changes: tuple[Change, ...]
    unchanged: int
    converted: int


def what_if(counts: Counts, *, now: Comparing, then: Comparing) -> WhatIf:
    """What becomes of the rows when `then` takes the place of `now`; the largest changes first."""
    parts = tuple(_parts(counts, now=now, then=then))
    changes = [_change(of) for of in _connected(parts)]
    told = [each for each in changes if (each.before, each.after) != (1, 1)]
    return WhatIf(
        changes=tuple(sorted(told, key=lambda each: (-each.results, each.parts[0].before.key))),
        unchanged=sum(each.results for each in changes if (each.before, each.after) == (1, 1)),
        converted=sum(
            part.results
            for part in parts
            if part.after.conversion is not None and part.after.conversion != part.before.conversion
        ),
    )


def _parts(counts: Counts, *, now: Comparing, then: Comparing) -> Iterator[Part]:
    found: defaultdict[tuple[str, str, Producer, Place, Place], int] = defaultdict(int)
    for analysis, count in counts.items():
        before, after = now.place(analysis), then.place(analysis)
        found[analysis.code, analysis.unit or "", analysis.producer, before, after] += count
    for (code, unit, producer, before, after), count in found.items():
        yield Part(code=code, unit=unit, producer=producer, before=before, after=after, results=count)


def _connected(parts: Iterable[Part]) -> Iterator[tuple[Part, ...]]:
    """The parts, put together where they share a row before or after."""
    bundles: dict[tuple[str, RowKey], list[Part]] = {}
    for part in parts:
        ends = (("before", part.before.key), ("after", part.after.key))
        joined = [part]
        for bundle in {id(found): found for end in ends if (found := bundles.get(end)) is not None}.values():
            joined += bundle
        for each in joined:
            bundles["before", each.before.key] = joined
            bundles["after", each.after.key] = joined
    yield from (tuple(bundle) for bundle in {id(bundle): bundle for bundle in bundles.values()}.values())


def _change(parts: tuple[Part, ...]) -> Change:
    before, after = len({part.before.key for part in parts}), len({part.after.key for part in parts})
    kind: Kind = "both" if before > 1 and after > 1 else "merge" if after == 1 else "split"
    in_order = sorted(parts, key=lambda part: (part.after.key, part.before.key, -part.results))
    return Change(kind=kind, before=before, after=after, parts=tuple(in_order))
