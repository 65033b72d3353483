"""What a release would change, as a page tells it: which rows merge or split, with counts and an example.

There is no person in it: results are counted by code, unit, laboratory and method, and the example shows
rows of nobody, with as many results as there are of everybody.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from labsvar.comparability import Change, Part, Place, RowKey, WhatIf
from labsvar.comparability.registers import producer_name
from labsvar.comparability.whatif import Kind
from labsvar.web.texts import Texts
from labsvar.web.views.methods import formula, named

MOST_SHOWN = 50


class PartView(msgspec.Struct, frozen=True, kw_only=True):
    """Results of one laboratory and method that move together."""

    code: str
    unit: str
    producer: str
    method: str
    before: str
    after: str
    results: int


class ChangeView(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that change together."""

    kind: Kind
    before: int
    after: int
    results: int
    parts: tuple[PartView, ...]


class RowSketch(msgspec.Struct, frozen=True, kw_only=True):
    """A row of the example: what it is called, and who contributes how many results to it."""

    name: str
    of: tuple[tuple[str, int], ...]


class Example(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one analysis before and after."""

    code: str
    unit: str
    before: tuple[RowSketch, ...]
    after: tuple[RowSketch, ...]


class WhatIfView(msgspec.Struct, frozen=True, kw_only=True):
    """What a release would change. `left_out` counts the smaller changes that are not listed."""

    merging: int
    splitting: int
    both: int
    moved: int
    unchanged: int
    converted: int
    changes: tuple[ChangeView, ...]
    left_out: int
    example: Example | None


def view(found: WhatIf, texts: Texts) -> WhatIfView:
    """The page of what a release would change; the largest changes first."""
    kinds = [change.kind for change in found.changes]
    return WhatIfView(
        merging=kinds.count("merge"),
        splitting=kinds.count("split"),
        both=kinds.count("both"),
        moved=sum(change.results for change in found.changes),
        unchanged=found.unchanged,
        converted=found.converted,
        changes=tuple(_change(change, texts) for change in found.changes[:MOST_SHOWN]),
        left_out=max(0, len(found.changes) - MOST_SHOWN),
        example=_example(found.changes[0], texts) if found.changes else None,
    )


def _change(change: Change, texts: Texts) -> ChangeView:
    return ChangeView(
        kind=change.kind,
        before=change.before,
        after=change.after,
        results=change.results,
        parts=tuple(_part(part, texts) for part in change.parts),
    )


def _part(part: Part, texts: Texts) -> PartView:
    return PartView(
        code=part.code,
        unit=part.unit,
        producer=producer_name(part.producer),
        # A register that is new knows methods that the one in use does not.
        method=named(part.after.method or part.before.method, texts),
        before=_row(part.before, texts),
        after=_row(part.after, texts),
        results=part.results,
    )


def _row(place: Place, texts: Texts) -> str:
    """What the row of a place is called."""
    if place.group is None:
        return texts("row_alone" if place.method is not None else "row_unknown")
    if place.conversion is None:
        return place.group
    return f"{place.group} ({formula(place.conversion)})"


def _example(change: Change, texts: Texts) -> Example:
    part = change.parts[0]
    return Example(
        code=part.code,
        unit=part.unit,
        before=_sketched([(each, each.before) for each in change.parts], texts),
        after=_sketched([(each, each.after) for each in change.parts], texts),
    )


def _sketched(placed: Sequence[tuple[Part, Place]], texts: Texts) -> tuple[RowSketch, ...]:
    rows: dict[RowKey, tuple[str, dict[str, int]]] = {}
    for part, place in placed:
        _, counted = rows.setdefault(place.key, (place.group or named(place.method, texts), {}))
        who = f"{producer_name(part.producer)} · {named(place.method, texts)}"
        counted[who] = counted.get(who, 0) + part.results
    return tuple(RowSketch(name=name, of=tuple(counted.items())) for name, counted in rows.values())
