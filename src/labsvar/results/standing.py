"""What a withdrawal leaves standing: another laboratory's copy of what was shown once (rules S6 and S22).

Its sender has not withdrawn it, and nobody else may (rule S3). So it stays, marked, and whoever runs the
installation is alarmed, to see to it that its sender is asked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msgspec.structs import replace

from labsvar.results.history import Record, ReportHistory, ResultHistory
from labsvar.results.model import Report, Stored, Withdrawal
from labsvar.results.record import DEFAULT, Reading, assemble

Place: TypeAlias = tuple[str, int]
"""The letter, and the position in it; a report of microbiology is one answer and has position 0."""


def left_standing(
    stored: Stored, withdrawal: Withdrawal, *, reading: Reading = DEFAULT
) -> tuple[tuple[Report, int], ...]:
    """The copies that stand when what they were shown once with is withdrawn, with their positions.

    `stored` is what is stored without the withdrawal. What is hidden is no copy, so nothing tells of it (S13).
    """
    before = assemble(stored, reading=reading)
    after = assemble(replace(stored, withdrawals=(*stored.withdrawals, withdrawal)), reading=reading)
    still = {pair for family in _families(after) for pair in _pairs(family)}
    standing = {place for family in _families(after) for place, _ in family}
    found: dict[Place, Report] = {}
    for family in _families(before):
        hit = {place for place, _ in family if place not in standing or _is_about(withdrawal, place)}
        found |= {
            place: report
            for place, report in family
            if place in standing - hit and any((place, each) not in still for each in hit)
        }
    return tuple((report, position) for (_, position), report in sorted(found.items()))


_Family: TypeAlias = tuple[tuple[Place, Report], ...]


def _families(record: Record) -> Iterator[_Family]:
    """Each answer that stands, with its copies."""
    for result in record.results:
        if result.withdrawn is None:
            yield tuple(map(_of_result, (result, *result.twins)))
    for report in record.microbiology:
        if report.withdrawn is None:
            yield tuple(map(_of_report, (report, *report.twins)))


def _of_result(history: ResultHistory) -> tuple[Place, Report]:
    current = history.current
    return (current.report.letter_id, current.position), current.report


def _of_report(history: ReportHistory) -> tuple[Place, Report]:
    return (history.current.letter_id, 0), history.current


def _pairs(family: _Family) -> Iterator[tuple[Place, Place]]:
    return ((one, other) for one, _ in family for other, _ in family)


def _is_about(withdrawal: Withdrawal, place: Place) -> bool:
    return place[0] == withdrawal.letter_id
