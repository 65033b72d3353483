"""Answers that say they take the place of one under another number: all are versions of one answer.

A letter is a version of another when the two have one production number. A FHIR document may have a new number and
name the one it replaces (HL7 FHIR R4, Composition.relatesTo). Who may replace what is decided as for corrections
(rule S3): of somebody else's answer it makes a disputed one.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace

from labsvar.results.model import Report


def counted(reports: Sequence[Report]) -> Sequence[Report]:
    """The reports, each of those that replace another counting under the number of the first of them."""
    before = {
        (each.sender.gln, each.production_number): each.replaces[0] for each in reports if each.replaces
    }
    if not before:
        return reports
    return tuple(_counted(each, before) if each.replaces else each for each in reports)


def _counted(report: Report, before: dict[tuple[str, str], str]) -> Report:
    number, seen = report.production_number, set[str]()
    while number not in seen and (report.sender.gln, number) in before:
        seen.add(number)
        number = before[report.sender.gln, number]
    # Those that replace each other in a ring have no first one: the least number stands for it.
    return replace(report, counted_as=min(seen) if number in seen else number)
