"""What the registers refuse, by line and column; and what a conversion gives."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labsvar.codetables import read_csv, write_csv
from labsvar.codetables.reading import Dated
from labsvar.comparability import (
    Comparing,
    Conversion,
    LoincRow,
    MemberRow,
    MethodRow,
    Producer,
    Registers,
    SynonymRow,
)
from labsvar.comparability.registers import of_producer, producer_name, table_of
from tests.unit.comparability.rows import DAY, analysis, member, method


def broken(*rows: Any) -> list[tuple[str, int | None]]:
    """The rules that a table of these rows breaks, and where."""
    if not rows:
        return []
    kind: type[Dated] = type(rows[0])
    return [(each.rule, each.line) for each in read_csv(kind, write_csv(kind, rows)).findings]


def test_what_is_written_is_read() -> None:
    rows = (member(method="a, b"), member(group="b", method="c", outcome="not_comparable"))
    assert read_csv(MemberRow, write_csv(MemberRow, rows)).rows == rows
    assert read_csv(MethodRow, write_csv(MethodRow, [method()])).rows == (method(),)


FAULTS: dict[str, tuple[tuple[Any, ...], list[tuple[str, int | None]]]] = {
    "converted without a factor": ((member(outcome="converted"),), [("table.conversion", 2)]),
    "a factor of zero": ((member(outcome="converted", factor="0"),), [("table.conversion", 2)]),
    "a factor that does nothing": ((member(factor="2"),), [("table.conversion", 2)]),
    "an offset that does nothing": (
        (member(outcome="not_comparable", offset="2"),),
        [("table.conversion", 2)],
    ),
    "comparable in another unit": ((member(group_unit="mg/L"),), [("table.same-unit", 2)]),
    "a group in two units": (
        (member(), member(method="x", unit="mg/L", group_unit="mg/L")),
        [("table.group-unit", 3)],
    ),
    "the same twice": ((member(), member(method="x")), [("table.overlap", 3)]),
    "two groups": ((member(method="x"), member("b", instrument="y")), [("table.contradiction", 3)]),
    "two outcomes": ((member(), member(outcome="unknown")), [("table.contradiction", 3)]),
    "two factors": (
        (
            member(unit="mg/L", outcome="converted", factor="2"),
            member(unit="mg/L", outcome="converted", factor="3"),
        ),
        [("table.contradiction", 3)],
    ),
    "a method twice": ((method(), method(method="x")), [("table.overlap", 3)]),
    "a name twice": (
        (SynonymRow(name="x", method="y"), SynonymRow(name="X", method="z")),
        [("table.overlap", 3)],
    ),
    "a LOINC code twice": (
        (LoincRow(loinc="1-1", npu="NPU00001"), LoincRow(loinc="1-1", npu="NPU00002")),
        [("table.overlap", 3)],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_contradictions_are_told_when_a_table_is_drafted(name: str) -> None:
    rows, expected = FAULTS[name]
    assert broken(*rows) == expected


FINE: dict[str, tuple[Any, ...]] = {
    "one after the other": (member(valid_to=DAY), member("b", valid_from=DAY.replace(day=2))),
    "of one group, and not of another": (member(), member("b", outcome="not_comparable")),
    "in another unit": (member(), member("b", unit="mg/L", group_unit="mg/L")),
    "at the point of care": (member(), member("b", point_of_care="yes")),
    "by other instruments": (member(instrument="x"), member("b", instrument="y")),
    "of another code": (member(), member("b", code="NPU00002")),
}


_ANY = st.sampled_from(["", "x", "y"])


@settings(max_examples=200)
@given(
    rows=st.lists(
        st.builds(
            lambda outcome, **told: member(
                outcome=outcome, factor="2" if outcome == "converted" else "", **told
            ),
            st.sampled_from(["comparable", "converted", "not_comparable", "unknown"]),
            group=st.sampled_from(["a", "b"]),
            method=_ANY,
            instrument=_ANY,
            kit=_ANY,
            point_of_care=st.sampled_from(["yes", "no"]),
        ),
        max_size=5,
    ),
    measured=st.builds(
        method, method=st.sampled_from(["x", "y"]), instrument=_ANY, kit=_ANY, point_of_care=st.just("no")
    ),
)
def test_a_table_that_can_be_drafted_says_one_thing_of_every_method(
    rows: list[MemberRow], measured: MethodRow
) -> None:
    """What belongs to a group is on its row: no other row that was let through takes it away again."""
    belonging = {row.group for row in rows if row.belongs and row.about(measured.says, unit="mmol/L")}
    place = Comparing(Registers(methods=(measured,), members=tuple(rows))).place(analysis())
    if not broken(*rows):
        assert belonging == ({place.group} if place.group else set())


@pytest.mark.parametrize("name", FINE)
def test_rows_that_do_not_meet_may_differ(name: str) -> None:
    assert broken(*FINE[name]) == []


@pytest.mark.parametrize(
    ("column", "cell"), [("code_system", "npv"), ("factor", "1,5"), ("outcome", "maybe"), ("group", "")]
)
def test_a_cell_of_another_form_is_told_by_its_column(column: str, cell: str) -> None:
    names = write_csv(MemberRow, []).strip().split(",")
    said = {"code_system": "npu", "code": "NPU00001", "group": "a", "outcome": "comparable"}
    cells = {**said, "maintainer": "X", column: cell}
    text = ",".join(names) + "\n" + ",".join(f'"{cells.get(name, "")}"' for name in names) + "\n"
    (found,) = read_csv(MemberRow, text).findings
    assert (found.rule, found.line, found.path in (column, "*")) == ("table.cell", 2, True)


def test_a_register_is_of_one_laboratory() -> None:
    """The file names its laboratory, and the table is called after it."""
    abroad = method("1234", producer_kind="sor", country="SE")
    assert of_producer(write_csv(MethodRow, [method()]))[0] == Producer(code="TKA")
    producer, _ = of_producer(write_csv(MethodRow, [abroad]))
    assert producer is not None
    assert (producer_name(producer), table_of(producer)) == ("sor.1234", "methods/sor.1234")
    for rows, rule in [([method(), method("TKB")], "table.several-producers"), ([], "table.empty-register")]:
        none, read = of_producer(write_csv(MethodRow, rows))
        assert (none, [each.rule for each in read.findings]) == (None, [rule])
    assert of_producer("no table")[1].findings


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("5.4", "97.3"),
        ("5", "90"),
        ("0.90", "16.2"),
        ("-2.0", "-36.0"),
        ("0", "0"),
        ("100", "1802"),
        (" 5.4 ", "97.3"),
        ("1e3", None),
        ("<5", None),
        ("*****", None),
        ("5,4", None),
    ],
)
def test_a_converted_value_has_one_digit_more_than_was_sent(value: str, shown: str | None) -> None:
    """What is no plain number is not converted, and nothing is made of it."""
    glucose = Conversion(factor=Decimal("18.016"), offset=Decimal(0), from_unit="mmol/L", to_unit="mg/dL")
    assert glucose.converted(value) == shown


def test_factor_and_offset_are_exact() -> None:
    """Decimal numbers stay decimal: nothing of a float enters a value."""
    made = Conversion(factor=Decimal("0.1"), offset=Decimal("0.2"), from_unit="a", to_unit="b")
    assert made.exactly("3") == Decimal("0.5")
