"""`labsvar profile`: the folder it writes, what it says, and how it refuses."""

from __future__ import annotations

from pathlib import Path
from unittest import mock

import duckdb
import pytest

from labsvar.profiling import counts
from tests.unit.cli.conftest import Labsvar
from tests.unit.profiling.rows import write_csv

CARDS = [{"clinic": "111111", "code": "NPU19748", "value": "8", "unit": "mg/L"}] * 12


@pytest.fixture
def cards(tmp_path: Path) -> Path:
    return write_csv(tmp_path / "cards.csv", CARDS)


def test_it_writes_the_report_and_says_where(labsvar: Labsvar, cards: Path, tmp_path: Path) -> None:
    ran = labsvar("profile", cards, "--out", tmp_path / "out")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == f"Results: 12. The report: {tmp_path}/out/report.html\n"
    assert (tmp_path / "out/positive_list.csv").exists()
    assert (tmp_path / "out/codes.parquet").exists()


def test_what_cannot_be_read_is_told_by_place_and_rule_and_stops_nothing(
    labsvar: Labsvar, cards: Path, tmp_path: Path
) -> None:
    with cards.open("a", encoding="utf-8") as file:
        file.write("a,b\n")
    (tmp_path / "odd").write_bytes(b"\x00")
    ran = labsvar("profile", cards, tmp_path / "odd", "--out", tmp_path / "out", locale="da_DK.UTF-8")
    assert ran.code == 0
    assert ran.err.splitlines() == [
        (
            f"{tmp_path}/odd: profile.file-kind Filen er hverken breve, CSV, JSON Lines eller Parquet. "
            "Giv filen den endelse, der hører til dens indhold."
        ),
        f"{cards}:14: profile.fields Linjen har flere eller færre felter end overskriften. Ret linjen.",
        f"2 rækker eller filer kunne ikke læses; se {tmp_path}/out/unread.csv.",
    ]
    assert ran.out.startswith("Svar i udtrækket: 12.")


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--column", "odd=x"], 64),
        (["--billing-column", "code=x"], 64),
        (["--encoding", "odd"], 64),
        (["--limit", 1], 64),
        (["--billing", "gone.csv"], 2),
    ],
)
def test_wrong_options_are_refused(
    labsvar: Labsvar, cards: Path, tmp_path: Path, options: list[object], code: int
) -> None:
    ran = labsvar("profile", cards, "--out", tmp_path / "out", *options)
    assert ran.code == code
    assert ran.err.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_is_refused(labsvar: Labsvar, cards: Path) -> None:
    assert labsvar("profile", cards, "--out", cards).code == 73


def test_too_little_memory_is_told_of(labsvar: Labsvar, cards: Path, tmp_path: Path) -> None:
    with mock.patch.object(counts, "count", side_effect=duckdb.OutOfMemoryException):
        ran = labsvar("profile", cards, "--out", tmp_path / "out")
    assert ran.code == 69
    assert "--memory" in ran.err


def test_few_results_are_not_counted_out_loud(labsvar: Labsvar, cards: Path, tmp_path: Path) -> None:
    ran = labsvar("profile", cards, "--out", tmp_path / "out", "--limit", 50)
    assert ran.out.startswith("Results: too few to be shown.")


def test_the_hubs_table_says_what_local_codes_stand_for(
    labsvar: Labsvar, cards: Path, tmp_path: Path
) -> None:
    """A table that cannot be read is refused by its line before anything is counted."""
    write_csv(cards, [each | {"code": "HB", "sampled_at": "2025-05-01T10:00"} for each in CARDS])
    table = tmp_path / "mapping.csv"
    heading = "clinic,system,local_code,code,code_system,valid_from,valid_to,note\n"
    table.write_text(heading + "*,*,HB,NPU02319,npu,,,\n")
    assert labsvar("profile", cards, "--out", tmp_path / "out", "--mapping", table).code == 0
    assert "NPU02319" in (tmp_path / "out/codes.csv").read_text()
    table.write_text(heading + "*,*,HB,NPU02319,other,,,\n")
    ran = labsvar("profile", cards, "--out", tmp_path / "gone", "--mapping", table)
    assert (ran.code, f"{table}:2" in ran.err, (tmp_path / "gone").exists()) == (78, True, False)
    table.write_bytes(b"\xff")
    assert labsvar("profile", cards, "--out", tmp_path / "gone", "--mapping", table).code == 78
