"""Page data of a citizen with 3,000 results among 2 million, and the plan that finds them.

The goal is a time on the server: what the page shows (one look with its audit event, the record, one
page of the cumulative view) within 20 ms. The plan is printed: it goes by the first column of the
primary key, and a database with twenty times the rows would be read the same way.
"""

from __future__ import annotations

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg

from bench.accept import a_database
from bench.common import Row, show
from bench.filling import LOOK, PER_LETTER, report, store_reports
from labsvar.results.cumulative import table
from labsvar.results.model import Report
from labsvar.results.record import assemble
from tests.builders import NANCY, limits, result

RESULTS_OF_CITIZEN = 3_000
RESULTS_IN_ALL = 2_000_000
ROUNDS = 100
OTHERS = "FILL"
COPY_LETTER = """
INSERT INTO labsvar.letter
SELECT person_key, left(md5(n::text), 32), sequence, sender, n::text, n::text, kind, version, databank, NULL, stage,
       sample_number, requester_number, production_number, sampled_at, resulted_at, arrived_at, content, raw,
       document, report
FROM (
    SELECT n, 'FILL' || (n / 200)::text AS person_key, (n %% 200 + 1)::integer AS sequence
    FROM generate_series(1, %s) AS n
) numbered
CROSS JOIN (SELECT * FROM labsvar.letter WHERE person_key = %s LIMIT 1) AS one (
    p, l, s, sender, ln, en, kind, version, databank, d, stage, sample_number, requester_number,
    production_number, sampled_at, resulted_at, arrived_at, content, raw, document, report)
"""
COPY_RESULTS = """
INSERT INTO labsvar.result
SELECT l.person_key, l.letter_id, r.position, r.code, r.code_type, r.code_responsible, r.producer_code,
       r.databank, r.sampled_at, r.status, r.value, r.unit
FROM labsvar.letter l
CROSS JOIN (
    SELECT * FROM labsvar.result WHERE person_key = %s
    AND letter_id = (SELECT letter_id FROM labsvar.letter WHERE person_key = %s LIMIT 1)) r
WHERE l.person_key LIKE 'FILL%%'
"""


def reports() -> list[Report]:
    """Ten years of letters of fifteen results, over sixty analyses."""
    start = datetime(2016, 1, 1, 8, tzinfo=UTC)
    return [
        _report(number, start + timedelta(days=18 * number))
        for number in range(RESULTS_OF_CITIZEN // PER_LETTER)
    ]


def _report(number: int, at: datetime) -> Report:
    codes = [10000 + (number * PER_LETTER + index) % 60 for index in range(PER_LETTER)]
    results = [
        result(f"NPU{code}", "12.3", "mmol/L", short_name=f"Analyse {code};P", interval=limits("3.5", "14"))
        for code in codes
    ]
    return report(number, at, tuple(results))


def fill(owner: str) -> str:
    """Stores the citizen's letters and those of the others; the plan of the look afterwards."""
    with psycopg.connect(owner, autocommit=True) as connection:
        store_reports(connection, reports())
        letters = (RESULTS_IN_ALL - RESULTS_OF_CITIZEN) // PER_LETTER
        connection.execute(COPY_LETTER, [letters, NANCY])
        connection.execute(COPY_RESULTS, [NANCY, NANCY])
        connection.execute("VACUUM ANALYZE")
        held = connection.execute("SELECT count(*) FROM labsvar.result").fetchone()
        print(f"{held[0] if held else 0:,} results stored")
        plan = connection.execute(
            "EXPLAIN (COSTS OFF) SELECT report FROM labsvar.letter WHERE person_key = %s AND destination IS NULL",
            [NANCY],
        ).fetchall()
    return "\n".join(line for (line,) in plan)


def rows() -> list[Row]:
    """The median time of a page's data, in milliseconds on the server."""
    with a_database() as (opened, owner):
        plan = fill(owner)
        print(plan)
        assert "Index" in plan, "the look goes by an index"
        assert "Seq Scan" not in plan, "the look reads no other person's rows"

        def page() -> None:
            stored = opened.results.look(LOOK)
            assert stored is not None
            made = table(assemble(stored), count=12)
            assert made.total == RESULTS_OF_CITIZEN // PER_LETTER

        page()
        times = [_timed(page) for _ in range(ROUNDS)]
    text = f"{ROUNDS} looks, from {min(times):.1f} to {max(times):.1f} ms; plan: {' / '.join(plan.split(chr(10)))}"
    return [
        Row(
            "Page data of a citizen with 3,000 results among 2 million",
            "the goal of 20 ms",
            statistics.median(times),
            at_most=20,
            unit="ms",
            detail=text,
        )
    ]


def _timed(call: Any) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    show(rows())
