"""Rows of made-up extracts, and profiles of them, for the tests of profiling."""

from __future__ import annotations

import csv
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from labsvar.profiling import anomalies, counts, facts, load
from labsvar.profiling.columns import COLUMNS
from labsvar.profiling.inputs import inputs
from labsvar.profiling.model import Options

Row = dict[str, str]

_CELLS = {
    "system": st.sampled_from(["WinPLC", "Novax", ""]),
    "clinic": st.sampled_from(["012345", "112233", "223344", " 112233 ", ""]),
    "patient": st.sampled_from(["", "a", "b", "c"]),
    "sampled_at": st.sampled_from(["2025-05-01T10:00", "2025-05-02T08:30", "2025-06-01", "1.5.2025", ""]),
    "resulted_at": st.sampled_from(["2025-05-01T10:10", ""]),
    "code": st.sampled_from(
        ["NPU19748", "npu19748", "NPU02319", "MCS88015", "DNK05220", "CRP", "100012", "NPU1", ""]
    ),
    "code_system": st.sampled_from(["local", "LOCAL", "npu", "mds", "unknown", ""]),
    "name": st.sampled_from(["CRP", "B-Hæmoglobin", 'Ukendt; "x", y', ""]),
    "value": st.sampled_from(
        [
            "1",
            "2,5",
            "8.0",
            "25",
            "80",
            "8000",
            "-3",
            "0",
            "<5",
            "> 10",
            "*****",
            "Negativ",
            "1+",
            " 7 ",
            "",
            "1e5",
            "5.",
        ]
    ),
    "operator": st.sampled_from(["", "", "", "<", ">", "="]),
    "unit": st.sampled_from(["mg/L", "mg/l", "g/L", "mmol/L", "µmol/L", ""]),
    "reference_lower": st.sampled_from(["", "", "1", "0,5", "x"]),
    "reference_upper": st.sampled_from(["", "8", "10,0", "8000"]),
    "flag": st.sampled_from(["", "", "high", "LOW", "abnormal"]),
    "origin": st.sampled_from(["own", "Laboratory", "unknown", ""]),
    "laboratory": st.sampled_from(["", "", "KBA"]),
    "requisition_number": st.sampled_from(["", "", "4711"]),
    "consent": st.sampled_from(["", "given", "refused"]),
    "action": st.sampled_from(["new", "", "correct", "withdraw", "DELETE", "odd"]),
}


@st.composite
def extracts(draw: st.DrawFn, *, most: int = 60) -> list[Row]:
    """Rows of an extract, some of them many times over, so that counts differ in size."""
    kinds = draw(st.lists(st.fixed_dictionaries(_CELLS), min_size=1, max_size=10))
    times = draw(st.lists(st.integers(1, most // len(kinds)), min_size=len(kinds), max_size=len(kinds)))
    repeated = [kind for kind, n in zip(kinds, times, strict=True) for _ in range(n)]
    return [row | {"row_id": str(number)} for number, row in enumerate(repeated, 1)]


def write_csv(
    path: Path, rows: Sequence[Row], *, delimiter: str = ",", names: Sequence[str] = COLUMNS
) -> Path:
    """The rows as a CSV file."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(names)
        writer.writerows([row.get(name, "") for name in names] for row in rows)
    return path


def write_jsonl(path: Path, rows: Sequence[Row]) -> Path:
    """The rows as JSON Lines; empty cells are left out."""
    lines = (
        json.dumps({name: text for name, text in row.items() if text}, ensure_ascii=False) for row in rows
    )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def write_parquet(path: Path, rows: Sequence[Row], *, names: Sequence[str] = COLUMNS) -> Path:
    """The rows as a Parquet file."""
    source = write_csv(path.with_suffix(".csv.part"), rows, names=names)
    with duckdb.connect() as connection:
        connection.execute(
            f"COPY (FROM read_csv('{source}', all_varchar = true, header = true)) TO '{path}' (FORMAT parquet)"
        )
    return path


@contextmanager
def counted(
    rows: Sequence[Row], options: Options
) -> Iterator[tuple[counts.Counts, anomalies.Anomalies, load.Extract]]:
    """The counts and anomalies of rows in a CSV file."""
    with (
        tempfile.TemporaryDirectory() as name,
        counted_files([write_csv(Path(name) / "rows.csv", rows)], options) as (
            found,
            extract,
        ),
    ):
        yield found, anomalies.find(extract, found, options), extract


@contextmanager
def counted_files(paths: Sequence[Path], options: Options) -> Iterator[tuple[counts.Counts, load.Extract]]:
    """The counts of files."""
    with tempfile.TemporaryDirectory() as name, load.open_database(Path(name), options) as connection:
        extract = load.Extract(connection, Path(name), COLUMNS, options.columns, options.encoding)
        extract.add(inputs(paths))
        extract.scan(facts.raw_cube("{relation}"))
        connection.execute(facts.cube())
        yield counts.count(connection, limit=options.limit, most_codes=options.most_codes), extract
