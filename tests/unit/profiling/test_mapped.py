"""Local codes, counted as what they stand for by the hub's table; and what is said of them without it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from labsvar.hub.coding import MappingEntry
from labsvar.profiling import Options, Profile, report
from labsvar.profiling.run import examine
from tests.unit.profiling.rows import Row, write_csv

FEES = {"code": "CRP", "name": "CRP", "code_system": "local", "value": "5", "unit": "mg/L", "origin": "own"}
CRP = MappingEntry(local_code="CRP", code="NPU19748", code_system="npu")


def cards(n: int, **cells: str) -> list[Row]:
    common = FEES | {"clinic": "111111", "system": "A", "sampled_at": "2025-05-01T10:00"}
    return [common | {"patient": str(number), "row_id": str(number)} | cells for number in range(n)]


def made(
    folder: Path, extract: list[Row], *mapping: MappingEntry, billed: list[Row] | None = None
) -> Profile:
    billing = [write_csv(folder / "billed.csv", billed, names=tuple(billed[0]))] if billed else None
    (folder / "on the way").mkdir()
    return examine(
        [write_csv(folder / "rows.csv", extract)],
        Options(mapping=mapping),
        folder / "on the way",
        billed=billing,
    )


def codes(found: Profile) -> dict[object, object]:
    return {row[1]: row[3] for row in found.tables["codes"].rows}


def fee(found: Profile, code: str) -> tuple[object, ...]:
    return next(row[5:] for row in found.tables["fee_table"].rows if row[3] == code)


def test_a_local_code_is_counted_as_the_code_it_stands_for(tmp_path: Path) -> None:
    """In the codes, the fee table, and beside what was billed."""
    extract = [*cards(12), *cards(8, code="NPU19748", code_system="npu")]
    billed: list[Row] = [
        {"clinic": "111111", "patient": str(n), "date": "2025-05-01", "fee_code": "7120"} for n in range(12)
    ]
    found = made(tmp_path, extract, CRP, billed=billed)
    assert codes(found) == {"NPU19748": 20}
    assert fee(found, "NPU19748") == ("yes", 20, False, "")
    assert found.tables["billing"].rows == (("both", "7120", 12),)


def test_without_the_table_the_fee_table_says_that_a_local_code_looks_like_it(tmp_path: Path) -> None:
    """The code does not occur, and whoever reads that it never does is told why it may."""
    found = made(tmp_path, cards(12))
    assert codes(found) == {"CRP": 12}
    assert fee(found, "NPU19748") == ("perhaps_local", 0, False, "CRP")
    assert fee(found, "NPU02319") == ("no", 0, False, "")
    assert "Kun måske, som lokal kode: 7120." in report.page(found.tables, found.measures, Options())
    why = {row[2]: row[8] for row in found.tables["positive_list"].rows}
    assert (why["NPU19748"], why["NPU02319"]) == ("fee_table_perhaps_local", "fee_table_unused")


def test_a_clinics_own_word_counts_before_its_systems_and_that_before_all(tmp_path: Path) -> None:
    table = (
        CRP,
        MappingEntry(system="B", local_code="CRP", code="NPU02319", code_system="npu"),
        MappingEntry(clinic="333333", local_code="CRP", code="NPU01685", code_system="npu"),
    )
    extract = [*cards(5), *cards(6, system=" B "), *cards(7, system="B", clinic="333333")]
    assert codes(made(tmp_path, extract, *table)) == {"NPU19748": 5, "NPU02319": 6, "NPU01685": 7}


def test_what_is_national_already_or_out_of_the_tables_days_is_left_as_it_is(tmp_path: Path) -> None:
    ended = MappingEntry(local_code="CRP", code="NPU19748", code_system="npu", valid_to=date(2025, 5, 31))
    extract = [*cards(9, sampled_at="2025-06-01T00:01"), *cards(6, code_system="MDS"), *cards(7)]
    found = {(row[0], row[1]): row[3] for row in made(tmp_path, extract, ended).tables["codes"].rows}
    assert found == {("local", "CRP"): 9, ("mds", "CRP"): 6, ("npu", "NPU19748"): 7}


def test_what_is_worth_a_talk_is_held_against_the_code_it_stands_for(tmp_path: Path) -> None:
    """One of twelve results has another unit than C-reactive protein has."""
    extract = [*cards(12), *cards(1, unit="g/L", row_id="odd")]
    found = made(tmp_path, extract, CRP)
    assert [row[0:1] + row[3:] for row in found.tables["anomalies"].rows] == [
        ("unit-other", "npu", "NPU19748", "odd")
    ]
