"""S23 and S5: which results share a row of the cumulative view, in made-up worlds and in plain cases."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Any

import pytest
from hypothesis import Phase, find, given, settings

from labsvar.comparability import Comparing, MemberRow, MethodRow, Registers, Rows
from labsvar.results.cumulative import Entry, Row, Table, table
from tests.builders import limits, result
from tests.comparable_worlds import World, exactly, worlds
from tests.spec.reports import letter, record, report

CRP = "NPU19748"


def rows_of(found: Table) -> list[Row]:
    """All rows of a table, whatever heading they stand under."""
    return [row for group in found.groups for row in group.rows]


def entries(row: Row) -> list[Entry]:
    """All results on a row."""
    return [each for of_cell in row.cells.values() for each in of_cell]


def place(entry: Entry) -> int:
    """Where a result of a made-up world stands in it."""
    return int(entry.history.current.report.production_number)


def errors(world: World, rows: Rows = "groups") -> tuple[int, int]:
    """How many pairs of results share a row and should not, and how many are split and should not."""
    found = rows_of(table(world.record(), comparing=Comparing(world.registers()), rows=rows))
    row_of = {place(entry): number for number, row in enumerate(found) for entry in entries(row)}
    assert sorted(row_of) == list(range(len(world.results)))
    pairs = list(combinations(enumerate(world.results), 2))
    shared = [(row_of[n] == row_of[m], world.together(one, other)) for (n, one), (m, other) in pairs]
    return shared.count((True, False)), shared.count((False, True))


@settings(max_examples=50)
@given(worlds)
def test_s23_nothing_incomparable_shares_a_row_and_nothing_comparable_is_split(world: World) -> None:
    """The quick grouping says of every two results what the slow and obvious one says; none is lost."""
    assert errors(world) == (0, 0)


def test_both_errors_would_be_seen() -> None:
    """Everything apart splits what is comparable in some of these worlds; one row for each code and unit
    puts together what is not."""
    options = settings(max_examples=200, database=None, phases=(Phase.generate,))
    apart = find(worlds, lambda world: errors(world, "apart")[1] > 0, settings=options)
    by_code = find(worlds, lambda world: errors(world, "codes")[0] > 0, settings=options)
    assert errors(apart) == errors(by_code) == (0, 0)


@settings(max_examples=20)
@given(worlds)
def test_s5_a_converted_value_stands_beside_what_was_sent_and_only_where_the_group_says_so(
    world: World,
) -> None:
    """What was sent keeps its characters; the trend draws converted numbers on rows that convert."""
    for row in rows_of(table(world.record(), comparing=Comparing(world.registers()))):
        drawn = sorted(point.number for point in row.trend)
        wanted = []
        for entry in entries(row):
            told = world.results[place(entry)]
            sent = entry.history.current.result
            assert (sent.value, sent.unit, sent.code) == (told.value, told.unit, told.code)
            exact = exactly(told, world.member(told))
            assert (entry.converted is None) == (exact is None)
            if entry.converted is not None and exact is not None:
                shown = Decimal(entry.converted)
                assert abs(shown - exact) <= Decimal(5).scaleb(int(shown.as_tuple().exponent) - 1)
            wanted.append(float(told.value) if exact is None else float(exact))
        assert drawn == sorted(wanted)


@settings(max_examples=20)
@given(worlds)
def test_a_row_names_every_method_and_laboratory_behind_it_and_breaks_where_one_takes_over(
    world: World,
) -> None:
    """Points of a trend are of one series when they were measured alike, and never else."""
    comparing = Comparing(world.registers())
    for rows in ("groups", "apart", "codes"):
        for row in rows_of(table(world.record(), comparing=comparing, rows=rows)):
            found = entries(row)
            assert set(row.methods) == {entry.method for entry in found}
            assert {code for code, _ in row.producers} == {
                entry.history.current.result.producer_code for entry in found
            }
            for one, other in combinations(row.trend, 2):
                if one.series == other.series:
                    assert one.method == other.method
                elif one.method is not None:
                    assert one.method != other.method


@settings(max_examples=20)
@given(worlds)
def test_one_switch_shows_everything_apart_or_one_row_for_each_code_and_unit(world: World) -> None:
    """Apart, no row has two laboratories or two methods; by code, no code and unit has two rows."""
    comparing, kept = Comparing(world.registers()), world.record()
    for row in rows_of(table(kept, comparing=comparing, rows="apart")):
        assert (len(row.producers), len(row.methods), row.group) == (1, 1, None)
    by_code = rows_of(table(kept, comparing=comparing, rows="codes"))
    assert len({(row.code, row.unit) for row in by_code}) == len(by_code)
    for row in (*by_code, *rows_of(table(kept, comparing=comparing, rows="apart"))):
        assert all(entry.converted is None for entry in entries(row))


# Plain cases ---------------------------------------------------------------------------------


def method(producer: str, name: str, *, near: bool = False, **changes: Any) -> MethodRow:
    """How a laboratory measures CRP."""
    return MethodRow(
        producer=producer,
        code_system="npu",
        code=CRP,
        method=name,
        point_of_care="yes" if near else "no",
        **changes,
    )


def member(name: str, *, near: bool = False, outcome: Any = "comparable", **changes: Any) -> MemberRow:
    """What the group "fælles" says of a method of CRP."""
    return MemberRow(
        code_system="npu",
        code=CRP,
        group="fælles",
        unit=changes.pop("unit", "mg/L"),
        group_unit=changes.pop("group_unit", "mg/L"),
        method=name,
        point_of_care="yes" if near else "no",
        outcome=outcome,
        maintainer="the tests",
        **changes,
    )


def made(*registers: MethodRow | MemberRow) -> Comparing:
    """Released tables."""
    return Comparing(
        Registers(
            methods=tuple(each for each in registers if isinstance(each, MethodRow)),
            members=tuple(each for each in registers if isinstance(each, MemberRow)),
        )
    )


def shown(comparing: Comparing, *sent: tuple[str, str], rows: Rows = "groups", **changes: Any) -> list[Row]:
    """The rows of values of CRP, one a day, each with its laboratory."""
    reports = (
        report(
            letter(
                result(CRP, value, "mg/L", producer=producer, **changes),
                sampled=f"2026-03-{day:02d} 08:00",
                sample_number=f"S{day}",
                number=str(day),
            ),
            day,
        )
        for day, (value, producer) in enumerate(sent, 1)
    )
    return rows_of(table(record(*reports), comparing=comparing, rows=rows))


@pytest.mark.parametrize(
    ("registers", "expected"),
    [
        ((), 2),
        ((method("TKA", "m"),), 2),
        ((method("TKA", "m"), method("TKB", "m")), 2),
        ((method("TKA", "m"), method("TKB", "m"), member("m")), 1),
        ((method("TKA", "m"), method("TKB", "n"), member("m")), 2),
        ((method("TKA", "m"), method("TKB", "n"), member("m"), member("n")), 1),
        ((method("TKA", "m"), member("m")), 2),
        ((method("TKA", "m"), method("TKB", "m", near=True), member("m")), 2),
        ((method("TKA", "m"), method("TKB", "m", near=True), member("m"), member("m", near=True)), 1),
        (
            (
                method("TKA", "m"),
                method("TKB", "n"),
                member("m"),
                member("n", outcome="not_comparable", group_unit=""),
            ),
            2,
        ),
    ],
)
def test_s23_two_laboratories_share_a_row_only_by_a_released_group(registers: Any, expected: int) -> None:
    """Equal names of methods are not enough, nor is one known method; the point of care is apart unless a
    group declares it comparable."""
    assert len(shown(made(*registers), ("5", "TKA"), ("6", "TKB"))) == expected


def test_a_new_instrument_in_the_same_group_stays_on_the_row_and_breaks_the_trend() -> None:
    """And one that is in no group begins a row of its own."""
    first = method("TKA", "m", instrument="I", valid_to=date(2026, 3, 2))
    second = method("TKA", "m", instrument="II", valid_from=date(2026, 3, 3))
    sent = [(str(n), "TKA") for n in range(1, 5)]
    (row,) = shown(made(first, second, member("m")), *sent)
    assert [point.series for point in row.trend] == [0, 0, 1, 1]
    assert [each.instrument for each in row.methods if each is not None] == ["II", "I"]
    assert len(shown(made(first, second, member("m", instrument="I")), *sent)) == 2
    assert len(shown(made(first, second), *sent)) == 2


def test_a_converted_row_has_the_groups_unit_and_no_interval_that_was_sent_for_other_numbers() -> None:
    """A result without a number has none to convert, also where its words look like one."""
    comparing = made(
        method("TKA", "m"),
        member("m", outcome="converted", factor="0.1", offset="1", group_unit="mg/dL"),
    )
    (row,) = shown(comparing, ("51", "TKA"), ("*****", "TKA"), interval=limits(None, "8"))
    assert (row.unit, row.group, row.interval) == ("mg/dL", "fælles", None)
    assert [entry.converted for entry in reversed(entries(row))] == ["6.1", None]
    assert [point.number for point in row.trend] == [6.1]
    (words,) = shown(comparing, ("pos", "TKA"), ("7", "TKA"), result_type="alfanumerisk")
    assert [entry.converted for entry in entries(words)] == [None, None]
    assert words.trend == ()
