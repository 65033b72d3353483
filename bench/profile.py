"""Profiling 10 million rows of laboratory cards on 2 cores, against DuckDB's own scan and count of the file.

The other side is `SELECT count(*)` over the same CSV file, with the same two threads: it finds the rows and
keeps nothing of them. The rows are made by DuckDB from row numbers, and by nothing of Labsvar. Peak memory
is that of the whole process, measured by the system (`ru_maxrss`).

`LABSVAR_BENCH_ROWS` asks for fewer rows.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from bench.common import Row, show

ROWS = int(os.environ.get("LABSVAR_BENCH_ROWS", "10000000"))
ROUNDS = 3
AGAINST = "DuckDB's scan and count of the same CSV file"
_OURS = """
import json, resource, sys, time
from pathlib import Path
from labsvar.profiling import Options, profile
started = time.perf_counter()
made = profile([Path(sys.argv[1])], Path(sys.argv[2]), Options(threads=2))
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9
print(json.dumps({"seconds": seconds, "gigabytes": peak, "results": made.measures["results"]}))
"""
# 9 clinics of two systems; 300 codes, some far commoner than others; numbers around a middle of their code.
_CARDS = """
COPY (
    SELECT CASE WHEN clinic < 6 THEN 'WinPLC' ELSE 'Novax' END AS system, '5.1' AS system_version,
        printf('%06d', 100000 + clinic * 1111) AS clinic, 'ydernummer' AS clinic_id_type,
        'r' || i AS row_id, '1' AS row_version, printf('%08d', hash(i * 3) % 20000) AS patient,
        printf('2025-%02d-%02dT%02d:%02d', 4 + i % 3, 1 + hash(i) % 28, 8 + hash(i * 11) % 8, i % 60) AS sampled_at,
        '2025-06-30T12:00' AS resulted_at,
        CASE WHEN code % 10 = 9 THEN 'LOK' || code ELSE printf('NPU%05d', 19000 + code) END AS code,
        CASE WHEN code % 10 = 9 THEN 'local' ELSE 'npu' END AS code_system, 'Analyse ' || code AS name,
        CASE WHEN code % 25 = 7 THEN 'Negativ'
             ELSE printf('%.1f', (10 + code) * exp(((hash(i * 5) % 1000 + hash(i * 7) % 1000) / 1000.0 - 1) / 3)
                * CASE WHEN i % 100000 = 17 THEN 1000 WHEN i % 50000 = 19 THEN 10 ELSE 1 END) END AS value,
        '' AS operator, CASE WHEN i % 20000 = 3 THEN 'g/L' ELSE 'mmol/L' END AS unit,
        printf('%.1f', (10 + code) * 0.7) AS reference_lower, printf('%.1f', (10 + code) * 1.4) AS reference_upper,
        '' AS flag, '' AS comment, '' AS material,
        CASE hash(i * 13) % 4 WHEN 0 THEN 'laboratory' WHEN 1 THEN 'unknown' ELSE 'own' END AS origin,
        CASE WHEN hash(i * 13) % 4 = 0 THEN 'KBA' ELSE '' END AS laboratory,
        '' AS requisition_number, '' AS consent, 'new' AS action, '' AS reason
    FROM (SELECT i, hash(i * 17) % 9 AS clinic, (300 * pow((hash(i * 19) % 10000) / 10000.0, 2))::INTEGER AS code
          FROM range({rows}) numbers(i))
) TO '{path}' (HEADER true)
"""


def rows() -> list[Row]:
    """The figures."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "cards.csv"
        with _connection() as connection:
            connection.execute(_CARDS.format(rows=ROWS, path=path))
        scans, ours = [], []
        for number in range(ROUNDS):
            scans.append(_scan(path))
            ours.append(_profile(path, folder / f"profile-{number}"))
    assert all(each["results"] == ROWS for each in ours), "every row is counted"
    ratios = sorted(each["seconds"] / scan for each, scan in zip(ours, scans, strict=True))
    peak = max(each["gigabytes"] for each in ours)
    what = f"Profile {ROWS / 1e6:g} million rows, report and tables included"
    seconds = statistics.median(each["seconds"] for each in ours)
    text = (
        f"{seconds:.3g} s against {statistics.median(scans):.3g} s; "
        f"{ROUNDS} rounds from {ratios[0]:.2f} to {ratios[-1]:.2f}"
    )
    return [
        Row(what, AGAINST, statistics.median(ratios), at_most=6.0, detail=text),
        Row(f"{what}: peak memory", "", peak, at_most=2.0, unit="GB", detail="the whole process"),
    ]


def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    connection.execute("SET memory_limit = '1000MB'")
    connection.execute("SET preserve_insertion_order = false")
    return connection


def _scan(path: Path) -> float:
    with _connection() as connection:
        started = time.perf_counter()
        found = connection.execute(f"SELECT count(*) FROM read_csv('{path}', all_varchar = true)").fetchone()
        seconds = time.perf_counter() - started
    assert found == (ROWS,)
    return seconds


def _profile(path: Path, out: Path) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-c", _OURS, str(path), str(out)], check=True, capture_output=True, text=True
    )
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


if __name__ == "__main__":
    show(rows())
