"""Which rows are worth a talk: each rule by an example, and what it leaves alone."""

from __future__ import annotations

import pytest

from labsvar.profiling.anomalies import Anomaly
from labsvar.profiling.model import Options
from tests.unit.profiling.rows import Row, counted

HEALTHY = [f"{8 + step / 10:.1f}" for step in range(20)] * 6


def hb(value: str, row_id: str, **cells: str) -> Row:
    return {
        "system": "S",
        "clinic": "111111",
        "code": "NPU02319",
        "unit": "mmol/L",
        "value": value,
        "row_id": row_id,
    } | cells


def healthy(**cells: str) -> list[Row]:
    return [hb(value, f"ok-{number}", **cells) for number, value in enumerate(HEALTHY)]


def found(rows: list[Row], distribution_from: int = 100) -> set[tuple[str, str]]:
    with counted(rows, Options(distribution_from=distribution_from)) as (_, odd, _):
        return {(each.rule, each.row_id) for each in odd.named}


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("90", "factor-10"),
        ("0,9", "factor-10"),
        ("9000", "factor-1000"),
        ("0.009", "factor-1000"),
        ("300", "far-out"),
    ],
)
def test_a_number_off_by_a_factor_is_found_by_the_numbers_of_its_code(value: str, rule: str) -> None:
    assert found([*healthy(), hb(value, "odd")]) == {(rule, "odd")}


@pytest.mark.parametrize("value", ["15", "5", "0", "-9", "<90", "90 ca."])
def test_numbers_near_the_others_and_what_is_no_number_are_left_alone(value: str) -> None:
    assert found([*healthy(), hb(value, "odd")]) == set()


def test_too_few_numbers_are_no_distribution() -> None:
    assert found([*healthy()[:99], hb("90", "odd")], distribution_from=200) == set()


def test_a_withdrawn_row_is_not_talked_about() -> None:
    assert found([*healthy(), hb("90", "odd", action="withdraw")]) == set()


def test_a_unit_is_held_against_that_of_our_tables() -> None:
    """However few results there are; the ways of writing one unit are one."""
    rows = [hb("8.5", "other", unit="g/L"), hb("8.5", "none", unit=""), hb("8.5", "same", unit=" MMOL/l ")]
    assert found(rows) == {("unit-other", "other"), ("unit-missing", "none")}


def test_a_unit_of_an_unknown_code_is_held_against_the_common_one() -> None:
    rows = [row | {"code": "LOK"} for row in healthy()]
    rows += [hb("8.5", "odd", code="LOK", unit="g/L"), hb("8.5", "none", code="LOK", unit="")]
    assert found(rows) == {("unit-uncommon", "odd"), ("unit-missing", "none")}
    assert found(rows[-30:]) == set()


def test_a_code_without_a_unit_misses_none() -> None:
    assert found([hb("1.1", "inr", code="NPU01685", unit="")]) == set()


@pytest.mark.parametrize(
    ("flag", "value", "expected"),
    [("high", "8", True), ("LOW", "9", True), ("high", "12", False), ("low", "5", False), ("", "8", False)],
)
def test_a_mark_against_the_rows_own_interval_is_found(flag: str, value: str, expected: bool) -> None:
    row = hb(value, "odd", flag=flag, reference_lower="7,3", reference_upper="9.5")
    assert found([row]) == ({("flag-against-interval", "odd")} if expected else set())


@pytest.mark.parametrize(
    ("value", "expected"), [("8000", True), ("0.008", True), ("80", False), ("8", False)]
)
def test_a_factor_of_1000_is_found_by_the_rows_own_interval(value: str, expected: bool) -> None:
    row = hb(value, "odd", reference_lower="7.3", reference_upper="9.5")
    assert found([row]) == ({("interval-factor-1000", "odd")} if expected else set())


@pytest.mark.parametrize(("factor", "rule"), [(10, "clinic-factor-10"), (1000, "clinic-factor-1000")])
def test_a_clinic_that_is_off_by_a_factor_as_a_whole_is_found(factor: int, rule: str) -> None:
    """Its own numbers may be so many that no distribution shows it; it is named without a row."""
    rows = [row for clinic in ("1", "2", "3") for row in healthy(clinic=clinic)]
    rows += [row | {"clinic": "4", "value": str(float(row["value"]) * factor)} for row in healthy()]
    with counted(rows, Options(distribution_from=10_000)) as (_, odd, _):
        assert odd.named == (Anomaly(rule, "S", "4", "npu", "NPU02319", ""),)


def test_at_most_so_many_rows_are_named_and_all_are_counted() -> None:
    rows = [hb("8.5", f"{number:02}", unit="g/L") for number in range(30)]
    with counted(rows, Options(listed=3)) as (_, odd, _):
        assert [each.row_id for each in odd.named] == ["00", "01", "02"]
        assert odd.by_rule["unit-other"] == 30
        assert odd.least() == {("npu\x1fNPU02319", "S\x1f111111"): 3}
