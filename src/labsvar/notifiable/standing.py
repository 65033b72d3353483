"""Which notifiable findings of a person stand: a corrected or withdrawn one takes its match with it.

What is current is decided where it is decided for every page (`labsvar.results.record.assemble`), as if
nobody had refused or blocked anything and every stage were full: notifiable findings reach surveillance regardless
(rule S14). Answers of biochemistry are read as those of microbiology are.
"""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
from msgspec.structs import replace

from labsvar.notifiable.matching import Match, matches
from labsvar.notifiable.table import Table
from labsvar.results.model import FHIR_KINDS, Report, Stored
from labsvar.results.record import (
    DEFAULT,
    InvestigationVersion,
    PartVersion,
    Reading,
    Record,
    assemble,
)

KINDS = ("XRPT01", "XRPT02", "XRPT05", "XRPT06", *FHIR_KINDS.values())
"""The kinds of letters that are read for notifiable findings."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A match that stands, and the report it stands in."""

    report: Report
    match: Match


def standing(stored: Stored, table: Table, *, reading: Reading = DEFAULT) -> tuple[Standing, ...]:
    """The matches of a person that stand, newest answer first."""
    reports = tuple(replace(each, given=True, stage="full") for each in stored.reports if each.kind in KINDS)
    every_letter = replace(reading, shown_once="apart")
    unhidden = replace(stored, reports=reports, requisitions=(), blocked=frozenset())
    record = assemble(unhidden, reading=every_letter)
    current: dict[str, tuple[Report, set[int]]] = {}
    for report, position in _current(record):
        current.setdefault(report.letter_id, (report, set()))[1].add(position)
    found = [
        Standing(report=report, match=match)
        for report, positions in current.values()
        for match in matches(report, table)
        if match.position in positions
    ]
    return tuple(
        sorted(found, key=lambda each: (each.report.resulted_at, each.report.letter_id), reverse=True)
    )


def _current(record: Record) -> Iterator[tuple[Report, int]]:
    """Where the current answers stand that were not withdrawn."""
    for history in record.results:
        if history.withdrawn is None:
            yield history.current.report, history.current.position
    for reported in record.microbiology:
        if reported.withdrawn is not None:
            continue
        for result in reported.results:
            if result.withdrawn is None:
                yield result.current.report, result.current.position
        parts: tuple[InvestigationVersion | PartVersion, ...] = (*reported.investigations, *reported.parts)
        for part in parts:
            if part.withdrawn is None:
                yield part.report, part.position
