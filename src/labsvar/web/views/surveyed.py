"""The list of what surveillance may read about a person."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from labsvar.results.model import Report, Status
from labsvar.results.record import Record, ReportHistory
from labsvar.web.texts import Texts
from labsvar.web.views.reports import title
from labsvar.web.views.shown import versions_of
from labsvar.web.views.times import moment
from labsvar.web.views.values import TombView, tombstone


class SurveyedRow(msgspec.Struct, frozen=True, kw_only=True):
    """One letter in a line; with a `tomb` it says nothing."""

    letter_id: str
    title: str
    kind: str
    sampled: str
    resulted: str
    sender: str
    status: Status | None
    tomb: TombView | None


def rows(record: Record, *, texts: Texts) -> tuple[SurveyedRow, ...]:
    """Every letter of microbiology, newest sample first, the versions of a report one after the other."""
    histories = sorted(record.microbiology, key=lambda each: each.current.sampled_at, reverse=True)
    return tuple(row for history in histories for row in _rows(history, texts))


def _rows(history: ReportHistory, texts: Texts) -> Iterator[SurveyedRow]:
    tomb = None
    if history.withdrawn is not None:
        tomb = tombstone(history.withdrawn, view="surveillance", texts=texts)
    for report in versions_of(history):
        yield _row(report, tomb, texts)


def _row(report: Report, tomb: TombView | None, texts: Texts) -> SurveyedRow:
    return SurveyedRow(
        letter_id=report.letter_id,
        title="" if tomb is not None else title(report),
        kind=f"{report.kind} {report.version}",
        sampled=moment(report.sampled_at, texts),
        resulted=moment(report.resulted_at, texts),
        sender=report.sender.name,
        status=report.status,
        tomb=tomb,
    )
