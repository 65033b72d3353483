"""What a release would change: which rows merge, which split, and how many results stand on them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.codetables import MemoryTables, Version, write_csv
from labsvar.codetables.reading import Dated
from labsvar.comparability import (
    Analysis,
    Comparing,
    MemberRow,
    MethodRow,
    Producer,
    Registers,
    comparing_in_use,
    decides,
    registers_in_use,
    what_if,
)
from labsvar.comparability.registers import GROUPS, LOINC, SYNONYMS
from tests.unit.comparability.rows import DAY, TKA, TKB, analysis, member, method

TKC = Producer(code="TKC")
METHODS = (method(), method("TKB"), method("TKC", method="nefelometri"))
COUNTS = {analysis(TKA): 5, analysis(TKB): 3, analysis(TKC): 2, analysis(TKA, code="NPU00002"): 7}


def tables(*members: MemberRow) -> Comparing:
    return Comparing(Registers(methods=METHODS, members=members))


def test_a_group_merges_the_rows_of_laboratories() -> None:
    """The rows of two laboratories become one; what the group is not about stays."""
    found = what_if(COUNTS, now=tables(), then=tables(member(method="turbidimetri")))
    (change,) = found.changes
    assert (change.kind, change.before, change.after, change.results) == ("merge", 2, 1, 8)
    assert {part.producer.code: part.results for part in change.parts} == {"TKA": 5, "TKB": 3}
    assert {part.after.group for part in change.parts} == {"a"}
    assert (found.unchanged, found.converted) == (9, 0)


def test_taking_a_group_back_splits_its_row() -> None:
    found = what_if(COUNTS, now=tables(member(method="turbidimetri")), then=tables())
    (change,) = found.changes
    assert (change.kind, change.before, change.after) == ("split", 1, 2)


def test_moving_a_method_between_groups_merges_and_splits() -> None:
    """Of three laboratories in two groups one goes over to the other."""
    methods = tuple(method(f"L{number}", instrument=name) for number, name in enumerate("xyz"))
    counts = {analysis(Producer(code=f"L{number}")): 1 for number in range(3)}
    other = {"group": "b", "instrument": "z"}
    now = Registers(
        methods=methods, members=(member(instrument="x"), member(instrument="y"), member(**other))
    )
    then = Registers(
        methods=methods, members=(member(instrument="x"), member("b", instrument="y"), member(**other))
    )
    (change,) = what_if(counts, now=Comparing(now), then=Comparing(then)).changes
    assert (change.kind, change.before, change.after, change.results) == ("both", 2, 2, 3)


def test_what_is_newly_converted_is_counted() -> None:
    """Also where no row merges or splits."""
    in_mass = member(unit="mg/L", outcome="converted", factor="2", group_unit="mmol/L")
    counts = {analysis(TKA, unit="mg/L"): 4}
    found = what_if(counts, now=tables(), then=tables(in_mass))
    assert (found.changes, found.unchanged, found.converted) == ((), 4, 4)
    assert what_if(counts, now=tables(in_mass), then=tables(in_mass)).converted == 0


_SIDES = st.lists(
    st.builds(
        member,
        st.sampled_from(["a", "b"]),
        instrument=st.sampled_from(["w", "x", "y", "z"]),
        outcome=st.sampled_from(["comparable", "not_comparable"]),
    ),
    max_size=5,
)


@settings(max_examples=60)
@given(now=_SIDES, then=_SIDES)
def test_the_changes_are_those_of_comparing_every_row_with_every_other(
    now: list[MemberRow], then: list[MemberRow]
) -> None:
    """Held against rows that are put together by walking from row to row until nothing is added."""
    methods = tuple(method(f"L{number}", instrument="wxyz"[number % 4]) for number in range(8))
    counts = {analysis(Producer(code=f"L{number}")): number + 1 for number in range(8)}
    before, after = (Comparing(Registers(methods=methods, members=tuple(each))) for each in (now, then))
    found = what_if(counts, now=before, then=after)
    pairs = {each: (before.place(each).key, after.place(each).key) for each in counts}
    expected: Counter[tuple[int, int, int]] = Counter()
    left = set(counts)
    while left:
        together = {left.pop()}
        while more := {each for each in left if any(_touch(pairs[each], pairs[x]) for x in together)}:
            together |= more
            left -= more
        rows = (len({pairs[each][0] for each in together}), len({pairs[each][1] for each in together}))
        if rows != (1, 1):
            expected[(*rows, sum(counts[each] for each in together))] += 1
    assert Counter((each.before, each.after, each.results) for each in found.changes) == expected
    assert found.unchanged + sum(each.results for each in found.changes) == sum(counts.values())


def _touch(one: tuple[Any, Any], other: tuple[Any, Any]) -> bool:
    return bool(one[0] == other[0] or one[1] == other[1])


# The tables in use -------------------------------------------------------------------------------


def released(store: MemoryTables, table: str, rows: list[Any], *, kind: type[Dated]) -> Version:
    number = store.draft(table, write_csv(kind, rows), owner="X", who="A", reason="new")
    store.review(table, number, who="B", reason="read")
    store.release(table, number, who="A", reason="agreed")
    return store.versions(table)[0]


def test_only_released_tables_count_and_a_version_may_stand_in() -> None:
    """A draft changes nothing; looked at as if it were released, it takes the place of the one in use."""
    store = MemoryTables()
    released(store, "methods/TKA", [method()], kind=MethodRow)
    released(store, "methods/TKB", [method("TKB")], kind=MethodRow)
    store.draft(GROUPS, write_csv(MemberRow, [member()]), owner="X", who="A", reason="new")
    draft = store.versions(GROUPS)[0]
    assert registers_in_use(store) == Registers(methods=(method(), method("TKB")))
    assert registers_in_use(store, instead=draft).members == (member(),)
    assert comparing_in_use(store).place(analysis()).group is None
    released(store, GROUPS, [member()], kind=MemberRow)
    assert comparing_in_use(store, day="resulted").day == "resulted"
    assert comparing_in_use(store).place(analysis()).group == "a"
    other = method(instrument="beta")
    store.draft("methods/TKA", write_csv(MethodRow, [other]), owner="X", who="A", reason="new")
    instead = store.versions("methods/TKA")[0]
    assert registers_in_use(store, instead=instead).methods == (other, method("TKB"))


@pytest.mark.parametrize(
    ("table", "expected"),
    [(GROUPS, True), (LOINC, True), (SYNONYMS, True), ("methods/TKA", True), ("notifiable", False)],
)
def test_the_tables_that_decide_on_rows_are_known(table: str, expected: bool) -> None:
    assert decides(table) is expected


def test_days_and_codes_of_the_registers() -> None:
    """Between two of the days nothing changes; results of other codes need not be counted."""
    registers = Registers(methods=(method(valid_from=DAY, valid_to=DAY),), members=(member(code="NPU00002"),))
    assert {DAY, DAY.replace(day=2)} <= registers.changes
    assert registers.codes == {"NPU00001", "NPU00002"}
    asked: Analysis = analysis(on=DAY)
    assert Comparing(registers).place(asked).method is not None
