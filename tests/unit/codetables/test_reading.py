"""Rows from CSV and to CSV, and faults by line and column."""

from __future__ import annotations

from datetime import date

import pytest

from labsvar.codetables import columns, decode, read_csv, valid, write_csv
from labsvar.codetables.reading import Dated
from labsvar.findings import Finding
from labsvar.localcodes import LocalCode

HEADING = ",".join(columns(LocalCode))
ROW = "TKB,CRP,C-reaktivt protein,Klinisk Biokemi,,NPU19748,mg/L,2020-01-01,2025-12-31,"


def places(text: str) -> list[tuple[str, int | None, str | None]]:
    return [(each.rule, each.line, each.path) for each in read_csv(LocalCode, text).findings]


def test_validity_and_note_stand_last() -> None:
    assert HEADING.endswith("unit,valid_from,valid_to,note")


def test_a_table_of_one_row_is_read() -> None:
    (row,) = read_csv(LocalCode, f"{HEADING}\n{ROW}\n").rows
    assert (row.code, row.equivalent, row.valid_to) == ("CRP", "NPU19748", date(2025, 12, 31))


BAD = {
    "no heading": ("", [("table.heading", 1, None)]),
    "another heading": ("code,meaning\n", [("table.heading", 1, None)]),
    "a cell too many": (f"{HEADING}\n{ROW},\n", [("table.cells", 2, None)]),
    "a bad laboratory": (f"{HEADING}\n{ROW}\nTKBX{ROW[3:]}\n", [("table.cell", 3, "laboratory")]),
    "no meaning": (f"{HEADING}\nTKB,CRP,,X,,,,,,\n", [("table.cell", 2, "meaning")]),
    "no date": (f"{HEADING}\nTKB,CRP,x,X,,,,yesterday,,\n", [("table.cell", 2, "valid_from")]),
    "a control character": (f'{HEADING}\nTKB,CRP,"a\x00b",X,,,,,,\n', [("table.cell", 2, "meaning")]),
    "ends before it begins": (
        f"{HEADING}\nTKB,CRP,x,X,,,,2025-01-01,2024-01-01,\n",
        [("table.period", 2, "valid_to")],
    ),
    "twice at a time": (
        f"{HEADING}\n{ROW}\nTKB,CRP,x,X,,,,2025-12-31,,\n",
        [("table.overlap", 3, None)],
    ),
    "not an equivalent": (f"{HEADING}\nTKB,CRP,x,X,,NPU1,,,,\n", [("table.equivalent", 2, "equivalent")]),
    "replaces itself": (
        f"{HEADING}\nTKB,CRP,x,X,CRP,,,,,\n",
        [("table.replaced-by-itself", 2, "replaced_by")],
    ),
    "too long a field": (f"{HEADING}\nTKB,CRP,{'x' * 140_000},X,,,,,,\n", [("table.cells", 2, None)]),
}


@pytest.mark.parametrize("name", BAD)
def test_a_fault_is_told_by_line_and_column_and_nothing_is_taken(name: str) -> None:
    text, expected = BAD[name]
    assert places(text) == expected
    assert read_csv(LocalCode, text).rows == ()


def test_every_fault_of_a_table_is_told_at_once() -> None:
    """A line number is that of the file, also behind a cell of several lines and an empty line."""
    text = f'{HEADING}\n\nTKBX,CRP,x,X,,,,,,\nTKB,CRP,"a\nb",X,,,,,,\nTKB,,x,X,,,,,,\n'
    assert places(text) == [
        ("table.cell", 3, "laboratory"),
        ("table.cell", 4, "meaning"),
        ("table.cell", 6, "code"),
    ]


def test_a_finding_never_says_what_stands_in_the_cell() -> None:
    text = f"{HEADING}\nTKB,CRP,x,X,,2512489996,,2512489996,,\n"
    assert "2512489996" not in str(read_csv(LocalCode, text).findings)


def test_the_validity_may_be_followed_by_the_next() -> None:
    """The last day is included, so the next row begins the day after."""
    text = f"{HEADING}\n{ROW}\nTKB,CRP,CRP anew,X,,,,2026-01-01,,\n"
    rows = read_csv(LocalCode, text).rows
    assert [row.meaning for row in valid(rows, date(2025, 12, 31))] == ["C-reaktivt protein"]
    assert [row.meaning for row in valid(rows, date(2026, 1, 1))] == ["CRP anew"]


def test_a_file_is_utf_8_with_or_without_its_mark() -> None:
    assert decode("æ".encode()) == "æ"
    assert decode("æ".encode("utf-8-sig")) == "æ"
    refused = decode(b"\xe6")
    assert isinstance(refused, Finding)
    assert refused.rule == "table.encoding"


def test_a_kind_of_row_that_names_nothing_has_one_row_valid_at_a_time() -> None:
    rows = (Dated(valid_to=date(2024, 12, 31)), Dated(valid_from=date(2025, 1, 1)))
    assert read_csv(Dated, write_csv(Dated, rows)).rows == rows
    twice = read_csv(Dated, write_csv(Dated, (Dated(), Dated(note="other"))))
    assert [(each.rule, each.line) for each in twice.findings] == [("table.overlap", 3)]
    assert Dated().faults(line=1) == ()
    assert write_csv(Dated, [Dated(note="x")]) == "valid_from,valid_to,note\n1900-01-01,9999-12-31,x\n"
