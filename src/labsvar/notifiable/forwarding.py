"""Which letters go on to surveillance because of what they hold. Pure.

Letters of microbiology reach MiBa by their kind, whatever they say. A letter of biochemistry goes on when
a result in it is notifiable, and so does every other letter about the same sample and production, before
it or after it: whoever was told of a finding is told when it is corrected (rules S6 and S14).
"""

from __future__ import annotations

from collections.abc import Iterable

from labsvar.notifiable.matching import matches
from labsvar.notifiable.table import Table
from labsvar.results.model import Databank, Report


def to_forward(reports: Iterable[Report], table: Table, *, to: Databank) -> tuple[Report, ...]:
    """The reports of a person whose letters go on to a databank; those that are there are left out."""
    elsewhere = [report for report in reports if report.field == "biochemistry" and report.databank != to]
    told = {_samples(report) for report in elsewhere if matches(report, table)}
    return tuple(report for report in elsewhere if _samples(report) in told)


def _samples(report: Report) -> tuple[str, str, str]:
    return report.sender.gln, report.sample_number, report.production_number
