"""What is masked in the files of a profile stays so, whatever is added and subtracted across all of them."""

from __future__ import annotations

import random
from pathlib import Path

import duckdb
import pytest

from labsvar.profiling import Options, profile
from tests.unit.profiling import files_judge
from tests.unit.profiling.rows import Row, write_csv

MANY = {
    "NPU19748": 60,
    "NPU02319": 41,
    "NPU03429": 23,
    "CRP": 12,
    "HB": 6,
    "": 7,
    "LOK1": 3,
    "LOK2": 2,
    "MCS88015": 4,
}


def rows(seed: int) -> list[Row]:
    """Codes, clinics, months and fields of every size around the limit."""
    chance = random.Random(seed)
    clinics = {"111111": 40, "222222": 30, "333333": 5, "": 2, "444444": 1}
    return [
        {
            "system": "A" if chance.random() < 0.8 else "B",
            "clinic": chance.choices([*clinics], [*clinics.values()])[0],
            "row_id": f"{code}-{number}",
            "patient": "x" if chance.random() < 0.95 else "",
            "sampled_at": chance.choices(["2025-04-02T10:00", "2025-05-02T10:00", "2025-06-02T10:00", ""], [60, 30, 2, 4])[0],
            "code": code,
            "code_system": "npu" if code.startswith("NPU") else "local",
            "value": chance.choices(["5", "<5", "neg", "*****", "900"], [60, 5, 5, 3, 2])[0],
            "unit": chance.choices(["mg/L", "g/L", ""], [30, 2, 3])[0],
            "origin": chance.choices(["own", "laboratory", "unknown"], [20, 10, 2])[0],
        }
        for code, n in MANY.items()
        for number in range(n)
    ]  # fmt: skip


def made(folder: Path, extract: list[Row]) -> Path:
    profile([write_csv(folder / "rows.csv", extract)], folder / "out", Options())
    return folder / "out"


@pytest.mark.parametrize("seed", range(4))
def test_no_masked_count_follows_from_all_tables_together(tmp_path: Path, seed: int) -> None:
    """Totals of codes, clinics, months, systems, and what is said of one thing in two tables."""
    extract = rows(seed)
    found = files_judge.tables(made(tmp_path, extract))
    assert files_judge.masked(found) > 20
    assert files_judge.worked_out(found, len(extract)) == set()
    assert all(
        not 0 < int(line["results"]) < 5 for lines in found.values() for line in lines if line.get("results")
    )


def test_what_lacks_a_time_does_not_give_its_month_away(tmp_path: Path) -> None:
    """Three rows of May are masked, and with them the six without a time, which are missing fields too."""
    times = ["2025-04-02T10:00"] * 100 + ["2025-05-02T10:00"] * 3 + [""] * 6
    extract: list[Row] = [
        {"clinic": "111111", "code": "NPU19748", "value": "5", "unit": "mg/L", "sampled_at": each}
        for each in times
    ]
    found = files_judge.tables(made(tmp_path, extract))
    assert {line["month"] for line in found["months"] if line["masked"] == "true"} == {"2025-05", ""}
    assert files_judge.worked_out(found, len(extract)) == set()


def test_nor_does_what_lacks_a_unit_give_a_rare_unit_away(tmp_path: Path) -> None:
    """Three rows of another unit are masked, and with them the six without one."""
    used = ["mg/L"] * 100 + ["odd"] * 3 + [""] * 6
    extract: list[Row] = [
        {"clinic": "111111", "code": "NPU19748", "value": "5", "unit": each} for each in used
    ]
    found = files_judge.tables(made(tmp_path, extract))
    assert sum(line["masked"] == "true" for line in found["units"]) == 2
    lacking = [line for line in found["missing"] if line["field"] == "unit"]
    assert [(line["state"], line["results"]) for line in lacking] == [("(others)", "109")]


def test_parquet_tells_what_csv_tells_and_nothing_more(tmp_path: Path) -> None:
    """A masked count is no number in either, in every table that has counts."""
    out = made(tmp_path, rows(1))
    for name, lines in files_judge.tables(out).items():
        read = duckdb.read_parquet(f"{out / name}.parquet")
        assert read.columns == list(lines[0]) if lines else True
        for line, cells in zip(lines, read.fetchall(), strict=True):
            stored = dict(zip(read.columns, cells, strict=True))
            if stored.get("masked"):
                assert stored["results"] is None
                assert line["results"] == ""
            elif "results" in stored:
                assert line["results"] == ("" if stored["results"] is None else str(stored["results"]))
