"""What a clinician who has looked must be told afterwards (rule S7)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from labsvar.results.model import Person, Report, Status, Stored, Withdrawal
from labsvar.results.record import Record, ResultHistory, assemble
from labsvar.results.store import Notice


def changes_since(
    person_key: str,
    reports: Iterable[Report],
    withdrawals: Iterable[Withdrawal],
    *,
    seen_at: datetime,
) -> list[Notice]:
    """Notices for one who looked at a person at `seen_at`: results seen then and changed since.

    A result counts as seen when its letter had arrived and it could be shown; what is hidden gives no
    notice, since that would betray it (rule S13).
    """
    reports = tuple(reports)
    person = Person(key=person_key, surname="", given_name=None)
    record = assemble(Stored(person=person, reports=reports, withdrawals=tuple(withdrawals)))
    notices = [
        *_corrections(record, person_key, seen_at),
        *_withdrawn(record, person_key, seen_at),
    ]
    return sorted(
        set(notices),
        key=lambda notice: (notice.changed_at, notice.letter_id),
        reverse=True,
    )


def _corrections(record: Record, person_key: str, seen_at: datetime) -> Iterable[Notice]:
    for history in record.results:
        if _was_seen_and_corrected(history, seen_at):
            yield _notice(person_key, history.current.report, seen_at)
    for report_history in record.microbiology:
        current = report_history.current
        seen = any(report.arrived_at <= seen_at for report in report_history.earlier)
        if current.status == Status.CORRECTED and current.arrived_at > seen_at and seen:
            yield _notice(person_key, current, seen_at)


def _was_seen_and_corrected(history: ResultHistory, seen_at: datetime) -> bool:
    current = history.current
    return (
        history.withdrawn is None
        and current.result.status == Status.CORRECTED
        and current.report.arrived_at > seen_at
        and any(version.report.arrived_at <= seen_at for version in history.earlier)
    )


def _notice(person_key: str, corrected: Report, seen_at: datetime) -> Notice:
    return Notice(
        person_key=person_key,
        letter_id=corrected.letter_id,
        kind="corrected",
        seen_at=seen_at,
        changed_at=corrected.arrived_at,
    )


def _withdrawn(record: Record, person_key: str, seen_at: datetime) -> Iterable[Notice]:
    tombs = [(history.withdrawn, history.current.report) for history in record.results]
    for report_history in record.microbiology:
        tombs.append((report_history.withdrawn, report_history.current))
        tombs += [(each.withdrawn, each.report) for each in report_history.investigations]
    for tomb, report in tombs:
        if tomb is not None and tomb.withdrawn_at > seen_at >= report.arrived_at:
            yield Notice(
                person_key=person_key,
                letter_id=tomb.letter_id,
                kind="withdrawn",
                seen_at=seen_at,
                changed_at=tomb.withdrawn_at,
            )
