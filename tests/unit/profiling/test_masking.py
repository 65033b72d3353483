"""Small counts are masked, and nobody can work them out from what stands beside them."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from labsvar.profiling import masking
from labsvar.profiling.masking import OTHERS, Lines, TwoWay
from tests.unit.profiling.attacker import Equation, determined, possible

COUNTS = st.one_of(st.integers(0, 7), st.integers(0, 60))
LISTS = st.dictionaries(st.sampled_from("abcdefghij"), COUNTS, max_size=9)
SIZES = st.one_of(st.integers(5, 40), st.integers(5, 40), st.integers(0, 4), st.just(0))


TINY = st.one_of(st.integers(3, 6), st.integers(3, 6), st.integers(0, 2))


@st.composite
def tables(
    draw: st.DrawFn, most: int = 7, sizes: st.SearchStrategy[int] = SIZES
) -> dict[tuple[str, str], int]:
    """A table most of whose cells are large, so that its lines can be shown and small cells must be masked."""
    rows, columns = "ABCDEFG"[: draw(st.integers(2, most))], "abcdef"[: draw(st.integers(2, most))]
    return {(row, column): draw(sizes) for row in rows for column in columns}


CELLS = tables()
LIMITS = st.integers(2, 10)


def of_lines(lines: Lines[str]) -> list[Equation]:
    """What is known of the masked lines: the total less what is published."""
    if lines.collapsed:
        return []
    masked = sorted(lines.masked)
    return [(masked, sum(lines.counts[key] for key in masked))] if masked else []


def of_table(table: TwoWay) -> list[Equation]:
    """What is known of the masked cells: every row and column total less what is published."""
    lines: defaultdict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row, column in table.masked:
        lines["row", row].append((row, column))
        lines["column", column].append((row, column))
    return [
        (["/".join(cell) for cell in cells], sum(table.cells[cell] for cell in cells))
        for cells in lines.values()
    ]


def published(cells: dict[tuple[str, str], int], limit: int) -> TwoWay | None:
    """A table whose totals have been through the lists first, as all of a profile's have."""
    rows: defaultdict[str, int] = defaultdict(int)
    columns: defaultdict[str, int] = defaultdict(int)
    for (row, column), n in cells.items():
        rows[row] += n
        columns[column] += n
    if sum(rows.values()) < limit:
        return None
    return masking.two_way(
        cells,
        rows=set(masking.lines(rows, limit=limit).published),
        columns=set(masking.lines(columns, limit=limit).published),
        limit=limit,
    )


@given(LISTS, LIMITS)
def test_in_a_list_no_count_below_the_limit_is_shown_or_can_be_worked_out(
    counts: dict[str, int], limit: int
) -> None:
    """A list that cannot be protected is not shown at all."""
    lines = masking.lines(counts, limit=limit)
    assert all(n == 0 or n >= limit for n in (lines.shown(key) for key in counts) if n is not None)
    assert determined(of_lines(lines)) == set()
    assert all(lines.shown(key) in (None, counts[key]) for key in counts)


@given(LISTS, LIMITS)
def test_masked_lines_leave_room_for_any_of_them_to_reach_the_limit(
    counts: dict[str, int], limit: int
) -> None:
    """So two small counts that add up to 3 do not tell that they are 1 and 2."""
    lines = masking.lines(counts, limit=limit)
    if lines.masked and not lines.collapsed:
        room = sum(counts[key] - 1 for key in lines.masked)
        assert len(lines.masked) > 1
        assert room + 1 >= limit


@given(LISTS, LIMITS)
def test_a_list_without_small_counts_is_shown_whole(counts: dict[str, int], limit: int) -> None:
    assume(not any(0 < n < limit for n in counts.values()))
    assert masking.lines(counts, limit=limit).masked == frozenset()


@settings(max_examples=300)
@given(CELLS, LIMITS)
def test_no_linear_system_over_a_table_gives_a_masked_cell(
    cells: dict[tuple[str, str], int], limit: int
) -> None:
    """The attacker knows every total and every published cell of the table, and solves for the rest."""
    table = published(cells, limit)
    if table is None:
        return
    shown = {cell: table.shown(*cell) for cell in table.cells}
    assert all(n is None or n >= limit for n in shown.values())
    assert determined(of_table(table)) == set()


@settings(max_examples=60)
@given(tables(most=3, sizes=TINY), st.integers(2, 3))
def test_nor_does_knowing_that_cells_are_whole_numbers_above_zero(
    cells: dict[tuple[str, str], int], limit: int
) -> None:
    """Every masked cell has at least two values in tables that agree with all that is published."""
    table = published(cells, limit)
    if table is None or len(table.masked) > 8:
        return
    equations = of_table(table)
    values = possible(equations, {"/".join(cell): 1 for cell in table.masked})
    assert all(len(found) > 1 for found in values.values())


@settings(max_examples=60)
@given(CELLS, LIMITS)
def test_the_cells_and_totals_of_a_table_are_those_of_what_was_counted(
    cells: dict[tuple[str, str], int], limit: int
) -> None:
    """Lines that are added into the others are lost from nothing."""
    table = published(cells, limit)
    if table is None:
        return
    assert sum(table.cells.values()) == sum(cells.values())
    for row, total in table.row_totals.items():
        if row != OTHERS:
            assert total == sum(n for (name, _), n in cells.items() if name == row)


@settings(max_examples=150)
@given(CELLS, LIMITS)
def test_in_groups_and_their_lines_nothing_can_be_worked_out_from_either(
    cells: dict[tuple[str, str], int], limit: int
) -> None:
    """The attacker joins what is known of the groups with what is known inside each."""
    tree = masking.tree(cells, limit=limit)
    equations: list[Equation] = []
    if sum(cells.values()) < limit:
        return
    hidden = {group for group in tree.members if tree.groups.shown(group) is None}
    for group, inside in tree.members.items():
        if tree.groups.collapsed or inside.collapsed:
            continue
        masked = [f"{group}/{member}" for member in inside.masked]
        if group not in hidden and masked:
            equations.append((masked, sum(inside.counts[member] for member in inside.masked)))
    if hidden and not tree.groups.collapsed:
        lines = [f"{group}/{member}" for group in sorted(hidden) for member in tree.members[group].counts]
        equations.append((lines, sum(sum(tree.members[group].counts.values()) for group in hidden)))
    assert determined(equations) == set()
    assert all(n >= limit for n in tree.published.values())


def test_rows_that_are_named_elsewhere_are_counted_with() -> None:
    """Two cells of 3 and 3: when all three rows of one are named in another list, it would be told."""
    assert masking.lines({"a": 3, "b": 3, "c": 9}, limit=5).masked == {"a", "b"}
    assert masking.lines({"a": 3, "b": 3, "c": 9}, limit=5, least={"a": 3, "b": 3}).masked == {"a", "b", "c"}


def test_a_table_with_a_total_below_the_limit_is_refused() -> None:
    """Its totals are published, so nothing inside could be protected."""
    with pytest.raises(ValueError, match="below the limit"):
        masking.two_way({("A", "a"): 3}, rows={"A"}, columns={"a"}, limit=5)


def test_a_long_way_round_a_table_protects_a_small_cell() -> None:
    """Its row and column meet only by way of all other cells, which are masked with it."""
    cells = {("A", "a"): 3, ("A", "b"): 9, ("B", "b"): 9, ("C", "a"): 20, ("C", "c"): 30, ("B", "c"): 8}
    table = masking.two_way(cells, rows={"A", "B", "C"}, columns={"a", "b", "c"}, limit=5)
    assert table.masked == set(cells)
    assert determined(of_table(table)) == set()


def test_a_row_that_cannot_be_protected_joins_the_others() -> None:
    """The small cell's row has no other cell, so its total tells it: the row is not shown alone."""
    cells = {("A", "a"): 6, ("A", "b"): 3, ("B", "b"): 4, ("B", "c"): 6, ("C", "c"): 9, ("D", "a"): 9}
    table = masking.two_way(cells, rows={"A", "B", "C", "D"}, columns={"a", "b", "c"}, limit=5)
    assert OTHERS in table.row_totals
    assert determined(of_table(table)) == set()


def test_the_attacker_finds_what_a_careless_table_gives_away() -> None:
    """One masked cell in a row is its total less the others; two bridges in a table give each other away."""
    assert determined([(["a"], 3)]) == {"a"}
    assert determined([(["a", "b"], 5), (["b", "c"], 6)]) == set()
    assert determined([(["a", "b"], 5), (["a", "c"], 6), (["b", "c"], 7)]) == {"a", "b", "c"}
    assert possible([(["a", "b"], 2)], {"a": 1, "b": 1}) == {"a": {1}, "b": {1}}
