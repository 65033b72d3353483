"""Masking small cells so that nobody can work them out from the totals beside them.

A count from 1 to one below the limit is never shown. Since totals stand beside the counts, further counts
are masked (complementary suppression) until the promise holds:

    For every masked cell there are at least two tables of whole numbers that agree with everything that
    is published, in which each masked cell is at least its known lower bound (1, or the number of its rows
    that are named elsewhere), and which differ in that cell.

It follows that no system of linear equations over what is published determines a masked cell.

Two shapes are enough, because no unknown is shared between them: a list whose total is known (`lines`),
and a table whose row and column totals are all known (`two_way`). A line whose own total is masked is never
shown divided; it is added into the one line `OTHERS`, whose total everybody can work out anyway.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

OTHERS: Final = ""
"""The name of the line that holds what is not shown on a line of its own."""

_Key = TypeVar("_Key", bound=Hashable)
_Cell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Lines(Generic[_Key]):
    """A list with its masked lines. `collapsed`: nothing but its total could be shown."""

    counts: Mapping[_Key, int]
    masked: frozenset[_Key]
    collapsed: bool = False

    def shown(self, key: _Key) -> int | None:
        """What is published of a line; `None` when it is masked."""
        return None if self.collapsed or key in self.masked else self.counts.get(key, 0)

    @property
    def published(self) -> dict[_Key, int]:
        """The lines above zero whose count is published."""
        if self.collapsed:
            return {}
        return {key: count for key, count in self.counts.items() if count and key not in self.masked}


@dataclass(frozen=True, slots=True)
class TwoWay:
    """A table with known totals. `cells` holds every cell above zero; `masked` those not published."""

    row_totals: Mapping[str, int]
    column_totals: Mapping[str, int]
    cells: Mapping[_Cell, int]
    masked: frozenset[_Cell]

    def shown(self, row: str, column: str) -> int | None:
        """What is published of a cell; `None` when it is masked."""
        return None if (row, column) in self.masked else self.cells.get((row, column), 0)


def lines(counts: Mapping[_Key, int], *, limit: int, least: Mapping[_Key, int] | None = None) -> Lines[_Key]:
    """A list whose total is published, with enough of its lines masked.

    Beside the promise above, the masked lines together leave room for any of them to reach the limit,
    so that two small lines do not give each other away. A list where that cannot be had is collapsed.
    """
    floor = least or {}
    above = sorted((key for key, count in counts.items() if count), key=lambda key: (counts[key], repr(key)))
    masked = [key for key in above if counts[key] < limit]
    if not masked:
        return Lines(counts, frozenset())
    for key in above[len(masked) :]:
        if _enough(masked, counts, floor, limit):
            break
        masked.append(key)
    return Lines(counts, frozenset(masked), collapsed=not _enough(masked, counts, floor, limit))


def _enough(masked: list[_Key], counts: Mapping[_Key, int], floor: Mapping[_Key, int], limit: int) -> bool:
    room = sum(counts[key] - max(1, floor.get(key, 1)) for key in masked)
    return len(masked) > 1 and room >= limit - 1


@dataclass(frozen=True, slots=True)
class Tree:
    """A list of groups and the lines in each; the total of all is published."""

    groups: Lines[str]
    members: Mapping[str, Lines[str]]

    @property
    def published(self) -> dict[str, int]:
        """The lines whose count is published, by their own name."""
        return {key: count for inside in self.members.values() for key, count in inside.published.items()}

    def shown(self, group: str, member: str) -> int | None:
        """What is published of a line; `None` when it is masked."""
        return self.members[group].shown(member)


def tree(counts: Mapping[_Cell, int], *, limit: int, least: Mapping[_Cell, int] | None = None) -> Tree:
    """Groups and their lines, by (group, line). The lines of a masked group are all masked."""
    inside: defaultdict[str, dict[str, int]] = defaultdict(dict)
    floors: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for (group, member), count in counts.items():
        if count:
            inside[group][member] = count
            floors[group][member] = max(1, (least or {}).get((group, member), 1))
    groups = lines(
        {group: sum(members.values()) for group, members in inside.items()},
        limit=limit,
        least={group: sum(members.values()) for group, members in floors.items()},
    )
    return Tree(groups, {group: _inside(groups, group, inside, floors, limit) for group in inside})


def _inside(
    groups: Lines[str],
    group: str,
    inside: Mapping[str, Mapping[str, int]],
    floors: Mapping[str, Mapping[str, int]],
    limit: int,
) -> Lines[str]:
    if groups.shown(group) is None:
        return Lines(inside[group], frozenset(inside[group]), collapsed=groups.collapsed)
    return lines(inside[group], limit=limit, least=floors[group])


def two_way(
    cells: Mapping[_Cell, int],
    *,
    rows: AbstractSet[str],
    columns: AbstractSet[str],
    limit: int,
    least: Mapping[_Cell, int] | None = None,
) -> TwoWay:
    """A table whose totals are published for `rows` and `columns`; all others are added into `OTHERS`.

    Where a cell cannot be protected within the table, its row joins `OTHERS` too. Every total must be at
    least the limit, as those that `lines` and `tree` publish are; raises `ValueError` otherwise.
    """
    kept = set(rows)
    while True:
        table = _Table.of(cells, kept, columns, limit=limit, least=least or {})
        lost = table.protect()
        if lost is None:
            return table.result()
        kept -= table.to_join(lost)


@dataclass(slots=True)
class _Table:
    """A table while its masked cells are being found."""

    cells: dict[_Cell, int]
    least: dict[_Cell, int]
    limit: int
    row_totals: dict[str, int]
    column_totals: dict[str, int]
    by_row: dict[str, list[str]]
    by_column: dict[str, list[str]]
    in_row: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    in_column: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def of(
        cls,
        cells: Mapping[_Cell, int],
        rows: AbstractSet[str],
        columns: AbstractSet[str],
        *,
        limit: int,
        least: Mapping[_Cell, int],
    ) -> _Table:
        """The table of these lines, the others added together."""
        summed: defaultdict[_Cell, int] = defaultdict(int)
        floors: defaultdict[_Cell, int] = defaultdict(int)
        for (row, column), count in cells.items():
            if count:
                cell = (row if row in rows else OTHERS, column if column in columns else OTHERS)
                summed[cell] += count
                floors[cell] += least.get((row, column), 0)
        by_row, by_column = defaultdict(list), defaultdict(list)
        row_totals: defaultdict[str, int] = defaultdict(int)
        column_totals: defaultdict[str, int] = defaultdict(int)
        for (row, column), count in summed.items():
            by_row[row].append(column)
            by_column[column].append(row)
            row_totals[row] += count
            column_totals[column] += count
        return cls(
            cells=dict(summed),
            least={cell: max(1, floor) for cell, floor in floors.items()},
            limit=limit,
            row_totals=dict(row_totals),
            column_totals=dict(column_totals),
            by_row=dict(by_row),
            by_column=dict(by_column),
        )

    def result(self) -> TwoWay:
        """The table as it is published."""
        masked = frozenset((row, column) for row, columns in self.in_row.items() for column in columns)
        return TwoWay(self.row_totals, self.column_totals, self.cells, masked)

    def protect(self) -> str | None:
        """Masks until the promise holds; the row of a cell that cannot be protected, else `None`."""
        waiting = sorted(cell for cell, count in self.cells.items() if count < self.limit)
        for cell in waiting:
            self._mask(cell)
        while waiting:
            open_cells = [cell for cell in waiting if not self._uncertain(cell)]
            added = list(self._complements(open_cells))
            if open_cells and not added:
                return open_cells[0][0]
            # A masked cell stays uncertain when more are masked: only these can still be open.
            waiting = open_cells + added
        return None

    def _complements(self, open_cells: Iterable[_Cell]) -> Iterator[_Cell]:
        """Masks a further cell for each of these that is still open."""
        masked_some = False
        for cell in open_cells:
            if masked_some and self._uncertain(cell):
                continue
            complement = self._complement(cell)
            if complement is not None:
                self._mask(complement)
                masked_some = True
                yield complement

    def to_join(self, lost: str) -> set[str]:
        """The rows that join `OTHERS`: the lost one, and a second where it would be alone there."""
        rows = sorted(self.row_totals, key=lambda row: (self.row_totals[row], row))
        # A lost row that is `OTHERS` already, or would be alone in it, takes the smallest other along.
        if lost != OTHERS and OTHERS in self.row_totals:
            return {lost}
        further = [row for row in rows if row not in (lost, OTHERS)]
        if not further:
            raise ValueError("a total below the limit is published")
        return {lost, further[0]} - {OTHERS}

    def _mask(self, cell: _Cell) -> None:
        row, column = cell
        self.in_row[row].add(column)
        self.in_column[column].add(row)

    def _complement(self, cell: _Cell) -> _Cell | None:
        row, column = cell
        beside = [(row, other) for other in self.by_row[row] if other not in self.in_row[row]]
        above = [(other, column) for other in self.by_column[column] if other not in self.in_column[column]]
        if beside and len(self.in_row[row]) == 1:
            return self._cheapest(beside)
        if above and len(self.in_column[column]) == 1:
            return self._cheapest(above)
        either = beside + above
        return self._cheapest(either) if either else None

    def _cheapest(self, cells: Iterable[_Cell]) -> _Cell:
        """The smallest cell; one whose two lines both have masked cells already comes first."""

        def price(cell: _Cell) -> tuple[bool, int, _Cell]:
            return (not (self.in_row[cell[0]] and self.in_column[cell[1]]), self.cells[cell], cell)

        return min(cells, key=price)

    def _uncertain(self, cell: _Cell) -> bool:
        """Whether the masked cells can be moved against each other so that this one changes."""
        return self._can_rise(cell) or (self._has_room(cell) and self._can_fall(cell))

    def _has_room(self, cell: _Cell) -> bool:
        return self.cells[cell] > self.least[cell]

    def _can_rise(self, cell: _Cell) -> bool:
        """One up here means one down in its column, up in that row, and so on, until its row is met."""
        row, column = cell
        seen_columns, seen_rows = {column}, set[str]()
        queue = deque([column])
        while queue:
            at = queue.popleft()
            for down in self.in_column[at]:
                if down in seen_rows or (down, at) == cell or not self._has_room((down, at)):
                    continue
                if down == row:
                    return True
                seen_rows.add(down)
                queue.extend(self.in_row[down] - seen_columns)
                seen_columns |= self.in_row[down]
        return False

    def _can_fall(self, cell: _Cell) -> bool:
        """One down here means one up in its row, down in that column, and so on, until its column is met."""
        row, column = cell
        seen_columns, seen_rows = set[str](), {row}
        queue = deque([row])
        while queue:
            at = queue.popleft()
            for up in self.in_row[at] - seen_columns:
                if (at, up) == cell:
                    continue
                if up == column:
                    return True
                seen_columns.add(up)
                for down in self.in_column[up] - seen_rows:
                    if self._has_room((down, up)):
                        seen_rows.add(down)
                        queue.append(down)
        return False
