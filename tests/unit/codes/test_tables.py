"""The tables in the package, and what groups and specialities are called."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest

from labsvar.codes import groups, lists, tables

SOURCES = (files("labsvar.codes") / "tables" / "SOURCES.md").read_text(encoding="utf-8")


def test_every_table_has_its_source_beside_it() -> None:
    shipped = [
        entry.name for entry in (files("labsvar.codes") / "tables").iterdir() if entry.name.endswith(".csv")
    ]
    assert len(shipped) == 9
    assert all(f"`{name}`" in SOURCES for name in shipped)


def test_every_column_is_read() -> None:
    kinds: dict[str, type[tables.Row]] = {
        "fee_codes": tables.FeeCode,
        "medcom_test_persons": tables.TestPerson,
        "municipality_codes": tables.Municipality,
        "common_analyses": tables.CommonAnalysis,
        "microbiology_findings": tables.MicrobiologyFinding,
        "notifiable_diseases": tables.NotifiableDisease,
        "unitless_analyses": tables.UnitlessAnalysis,
        "response_groups": tables.ResponseGroup,
        "specialities": tables.Speciality,
    }
    for name, kind in kinds.items():
        text = (files("labsvar.codes") / "tables" / f"{name}.csv").read_text(encoding="utf-8")
        assert tuple(next(csv.reader(text.splitlines()))) == kind.__struct_fields__


def test_rows_are_typed_and_empty_cells_are_none() -> None:
    crp = next(row for row in tables.common_analyses() if row.npu_code == "NPU19748")
    assert (crp.unit, crp.decimals, crp.lower, crp.upper) == ("mg/L", 1, None, "8.0")
    assert {row.fee_code for row in tables.fee_codes() if row.code is None} == {
        "7105",
        "7116",
        "7118",
        "7121",
        "7122",
    }
    assert tables.municipalities()["0101"] == "København"
    assert len(tables.notifiable_diseases()) == 50


def test_antibiotics_are_taken_apart() -> None:
    mrsa = next(row for row in tables.microbiology_findings() if "MRSA" in row.organism)
    assert mrsa.susceptibilities[0] == tables.Susceptibility(name="Penicillin", code="R1", category="R")
    tested = next(
        row for row in tables.microbiology_findings() if (row.antibiotics or "").endswith("Clindamycin")
    )
    assert tested.susceptibilities[-1] == tables.Susceptibility(name="Clindamycin", code=None, category=None)
    assert all(row.susceptibilities is not None for row in tables.microbiology_findings())


def test_a_cell_that_is_no_antibiotic_is_an_error() -> None:
    row = tables.MicrobiologyFinding(organism="x", antibiotics="[1]", source="x", confidence="CODE")
    with pytest.raises(ValueError, match="written Name"):
        _ = row.susceptibilities


def test_analyses_without_unit_are_those_the_other_tables_show_without_one() -> None:
    """A definition that ends with `= ?`, or a common analysis whose unit is empty."""
    from_definitions = {
        row.code
        for row in tables.fee_codes()
        if row.code and (row.long_name or "").replace(" ", "").endswith("=?")
    }
    from_intervals = {row.npu_code for row in tables.common_analyses() if row.unit is None}
    assert tables.unitless_codes() == from_definitions | from_intervals


def test_every_speciality_of_every_release_has_a_name() -> None:
    codes = {*lists.MEDICAL_SPECIALITY_CODES_2005, *lists.MEDICAL_SPECIALITY_CODES_2007}
    named = {row.code: (row.da, row.en) for row in tables.specialities()}
    every = codes | {*lists.MEDICAL_SPECIALITY_CODES_2014}
    assert {code.strip() for code in every} <= named.keys(), "one stands with a space behind it in its schema"
    assert all(danish and english for danish, english in named.values())
    assert named["klin_biokemi"] == ("Klinisk biokemi", "Clinical biochemistry")


def test_the_24_response_groups_have_names() -> None:
    assert [int(group.number) for group in tables.response_groups()] == list(range(5, 125, 5))
    assert groups.response_group_name("005") == "Hæmatologi"
    assert groups.response_group_name("120", "en") == "Home measurement"
    assert groups.response_group_name("7") is None
