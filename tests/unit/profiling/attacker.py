"""An attacker who knows everything that is published, and solves for what is masked.

Two of them: one solves the linear system exactly; the other, for small tables, tries every table of whole
numbers that agrees with what is published. Neither uses the code under test.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

Equation = tuple[Sequence[str], int]
"""These unknowns add up to this."""


def determined(equations: Iterable[Equation]) -> set[str]:
    """The unknowns that a system of sums has one solution for (Gauss and Jordan, in exact fractions)."""
    rows = [({name: Fraction(1) for name in names}, Fraction(total)) for names, total in equations]
    reduced: list[tuple[str, dict[str, Fraction]]] = []
    for start, _ in rows:
        row = dict(start)
        for pivot, other in reduced:
            _subtract(row, pivot, other)
        if not row:
            continue
        pivot = next(iter(row))
        row = {name: value / row[pivot] for name, value in row.items()}
        for _, other in reduced:
            _subtract(other, pivot, row)
        reduced.append((pivot, row))
    return {pivot for pivot, row in reduced if set(row) == {pivot}}


def _subtract(row: dict[str, Fraction], pivot: str, other: Mapping[str, Fraction]) -> None:
    factor = row.get(pivot, Fraction(0))
    if not factor:
        return
    for name, value in other.items():
        left = row.get(name, Fraction(0)) - factor * value
        if left:
            row[name] = left
        else:
            row.pop(name, None)


def possible(equations: Sequence[Equation], least: Mapping[str, int]) -> dict[str, set[int]]:
    """Every value that each unknown has in some table of whole numbers, none below its least."""
    found: dict[str, set[int]] = {name: set() for name in least}
    for table in _tables(equations, least, {}, list(least)):
        for name, value in table.items():
            found[name].add(value)
    return found


def _tables(
    equations: Sequence[Equation], least: Mapping[str, int], known: dict[str, int], left: list[str]
) -> Iterator[dict[str, int]]:
    """The tables that go on from what is known, each unknown tried as far as its sums leave room."""
    if not left:
        if all(sum(known[name] for name in names) == total for names, total in equations):
            yield known
        return
    name, *rest = left
    rooms = [
        total - sum(known.get(other, least[other]) for other in names if other != name)
        for names, total in equations
        if name in names
    ]
    for value in range(least[name], min(rooms, default=0) + 1):
        yield from _tables(equations, least, {**known, name: value}, rest)
