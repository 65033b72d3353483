"""The reference page of the shipped tables."""

from __future__ import annotations

from labsvar.codes import tables
from labsvar.reference import pages

PAGE = pages()["tables.md"]


def test_the_page_holds_the_tables_that_rules_and_views_go_by() -> None:
    assert all(f"| `{code}` |" in PAGE for code in tables.unitless_codes())
    assert "| 5 | Hæmatologi | Haematology |" in PAGE
    assert "| `klin_biokemi` | Klinisk biokemi | Clinical biochemistry |  |" in PAGE
    assert "| `patologi` | Patologi | Pathology |  |" in PAGE


def test_where_each_table_is_from_stands_one_heading_down() -> None:
    assert "\n## Where these tables are from\n" in PAGE
    assert "\n### How to read them\n" in PAGE
    assert "| `medcom_test_persons.csv` |" in PAGE
