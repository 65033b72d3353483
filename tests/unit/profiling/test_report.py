"""The report and its tables, made of published counts only."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
from lxml import html

from labsvar.profiling import Options, profile
from labsvar.profiling.charts import bars, stacked
from labsvar.profiling.suggest import suggestions
from labsvar.profiling.units import plain
from tests.unit.profiling.rows import Row, write_csv

FEES = {
    "NPU19748": 300,
    "NPU02319": 200,
    "CRP": 120,
    "NPU27300": 90,
    "NPU03429": 40,
    "=cmd": 70,
    "NPU01685": 2,
    "RARE": 3,
}


def rows() -> list[Row]:
    """Two clinics, codes of every fate, and a person named in every column about persons."""
    return [card(code, number) for code, n in FEES.items() for number in range(n)]


def card(code: str, number: int) -> Row:
    """One row; a number of a person stands where a value should."""
    return {
        "system": "WinPLC",
        "clinic": "111111" if number % 3 else "222222",
        "row_id": f"{code}-{number}",
        "patient": "2512489996",
        "sampled_at": f"2025-0{4 + number % 2}-02T10:00",
        "code": code,
        "code_system": "npu" if code.startswith("NPU") else "local",
        "name": {"CRP": "P-CRP", "=cmd": "@sum"}.get(code, "Analyse"),
        "value": "251248-9996" if code == "RARE" else str(number % 9 + 1),
        "unit": {"NPU19748": "mg/L", "NPU02319": "g/L", "CRP": "mg/l"}.get(code, ""),
        "origin": "laboratory" if code == "NPU27300" else "own",
    }


def made(folder: Path, **options: object) -> dict[str, list[dict[str, str]]]:
    """The tables of a profile as they are read back from CSV."""
    path = write_csv(folder / "rows.csv", rows())
    profile([path], folder / "out", Options(**options))  # type: ignore[arg-type]  # each is named
    return {
        each.stem: list(csv.DictReader(each.read_text("utf-8-sig").splitlines()))
        for each in (folder / "out").glob("*.csv")
    }


def test_a_profile_answers_the_projects_questions(tmp_path: Path) -> None:
    tables = made(tmp_path)
    codes = {row["code"]: row for row in tables["codes"]}
    assert codes["NPU19748"]["results"] == "300"
    assert codes["NPU01685"]["masked"] == codes["RARE"]["masked"] == "true"
    assert codes["NPU19748"]["fee_code"] == "7120"
    occurs = {row["code"]: row["occurs"] for row in tables["fee_table"] if row["code"]}
    assert occurs["NPU19748"] == occurs["NPU01685"] == "yes"
    assert occurs["MCS88015"] == "no"
    assert "no_codes_known" in {row["occurs"] for row in tables["fee_table"]}
    unmapped = {row["code"]: row["suggested_code"] for row in reversed(tables["unmapped"])}
    assert unmapped["CRP"] == "NPU19748"
    assert unmapped["'=cmd"] == ""
    proposal = {row["code"]: row["proposal"] for row in tables["positive_list"]}
    assert {proposal[code] for code in ("NPU19748", "MCS88015")} == {"share"}
    assert (proposal["CRP"], proposal["NPU27300"]) == ("map", "leave")
    assert "RARE" not in proposal
    assert {row["rule"] for row in tables["anomalies"]} == {"unit-other", "unit-missing"}


def test_parquet_holds_what_csv_holds(tmp_path: Path) -> None:
    """But for the apostrophe that keeps a spreadsheet from running a cell; a masked count is none."""
    tables = made(tmp_path)
    for name, expected in tables.items():
        found = duckdb.execute(f"FROM read_parquet('{tmp_path}/out/{name}.parquet')")
        assert not expected or [column[0] for column in found.description] == list(expected[0])
        assert len(found.fetchall()) == len(expected)
    codes = dict(
        duckdb.execute(f"SELECT code, results FROM read_parquet('{tmp_path}/out/codes.parquet')").fetchall()
    )
    assert codes["NPU01685"] is None
    assert "=cmd" in codes


def test_nothing_that_is_written_names_a_person_or_shows_a_value(tmp_path: Path) -> None:
    made(tmp_path)
    for path in (tmp_path / "out").iterdir():
        assert b"2512489996" not in path.read_bytes()
        assert b"251248-9996" not in path.read_bytes()
    assert not [path for path in (tmp_path / "out").iterdir() if path.name.startswith(".")]


def test_the_report_needs_nothing_else_and_speaks_danish_first(tmp_path: Path) -> None:
    """No script, no address, and every picture drawn in it."""
    made(tmp_path)
    text = (tmp_path / "out/report.html").read_text("utf-8")
    page = html.fromstring(text)
    assert not re.search(r"https?://|<script|src=", text)
    assert page.get("lang") == "da"
    assert (page.findtext(".//h1") or "").startswith("Profil")
    assert [each.get("lang") for each in page.findall(".//h1/span")] == ["en"]
    assert len(page.findall(".//svg[@role='img']")) >= 8
    assert {each.get("href", "")[1:] for each in page.iter("a")} <= {
        each.get("id") for each in page.iter("h2")
    }


def test_the_report_may_be_in_one_language(tmp_path: Path) -> None:
    made(tmp_path, language="en")
    english = (tmp_path / "out/report.html").read_text("utf-8")
    made(tmp_path, language="da")
    danish = (tmp_path / "out/report.html").read_text("utf-8")
    assert "Honorartabellens" not in english
    assert "fee table" not in danish


def test_of_an_extract_smaller_than_the_limit_nothing_is_shown(tmp_path: Path) -> None:
    tables = made(tmp_path, limit=5000)
    counted = [row for table in tables.values() for row in table if row.get("results") not in (None, "", "0")]
    assert counted == []
    assert "færre end 5000" in (tmp_path / "out/report.html").read_text("utf-8")


def test_services_billed_are_set_beside_results_recorded(tmp_path: Path) -> None:
    cards = [
        {
            "clinic": "111111",
            "patient": str(n),
            "sampled_at": "2025-05-01",
            "code": "NPU19748",
            "origin": "own",
            "row_id": "1",
        }
        for n in range(12)
    ]
    billed = [
        {"yder": "111111", "patient": str(n), "date": "2025-05-01", "fee_code": "7120"} for n in range(6, 20)
    ]
    names = ("yder", "patient", "date", "fee_code")
    made = profile(
        [write_csv(tmp_path / "cards.csv", cards)],
        tmp_path / "out",
        Options(billing_columns={"yder": "clinic"}),
        billed=[write_csv(tmp_path / "billed.csv", billed, names=names), tmp_path / "gone.csv"],
    )
    assert made.tables["billing_by_clinic"].rows == (
        ("both", "7120", "111111", 6, False),
        ("billed_only", "7120", "111111", 8, False),
        ("recorded_only", "7120", "111111", 6, False),
    )
    assert made.tables["billing"].rows == (
        ("both", "7120", 6),
        ("billed_only", "7120", 8),
        ("recorded_only", "7120", 6),
    )
    assert [each.rule for each in made.unread] == ["profile.file-missing"]


def test_letters_are_no_billing_extract(tmp_path: Path) -> None:
    (tmp_path / "letter.xml").write_text("<Emessage/>", encoding="utf-8")
    made = profile(
        [write_csv(tmp_path / "rows.csv", rows())],
        tmp_path / "out",
        Options(),
        billed=[tmp_path / "letter.xml"],
    )
    assert [each.rule for each in made.unread] == ["profile.billing-letters"]
    assert made.tables["billing"].rows == ()


def test_the_ways_of_writing_a_unit_are_one() -> None:
    assert {plain(unit) for unit in ("10E9/l", "× 10^9/L", "x10^9/L", "10*9/l", "× 10<sup>9</sup>/L")} == {
        "10^9/l"
    }
    assert plain("µmol/L") == plain("μmol/l") == plain("umol/L")
    assert plain("mmol/L") != plain("µmol/L")


def test_suggestions_are_words_that_look_alike_in_units_that_agree() -> None:
    assert [each.code for each in suggestions("CRP", "mg/l")] == ["NPU19748", "NPU01423"]
    assert suggestions("B-Haemoglobin", "")[0].code == "NPU02319"
    assert suggestions("", "mg/L") == suggestions("xyz", "") == suggestions("!", "") == ()


def test_a_masked_bar_tells_no_size() -> None:
    drawn = bars([("a <b>", 10), ("c" * 60, None)], title="x", masked="hidden")
    assert "a &lt;b&gt;" in drawn
    assert 'width="12.0"' in drawn
    assert "hidden" in drawn
    assert stacked([("a", [1, None, 3])], names=["x", "y", "z"], title="t").count("<rect") == 6
