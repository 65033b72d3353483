"""Every form of an extract gives the same counts, and what is broken in it costs itself only."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from labsvar.formats import xml
from labsvar.profiling import Options, Profile, mapping, report
from labsvar.profiling.run import examine
from tests import builders
from tests.unit.profiling.rows import Row, write_csv, write_jsonl, write_parquet

ROWS: list[Row] = [
    {
        "system": "WinPLC",
        "clinic": "112233",
        "row_id": str(number),
        "patient": "x",
        "sampled_at": "2025-05-01T10:00",
        "code": "NPU19748",
        "name": 'CRP; "hurtig", æøå',
        "value": "8,5" if number % 2 else "12",
        "unit": "mg/L",
        "origin": "own",
    }
    for number in range(40)
]


def run(folder: Path, *paths: Path, **options: object) -> Profile:
    """The tables, which need not be written to be looked at."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        return examine(list(paths), Options(**options), Path(name))  # type: ignore[arg-type]  # each is named


def unread(made: Profile) -> list[tuple[int, str]]:
    return [(each.line, each.rule.removeprefix("profile.")) for each in made.unread]


def counts(made: Profile) -> dict[str, object]:
    return {name: made.tables[name].rows for name in ("codes", "clinics", "units", "value_forms", "missing")}


def test_every_form_of_an_extract_gives_the_same_tables(tmp_path: Path) -> None:
    """Commas, semicolons, other orders, missing columns, JSON Lines and Parquet."""
    whole = counts(run(tmp_path, write_csv(tmp_path / "a.csv", ROWS)))
    turned = list(reversed(list(ROWS[0])))
    assert counts(run(tmp_path, write_csv(tmp_path / "b.csv", ROWS, delimiter=";", names=turned))) == whole
    assert counts(run(tmp_path, write_jsonl(tmp_path / "c.jsonl", ROWS))) == whole
    assert counts(run(tmp_path, write_parquet(tmp_path / "d.parquet", ROWS))) == whole
    latin = tmp_path / "e.csv"
    latin.write_bytes((tmp_path / "a.csv").read_bytes().decode().encode("latin-1"))
    assert counts(run(tmp_path, latin, encoding="iso8859-1")) == whole
    assert counts(run(tmp_path, latin, encoding="cp1252")) == whole
    jsonl = tmp_path / "f.jsonl"
    jsonl.write_bytes((tmp_path / "c.jsonl").read_bytes().decode().encode("cp1252"))
    assert counts(run(tmp_path, jsonl, encoding="cp1252")) == whole


def test_several_files_and_folders_are_one_extract(tmp_path: Path) -> None:
    folder = tmp_path / "in [1]*"
    folder.mkdir()
    write_csv(folder / "a.csv", ROWS[:10])
    write_jsonl(folder / "b?.jsonl", ROWS[10:20])
    write_parquet(folder / "c.parquet", ROWS[20:30])
    (folder / "readme.txt").write_text("passed over", encoding="utf-8")
    made = run(tmp_path, folder, write_csv(tmp_path / "d", ROWS[30:]).rename(tmp_path / "e.tsv"))
    assert made.measures["results"] == 40
    assert made.rows_unread == 0


def test_a_file_of_no_known_name_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    made = run(tmp_path, write_jsonl(tmp_path / "lines", ROWS), write_parquet(tmp_path / "cards", ROWS))
    assert made.measures["results"] == 80
    letter, odd = tmp_path / "letter", tmp_path / "odd"
    letter.write_bytes(xml.write(builders.emessage()))
    odd.write_bytes(b"\x00\x01")
    made = run(tmp_path, letter, odd, tmp_path / "gone")
    assert unread(made) == [(0, "file-kind"), (0, "file-missing")]


def test_columns_of_other_names_are_mapped(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv",
        [{"analyse": "NPU19748", "CLINIC": "1", "code": "no", "value": "1"}] * 5,
        names=["CLINIC", "analyse", "code", "value"],
    )
    made = run(tmp_path, path, columns=mapping(["code=analyse"]))
    assert [row[:2] for row in made.tables["codes"].rows] == [("npu", "NPU19748")]
    jsonl = tmp_path / "a.jsonl"
    jsonl.write_text('{"analyse": "NPU19748"}\n' * 5, encoding="utf-8")
    made = run(tmp_path, jsonl, columns=mapping(["code=analyse"]))
    assert [row[:2] for row in made.tables["codes"].rows] == [("npu", "NPU19748")]


def test_broken_lines_of_csv_are_told_of_and_the_others_are_counted(tmp_path: Path) -> None:
    """Too few and too many cells, bytes of another encoding, a stray quote, and a quote never closed."""
    good = b'112233;NPU19748;"3;\n2"\n' * 6
    bad = b'1;2\n1;2;3;4\n\n1;\xe6;3\n1;"x"y;3\n'
    path = tmp_path / "a.csv"
    path.write_bytes(b"clinic;code;value\n" + good + bad + good + b'1;"open;3\n' + b"112233;NPU19748;4\n" * 3)
    made = run(tmp_path, path)
    assert unread(made) == [(14, "fields"), (15, "fields"), (17, "encoding"), (18, "quotes"), (31, "quotes")]
    assert made.measures["results"] == 15


def test_broken_lines_of_json_are_told_of(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    good = b'{"code": "NPU19748", "value": 1.50, "extra": [1, {"a": 2}], "unit": null}\n'
    path.write_bytes(
        good * 3 + b'{"code":\n[1]\n\n"x"\n{"code": "\xe6"}\n' + good * 3 + b'{"code": {"a": 1}}\n'
    )
    made = run(tmp_path, path, limit=2)
    assert unread(made) == [(4, "not-json"), (5, "not-object"), (7, "not-object"), (8, "encoding")]
    assert made.measures["results"] == 7
    assert {str(row[2]) for row in made.tables["value_forms"].rows} == {"(others)"}


def test_files_that_cannot_be_read_at_all_are_told_of(tmp_path: Path) -> None:
    files = {
        "empty.csv": b"",
        "other.csv": b"a,b\n1,2\n",
        "latin.csv": b"clinic,\xe6\n1,2\n",
        "quote.csv": b'clinic,"code\n1,2\n',
        "bad.parquet": b"PAR1 and no more",
        "bad.xml": b"<Emessage",
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    write_parquet(tmp_path / "other.parquet", ROWS).write_bytes(b"PAR1" + b"x" * 100)
    made = run(
        tmp_path,
        *sorted(tmp_path.glob("*.*")),
        write_csv(tmp_path / "good.csv.x", ROWS).rename(tmp_path / "z.csv"),
    )
    told = {Path(each.file).name: (each.line, each.rule) for each in made.unread}
    assert told["empty.csv"] == (1, "profile.file-empty")
    assert told["other.csv"] == (1, "profile.no-columns")
    assert told["latin.csv"] == (1, "profile.encoding")
    assert told["quote.csv"] == (1, "profile.quotes")
    assert told["bad.parquet"] == told["other.parquet"] == (0, "profile.file-not-parquet")
    assert told["bad.xml"][1].startswith("form.")
    assert made.measures["results"] == 40


def test_a_table_of_codes_beside_the_cards_is_told_of_and_is_no_results(tmp_path: Path) -> None:
    """It has columns of the cards, such as the code and the clinic, and nothing that a result has."""
    folder = tmp_path / "cards"
    folder.mkdir()
    table: list[Row] = [{"clinic": "*", "system": "*", "code": "NPU19748"} for _ in range(8)]
    write_csv(folder / "cards.csv", ROWS)
    write_csv(folder / "mapping.csv", table, names=("clinic", "system", "local_code", "code"))
    parquet = write_parquet(tmp_path / "mapping.parquet", table, names=("clinic", "system", "code"))
    made = run(tmp_path, folder, parquet)
    assert {Path(each.file).name for each in made.unread} == {"mapping.csv", "mapping.parquet"}
    assert unread(made) == [(1, "no-results")] * 2
    assert made.measures["results"] == 40
    renamed = write_csv(tmp_path / "theirs.csv", table, names=("clinic", "system", "code"))
    assert unread(run(tmp_path, renamed, columns=mapping(["value=system"]))) == []


def test_a_parquet_file_that_breaks_off_inside_is_told_of(tmp_path: Path) -> None:
    """Its description is whole, its rows are not."""
    path = write_parquet(tmp_path / "a.parquet", ROWS)
    content = bytearray(path.read_bytes())
    content[4:400] = b"\xff" * 396
    path.write_bytes(content)
    made = run(tmp_path, path, write_csv(tmp_path / "b.csv", ROWS))
    assert unread(made) == [(0, "file-not-parquet")]
    assert made.measures["results"] == 40


def test_letters_are_rows_too_and_name_nobody(tmp_path: Path) -> None:
    """The sender of a letter from general practice is its clinic; else the receiver is."""
    for number in range(5):
        (tmp_path / f"{number}.xml").write_bytes(xml.write(builders.emessage()))
    made = run(tmp_path, tmp_path)
    results = made.measures["results"]
    assert isinstance(results, int)
    assert results >= 5
    assert made.tables["clinics"].rows[0][2] == results
    letter = builders.emessage().letters[0]
    text = report.page(made.tables, made.measures, Options())
    assert letter.patient.person_surname_name not in text  # type: ignore[union-attr]  # it is a report


@pytest.mark.parametrize(
    "pairs", [["code"], ["odd=x"], ["code=a", "code=b"], ["code=a", "name=a"], ["code="]]
)
def test_a_mapping_names_each_column_once(pairs: list[str]) -> None:
    with pytest.raises(ValueError, match=r"code|odd|name"):
        mapping(pairs)
