"""S5, S23 and the cumulative view: rows, columns, groups, filters."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from labsvar.letters.xrpt01 import Placement, RequisitionGroup
from labsvar.results.cumulative import Filter, Row, number, table
from labsvar.results.danish import sort_key
from tests.builders import analysis, limits
from tests.spec.reports import letter, record, report, value

CRP, POTASSIUM = "NPU19748", "NPU03230"


def rows(*reports: Any, **wanted: Any) -> list[Row]:
    """All rows of the table over these reports."""
    return [row for group in table(record(*reports), Filter(**wanted)).groups for row in group.rows]


def sample(day: int, *results: Any, **changes: Any) -> Any:
    """A report on a sample of its own, taken on this day of March."""
    made = letter(
        *results, sampled=f"2026-03-{day:02d} 08:00", sample_number=f"S{day}", number=str(day), **changes
    )
    return report(made, day)


def test_s5_value_unit_interval_and_mark_are_the_laboratorys_own_characters() -> None:
    """`3.0` stays `3.0`; limits stay text; a mark is there only when the laboratory sent one."""
    marked = value("3.0", interval=limits("2.50", "3.50"))
    (row,) = rows(sample(1, marked))
    shown = row.cells[0][0].history.current.result
    assert (shown.value, shown.unit, shown.mark) == ("3.0", "mg/L", None)
    assert row.interval is not None
    assert (row.interval.lower, row.interval.upper) == ("2.50", "3.50")
    outside = value("99", interval=limits("2.50", "3.50"))
    assert rows(sample(1, outside))[0].cells[0][0].history.current.result.mark is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"producer": "TKB"}, {"producer": "TKC"}),
        ({"unit": "mg/L"}, {"unit": "nmol/L"}),
        ({"code": CRP}, {"code": POTASSIUM}),
    ],
)
def test_s23_another_laboratory_unit_or_code_is_another_row(
    one: dict[str, str], other: dict[str, str]
) -> None:
    """Methods that are not known are not assumed comparable; units and codes are never merged."""
    assert len(rows(sample(1, _crp(**one)), sample(2, _crp(**other)))) == 2
    assert len(rows(sample(1, _crp(**one)), sample(2, _crp(**one)))) == 1


def _crp(code: str = CRP, unit: str = "mg/L", producer: str = "TKB") -> Any:
    from tests.builders import result

    return result(code, "5", unit, producer=producer)


def test_columns_are_times_of_sampling_newest_first() -> None:
    """Each time stands once, and the cells stand under their own time."""
    found = table(record(sample(1, value("5")), sample(3, value("7")), sample(2, value("6"))))
    assert [column.sampled_at.day for column in found.columns] == [3, 2, 1]
    (row,) = found.groups[0].rows
    assert [row.cells[place][0].history.current.result.value for place in range(3)] == ["7", "6", "5"]


def test_two_results_at_one_time_share_a_cell() -> None:
    """Nothing is lost when two samples were taken in the same minute."""
    one = report(letter(value("5"), sample_number="S1", number="1"), 0)
    two = report(letter(value("6"), sample_number="S2", number="2"), 1)
    (row,) = rows(one, two)
    assert sorted(each.history.current.result.value for each in row.cells[0]) == ["5", "6"]


def test_a_page_holds_some_columns_and_the_rows_that_have_something_in_them() -> None:
    """The trend line still runs over the whole period."""
    found = record(sample(1, value("5")), sample(2, value("6")), sample(3, value("1", code=POTASSIUM)))
    page = table(found, first=1, count=2)
    assert (page.first, page.total, len(page.columns)) == (1, 3, 2)
    (row,) = page.groups[0].rows
    assert [point.number for point in row.trend] == [5.0, 6.0]


@pytest.mark.parametrize(
    ("wanted", "values"),
    [
        ({}, ["5", "6", "7"]),
        ({"since": date(2026, 3, 2)}, ["6", "7"]),
        ({"until": date(2026, 3, 2)}, ["5", "6"]),
        ({"since": date(2026, 3, 2), "until": date(2026, 3, 2)}, ["6"]),
        ({"text": "npu19748"}, ["5", "6", "7"]),
        ({"text": "kalium"}, []),
        ({"sector": "hospital"}, ["5", "6", "7"]),
        ({"sector": "general_practice"}, []),
    ],
)
def test_the_filter_takes_period_sector_and_text(wanted: dict[str, Any], values: list[str]) -> None:
    """Both ends of the period are included; the text is found in any case."""
    found = rows(sample(1, value("5")), sample(2, value("6")), sample(3, value("7")), **wanted)
    assert (
        sorted(e.history.current.result.value for row in found for each in row.cells.values() for e in each)
        == values
    )


def test_rows_stand_under_the_laboratorys_group_else_under_the_senders_speciality() -> None:
    """A group the laboratory sent wins; its order within the group too."""
    placed = [
        value(str(order), analysis=_placed(code, order)) for order, code in ((2, "NPU00002"), (1, "NPU00001"))
    ]
    found = table(record(sample(1, *placed), sample(2, value("5"))))
    assert [(group.name, group.speciality) for group in found.groups] == [
        (None, "klin_biokemi"),
        ("Hæmatologi", None),
    ]
    assert [row.order for row in found.groups[1].rows] == [1, 2]


def _placed(code: str, order: int) -> Any:
    from msgspec.structs import replace

    group = RequisitionGroup(identifier="5", identifier_responsible="MCS", name="Hæmatologi")
    return replace(analysis(code, code), placement=Placement(requisition_group=group, order=order))


@pytest.mark.parametrize(
    ("text", "numeric", "expected"),
    [
        ("5", True, 5.0),
        ("-0.5", True, -0.5),
        ("5", False, None),
        ("*****", True, None),
        ("1,5", True, None),
        ("1e5", True, None),
        ("", True, None),
        (".", True, None),
        ("-", True, None),
    ],
)
def test_only_plain_decimal_numbers_are_drawn(text: str, numeric: bool, expected: float | None) -> None:
    """A trend line never guesses at what a value means."""
    made = value(text or "x", result_type="numerisk" if numeric else "alfanumerisk")
    (history,) = record(sample(1, made)).results
    from msgspec.structs import replace

    assert number(replace(history.current.result, value=text)) == expected


def test_danish_letters_sort_after_z() -> None:
    """Æ, Ø, Å in that order, aa as å, accents and case aside."""
    names = ["Åse", "Zink", "aalborg", "Ørn", "Éclair", "Ære", "ebbe", "Alfa"]
    assert sorted(names, key=sort_key) == ["Alfa", "ebbe", "Éclair", "Zink", "Ære", "Ørn", "aalborg", "Åse"]
