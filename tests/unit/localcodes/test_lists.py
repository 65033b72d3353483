"""Lists of local codes: round trips, looking up, and how many results lack an equivalent."""

from __future__ import annotations

import unicodedata
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from labsvar.codetables import MemoryTables, read_csv, write_csv
from labsvar.localcodes import (
    PREFIX,
    LocalCode,
    LocalCodes,
    codes_in_use,
    of_laboratory,
    summary,
    table_name,
    usage,
)

DAY = date(2026, 3, 2)


def code(name: str = "CRP", laboratory: str = "TKB", **more: object) -> LocalCode:
    fields = {"meaning": f"{name} in words", "owner": "Klinisk Biokemi", **more}
    return LocalCode(laboratory=laboratory, code=name, **fields)  # type: ignore[arg-type]  # by the test


def _cell(most: int, *, least: int = 0) -> st.SearchStrategy[str]:
    def plain(text: str) -> bool:
        return text == text.strip() and len(text) >= least

    letters = st.characters(exclude_categories=("Cs", "Cc"))
    return st.text(letters, min_size=least, max_size=most).filter(plain)


ROWS = st.builds(
    LocalCode,
    laboratory=st.sampled_from(["TKB", "ÆØÅ", "42"]),
    code=_cell(17, least=1),
    meaning=_cell(60, least=1),
    owner=_cell(30, least=1),
    equivalent=st.sampled_from(["", "NPU19748", "DNK00001"]),
    unit=_cell(10),
    valid_from=st.dates(min_value=date(1990, 1, 1), max_value=date(2020, 1, 1)),
    valid_to=st.dates(min_value=date(2020, 1, 2)),
    note=_cell(40),
)


@given(st.lists(ROWS, max_size=4, unique_by=lambda row: row.key))
def test_what_is_exported_is_imported_again(rows: list[LocalCode]) -> None:
    """Whatever stands in a cell: commas, quotation marks, letters of any script."""
    read = read_csv(LocalCode, write_csv(LocalCode, rows))
    assert read.findings == ()
    assert list(read.rows) == rows
    assert all(unicodedata.category(letter) != "Cc" for row in rows for letter in row.meaning)


def test_a_list_belongs_to_one_laboratory() -> None:
    laboratory, read = of_laboratory(write_csv(LocalCode, [code("A"), code("B")]))
    assert (laboratory, len(read.rows)) == ("TKB", 2)
    for rows, rule in (
        ([code("A"), code("A", "AUH")], "table.several-laboratories"),
        ([], "table.empty"),
    ):
        laboratory, read = of_laboratory(write_csv(LocalCode, rows))
        assert (laboratory, [each.rule for each in read.findings]) == ("", [rule])
    assert [each.rule for each in of_laboratory("x")[1].findings] == ["table.heading"]


def test_codes_are_found_by_everything_that_is_asked() -> None:
    rows = [
        code("CRP", equivalent="NPU19748"),
        code("CRP", "AUH", equivalent="NPU01423"),
        code("GAMMEL", valid_to=date(2025, 12, 31)),
        code("SPEC", replaced_by="NY", meaning="Særlig prøve"),
    ]
    codes = LocalCodes(rows)

    def found(**asked: object) -> list[tuple[str, str]]:
        return [(row.laboratory, row.code) for row in codes.find(on=DAY, **asked)]  # type: ignore[arg-type]  # by the test

    assert found() == [("AUH", "CRP"), ("TKB", "CRP"), ("TKB", "SPEC")]
    assert found(code="CRP") == [("AUH", "CRP"), ("TKB", "CRP")]
    assert found(code="CRP", laboratory="TKB") == [("TKB", "CRP")]
    assert found(equivalent="NPU01423") == [("AUH", "CRP")]
    assert found(code="CRP", equivalent="NPU19748") == [("TKB", "CRP")]
    assert found(words="SÆRLIG") == [("TKB", "SPEC")]
    assert found(lacking=True) == [("TKB", "SPEC")]
    assert found(code="none") == []
    assert codes.laboratories == ("AUH", "TKB")
    assert [row.code for row in codes.find(on=date(2025, 12, 31), code="GAMMEL")] == ["GAMMEL"]


def test_results_are_counted_under_the_laboratory_s_own_name() -> None:
    """The same letters may be the code of another laboratory, or of another system of codes."""
    rows = [code("CRP", equivalent="NPU19748"), code("SPEC"), code("UBRUGT")]
    counts = {
        ("CRP", "lokal", "TKB"): 4,
        ("SPEC", "lokal", "TKB"): 7,
        ("SPEC", "lokal", "AUH"): 100,
        ("SPEC", "iupac", "TKB"): 1000,
    }
    uses = usage(rows, counts)
    assert [(use.row.code, use.results) for use in uses] == [("SPEC", 7), ("CRP", 4), ("UBRUGT", 0)]
    (whole,) = summary(uses)
    assert (whole.laboratory, whole.codes, whole.lacking) == ("TKB", 3, 2)
    assert (whole.results, whole.results_lacking) == (11, 7)


def test_the_lists_in_use_are_those_that_were_released() -> None:
    store = MemoryTables()
    for laboratory, released in (("TKB", True), ("AUH", False)):
        text = write_csv(LocalCode, [code("CRP", laboratory)])
        number = store.draft(table_name(laboratory), text, owner="X", who="A", reason="new")
        if released:
            store.review(table_name(laboratory), number, who="B", reason="seen")
            store.release(table_name(laboratory), number, who="B", reason="agreed")
    assert codes_in_use(store.in_use(PREFIX)).laboratories == ("TKB",)
