"""A citizen with ten years of letters, put into a database of the benches without the exchange.

All of a run are given at once:

    store_reports(connection, [report(1, at, (result("NPU19748", "8", "mg/L"),))])
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

import msgspec
import psycopg

from labsvar.letters.xrpt01 import Result
from labsvar.results import derive
from labsvar.results.model import Report
from labsvar.results.store import Look, Viewer
from tests.builders import NANCY, emessage, laboratory_report

PER_LETTER: Final = 15
"""Results in a letter."""
LOOK: Final = Look(
    viewer=Viewer(account="bench", name="Bench", role="clinician", organisation="Bench"),
    person_key=NANCY,
    what="cumulative",
    reason="Bench",
)
"""A clinician looks at the citizen."""


def report(number: int, at: datetime, results: tuple[Result, ...]) -> Report:
    """What is kept of a letter about the citizen, sampled at a time."""
    letter = laboratory_report(
        number=f"B{number}",
        sample_number=f"S{number}",
        production_number=f"P{number}",
        sampled=at.strftime("%Y-%m-%d %H:%M"),
        results=results,
    )
    return derive.report(
        letter,
        letter_id=f"{number:032x}",
        person_key=NANCY,
        databank="LABA",
        stage="full",
        envelope=emessage(letter).envelope,
        arrived_at=datetime.now(UTC),
    )


def store_reports(connection: psycopg.Connection[Any], reports: list[Report]) -> None:
    """The citizen and the letters, in their order."""
    connection.execute("INSERT INTO labsvar.person VALUES (%s, '', 'Bench', NULL, now())", [NANCY])
    for sequence, each in enumerate(reports, start=1):
        _store(connection, each, sequence)


def _store(connection: psycopg.Connection[Any], report: Report, sequence: int) -> None:
    """Puts a report and its results where acceptance puts them, without a letter behind it."""
    connection.execute(
        "INSERT INTO labsvar.letter VALUES"
        " (%s, %s, %s, %s, %s, %s, %s, %s, %s, NULL, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            report.person_key,
            report.letter_id,
            sequence,
            report.sender.gln,
            report.letter_number,
            report.envelope_number,
            report.kind,
            report.version,
            report.databank,
            report.stage,
            report.sample_number,
            report.requester_number,
            report.production_number,
            report.sampled_at,
            report.resulted_at,
            report.arrived_at,
            b"",
            b"",
            b"",
            msgspec.json.encode(report),
        ],
    )
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO labsvar.result VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                (
                    report.person_key,
                    report.letter_id,
                    position,
                    each.code,
                    each.code_type,
                    each.code_responsible,
                    each.producer_code,
                    report.databank,
                    report.sampled_at,
                    each.status,
                    each.value,
                    each.unit or "",
                )
                for position, each in enumerate(report.results)
            ],
        )
