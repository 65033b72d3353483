"""Page data of a citizen with ten years of results from six laboratories by four methods.

What the page shows is timed on the server: one look with its audit event, the record, which tables of
comparability are in use, the rows by method and group, and one page of the cumulative view in words, with
trends and converted values. The goal is 50 ms. The floor is the plain fetch of the same stored rows, which
nobody can do without; the ratio says what everything above it costs.
"""

from __future__ import annotations

import statistics
from datetime import UTC, date, datetime, timedelta
from itertools import product

import msgspec
import psycopg

from bench.accept import a_database
from bench.common import Row, compare, show
from bench.filling import LOOK, PER_LETTER, report, store_reports
from labsvar.codetables import write_csv
from labsvar.comparability import MemberRow, MethodRow
from labsvar.comparability.registers import GROUPS, METHODS
from labsvar.database import Database
from labsvar.results.cumulative import Filter
from labsvar.results.model import Report
from labsvar.results.record import assemble
from labsvar.web.texts import LANGUAGES
from labsvar.web.views import cumulative
from tests.builders import NANCY, limits, result

RESULTS, ANALYSES = 3_000, 60
LABORATORIES = ("BHA", "BHB", "BHC", "BHD", "BPE", "BPF")
METHODS_OF_ALL = ("metode 1", "metode 2", "metode 3", "metode 4")
BEGAN, YEARS = date(2016, 1, 1), 10
PLAIN = "SELECT report FROM labsvar.letter WHERE person_key = %s AND destination IS NULL"


def codes() -> list[str]:
    """The analyses."""
    return [f"NPU{10000 + index}" for index in range(ANALYSES)]


def reports() -> list[Report]:
    """Letters of fifteen results all over the years, from each laboratory in turn."""
    letters = RESULTS // PER_LETTER
    step = timedelta(days=YEARS * 365.25 / letters)
    start = datetime(BEGAN.year, BEGAN.month, BEGAN.day, 8, tzinfo=UTC)
    return [_report(number, start + number * step) for number in range(letters)]


def _report(number: int, at: datetime) -> Report:
    of_letter = [codes()[(number * PER_LETTER + index) % ANALYSES] for index in range(PER_LETTER)]
    results = [
        result(
            code,
            f"{5 + number % 9}.{index % 10}",
            "mmol/L",
            short_name=f"Analyse {code};P",
            interval=limits("3.5", "14"),
            producer=LABORATORIES[number % len(LABORATORIES)],
        )
        for index, code in enumerate(of_letter)
    ]
    return report(number, at, tuple(results))


def release(opened: Database) -> None:
    """Every laboratory changes its method once; of each code two methods are comparable, one is converted to
    them, and one stands apart."""
    for place, producer in enumerate(LABORATORIES):
        changed = BEGAN + timedelta(days=365 * (2 + place))
        rows = [
            MethodRow(
                producer=producer,
                code_system="npu",
                code=code,
                method=METHODS_OF_ALL[(place + late) % 4],
                instrument=f"Instrument {place}{late}",
                valid_from=changed if late else BEGAN,
                valid_to=date.max if late else changed - timedelta(days=1),
            )
            for code, late in product(codes(), (0, 1))
        ]
        _released(opened, METHODS + producer, write_csv(MethodRow, rows))
    members = [
        MemberRow(
            code_system="npu",
            code=code,
            group=f"Gruppe {code}",
            unit="mmol/L",
            group_unit="mmol/L" if place < 3 else "",
            method=method,
            outcome=("comparable", "comparable", "converted", "not_comparable")[place],
            factor="1.08" if place == 2 else "",
            maintainer="bench",
        )
        for code, (place, method) in product(codes(), enumerate(METHODS_OF_ALL))
    ]
    _released(opened, GROUPS, write_csv(MemberRow, members))


def _released(opened: Database, table: str, text: str) -> None:
    tables = opened.code_tables
    number = tables.draft(table, text, owner="bench", who="A", reason="bench")
    tables.review(table, number, who="B", reason="bench")
    tables.release(table, number, who="A", reason="bench")


def rows() -> list[Row]:
    """The time of a page's data, and how many times a plain fetch of the same rows it takes."""
    with a_database() as (opened, owner), psycopg.connect(owner, autocommit=True) as connection:
        store_reports(connection, reports())
        connection.execute("VACUUM ANALYZE")
        release(opened)
        texts = LANGUAGES["da"]

        def page() -> cumulative.TableView:
            stored = opened.results.look(LOOK)
            assert stored is not None
            comparing = opened.comparability.in_use()
            return cumulative.page(
                assemble(stored), Filter(), view="clinician", texts=texts, comparing=comparing
            )

        def plain() -> int:
            return len(connection.execute(PLAIN, [NANCY]).fetchall())

        def read() -> int:
            found = connection.execute(PLAIN, [NANCY]).fetchall()
            return len([msgspec.json.decode(each, type=Report) for (each,) in found])

        assert plain() == RESULTS // PER_LETTER
        _shows_what_it_should(page())
        measured, floor = compare(page, plain), compare(page, read)
    what = "Page data of a citizen with ten years of results from 6 laboratories by 4 methods"
    return [
        Row(what, "the goal of 50 ms", measured.ours * 1000, at_most=50, unit="ms", detail=measured.text),
        Row(what, "a plain fetch of the same rows", measured.median, at_most=20, detail=measured.text),
        Row(what, "the same fetch, decoded", floor.median, at_most=10, detail=floor.text),
    ]


def _shows_what_it_should(shown: cumulative.TableView) -> None:
    """All methods are there, some rows hold several and convert, and others stand apart."""
    of_page = [row for group in shown.groups for row in group.rows]
    assert {method.split(",")[0] for row in of_page for method in row.methods} == set(METHODS_OF_ALL)
    assert {bool(row.group) for row in of_page} == {True, False}
    beside = [each.beside for row in of_page for cell in row.cells for each in cell]
    assert any(each.converted is not None for each in beside)
    assert statistics.fmean(len(row.methods) for row in of_page if row.group) > 3


if __name__ == "__main__":
    show(rows())
