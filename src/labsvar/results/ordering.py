"""Which of two versions is the newer (rule S2), and when a report was made as far as it is credible."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from labsvar.results.history import Version
from labsvar.results.model import NO_ANSWER_YET, Report, Result, Status

_CREDIBLE: Final = timedelta(days=1)


def order(report: Report, status: Status) -> tuple[object, ...]:
    """Rule S2 as a sort key: a higher status first of all, then the laboratory's result time, then
    Authorisation, envelope time and arrival. The letter's id settles what is equal in all of these.

    Of an XRPT05 and an XRPT06 with one status and result time the XRPT05 is the newer one (rule S16).
    """
    resulted_at, *others = said_at(report)
    return (status, resulted_at, report.kind != "XRPT06", *others, report.letter_id)


def said_at(report: Report) -> tuple[datetime, ...]:
    """When a report was made, as far as it says so credibly.

    No time of a letter counts as more than a day later than its arrival, or a mistyped year would
    outrank every correction to come. The day leaves room for clocks and zones.
    """
    latest = report.arrived_at.astimezone(UTC).replace(tzinfo=None) + _CREDIBLE
    return (
        min(report.resulted_at, latest),
        min(report.authorised_at, latest),
        min(report.sent_at, latest),
        report.arrived_at,
    )


def version_order(version: Version) -> tuple[object, ...]:
    """`order` for one result."""
    return order(version.report, status_of(version.result))


def report_order(report: Report) -> tuple[object, ...]:
    """`order` for a whole report.

    Where each result has a status of its own (XRPT02), what the report says beside its results has that
    of the result that is least far, unless one was corrected: then the report was.
    """
    if report.status is not None or not report.results:
        return order(report, report.status or Status.RECEIVED)
    found = [status_of(result) for result in report.results]
    return order(report, Status.CORRECTED if Status.CORRECTED in found else min(found))


def status_of(result: Result) -> Status:
    """How far a result has come; five asterisks are no answer, whatever status they were sent with."""
    return Status.RECEIVED if result.value == NO_ANSWER_YET else result.status
