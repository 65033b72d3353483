"""What a clinician who has looked must be told afterwards (rule S7).

What was shown at the look is made again from what was stored then, and held against what is shown now. So it
does not matter how many letters and withdrawals have come in between, nor in which order. Beside corrections and
withdrawals it is told that another laboratory now says something else than what was seen, or has withdrawn its copy of
it (rule S22).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from labsvar.results.copies import key_of, keys_of
from labsvar.results.model import Person, Released, Report, Requisition, Result, Status, Stored, Withdrawal
from labsvar.results.record import (
    DEFAULT,
    Reading,
    Record,
    ReportHistory,
    ResultHistory,
    Version,
    assemble,
)
from labsvar.results.store import Notice, NoticeKind, until

Place = tuple[str, int | None]
"""A version of a result: its letter and its position there. Of a whole report, the letter alone."""


def changes_since(
    person_key: str,
    reports: Iterable[Report],
    withdrawals: Iterable[Withdrawal],
    requisitions: Iterable[Requisition] = (),
    released: Iterable[Released] = (),
    *,
    seen_at: datetime,
    reading: Reading = DEFAULT,
    blocked: frozenset[str] = frozenset(),
) -> list[Notice]:
    """Notices for one who looked at a person at `seen_at`: results seen then and changed since.

    A result counts as seen when its letter had arrived and it could be shown; what is hidden gives no
    notice, since that would betray it (rule S13). Nor do the letters that are `blocked` for the one who
    looked: to be told is to look. Assumption: no source says which comes first, being told or the blocking;
    one who saw by overriding a blocking is told (the store then hands no `blocked` in).
    """
    person = Person(key=person_key, surname="", given_name=None)
    everything = Stored(
        person=person,
        reports=tuple(reports),
        withdrawals=tuple(withdrawals),
        requisitions=tuple(requisitions),
        released=tuple(released),
        blocked=blocked,
    )
    comparison = _Comparison(everything, seen_at, reading)
    return sorted(
        set(comparison.notices()),
        key=lambda notice: (notice.changed_at, notice.letter_id),
        reverse=True,
    )


class _Comparison:
    """What was shown at a moment, and what became of it."""

    def __init__(self, stored: Stored, seen_at: datetime, reading: Reading) -> None:
        self._stored = stored
        self._seen_at = seen_at
        self._fields = {report.letter_id: report.field for report in stored.reports}
        self._released = {each.letter_id: each.at for each in stored.released}
        self._then = assemble(until(stored, seen_at), reading=reading)
        self._now = assemble(stored, reading=reading)
        # What would be shown if nothing had been withdrawn: what is missing here is hidden.
        self._open = assemble(msgspec.structs.replace(stored, withdrawals=()), reading=reading)

    def notices(self) -> Iterator[Notice]:
        """A notice for each change; one letter's changes of one moment are the same notice."""
        results = {place: history for history in _results(self._now) for place in _living(history)}
        for seen in _results(self._then):
            if seen.withdrawn is None:
                yield from self._of_result(seen, results.get(_place(seen.current)))
        reports = {report.letter_id: history for history in self._now.reports for report in _kept(history)}
        for history in self._then.reports:
            if history.withdrawn is None:
                yield from self._of_report(history, reports.get(history.current.letter_id))

    def _of_result(self, then: ResultHistory, now: ResultHistory | None) -> Iterator[Notice]:
        seen = then.current
        if now is None:
            yield from self._withdrawn(_versions(self._open, _place(seen)))
            return
        if _place(now.current) != _place(seen) and _is_correction(seen.result, now.current.result):
            yield self._corrected(now.current.report)
        if now.beside_withdrawn and not then.beside_withdrawn:
            yield from self._withdrawn(_versions(self._open, _place(seen)), kind="copy_withdrawn")
        elif now.disagrees and not then.disagrees:
            key = key_of(now.current)
            same = (each.current for each in self._now.results if each.disagrees)
            yield from self._contradicted(each.report for each in same if key_of(each) == key)

    def _of_report(self, then: ReportHistory, now: ReportHistory | None) -> Iterator[Notice]:
        seen = then.current
        if now is None:
            yield from self._withdrawn(_reports(self._open, seen.letter_id))
            return
        if now.beside_withdrawn and not then.beside_withdrawn:
            yield from self._withdrawn(_reports(self._open, seen.letter_id), kind="copy_withdrawn")
        elif now.disagrees and not then.disagrees:
            keys = keys_of(now.current)
            same = (each.current for each in self._now.microbiology if each.disagrees)
            yield from self._contradicted(each for each in same if keys_of(each) == keys)
        if now.current.letter_id != seen.letter_id and _corrects(now.current, seen):
            yield self._corrected(now.current)
        for report in _changed_parts(then, now):
            yield self._corrected(report)
        tombs = [each.withdrawn for each in now.investigations] + [each.withdrawn for each in now.parts]
        for tomb in tombs:
            if tomb is not None and tomb.withdrawn_at > self._seen_at:
                yield self._told(tomb)

    def _contradicted(self, disagreeing: Iterable[Report]) -> Iterator[Notice]:
        """The newest answer among those that disagree, if it came or was released since the look."""
        newest = max(disagreeing, key=self._came, default=None)
        if newest is not None and self._came(newest) > self._seen_at:
            yield self._notice("disagrees", newest.letter_id, self._came(newest))

    def _withdrawn(self, versions: set[Place], *, kind: NoticeKind = "withdrawn") -> Iterator[Notice]:
        """The newest withdrawal since the look of any version of what was seen; of what is hidden, none."""
        positions = dict(versions)
        since = [
            each
            for each in self._stored.withdrawals
            if each.withdrawn_at > self._seen_at
            and each.letter_id in positions
            and (each.position is None or each.position == positions[each.letter_id])
        ]
        if since:
            tomb = max(since, key=lambda each: each.withdrawn_at)
            yield self._notice(kind, tomb.letter_id, tomb.withdrawn_at)

    def _corrected(self, report: Report) -> Notice:
        return self._notice("corrected", report.letter_id, self._came(report))

    def _came(self, report: Report) -> datetime:
        """A letter counts from when it came, or from when it was released to be seen."""
        return self._released.get(report.letter_id, report.arrived_at)

    def _told(self, tomb: Withdrawal) -> Notice:
        return self._notice("withdrawn", tomb.letter_id, tomb.withdrawn_at)

    def _notice(self, kind: NoticeKind, letter_id: str, changed_at: datetime) -> Notice:
        return Notice(
            person_key=self._stored.person.key,
            letter_id=letter_id,
            field=self._fields[letter_id],
            kind=kind,
            seen_at=self._seen_at,
            changed_at=changed_at,
        )


def _results(record: Record) -> Iterator[ResultHistory]:
    """Every result with versions of its own: of biochemistry, and those in XRPT02 reports."""
    yield from record.results
    for report in record.reports:
        yield from report.results


def _is_correction(seen: Result, now: Result) -> bool:
    """Whether a new version corrects what was seen: it says so, or a final answer has become another.

    A final answer after a temporary one is what was waited for, and corrects nothing.
    """
    changed = (seen.value, seen.operator, seen.unit) != (now.value, now.operator, now.unit)
    return now.status == Status.CORRECTED or (seen.status >= Status.FINAL and changed)


def _corrects(now: Report, seen: Report) -> bool:
    """Whether a new version of a report corrects what was seen of it.

    An XRPT05 that comes after its XRPT06, or the other way round, is the same version (rule S16).
    """
    same_version = (now.status, now.resulted_at) == (seen.status, seen.resulted_at)
    if now.kind != seen.kind and same_version:
        return False
    retold = (seen.status or 0) >= Status.FINAL and _answer(now) != _answer(seen)
    return now.status == Status.CORRECTED or retold


def _answer(report: Report) -> tuple[object, ...] | None:
    """What an answer in words and codes says, without its numbers and times."""
    told = report.narrative
    return None if told is None else (told.coded_format, told.table_format, told.textual_format)


def _changed_parts(then: ReportHistory, now: ReportHistory) -> Iterator[Report]:
    """The reports that say anew, and differently, what an XRPT02 said for good beside its results."""
    found = {each.name: each.report for each in now.parts if each.withdrawn is None}
    for part in then.parts:
        report = found.get(part.name)
        if part.withdrawn is not None or report is None:
            continue
        is_final = all(result.status >= Status.FINAL for result in part.report.results)
        if is_final and getattr(report.bacteriology, part.name) != getattr(
            part.report.bacteriology, part.name
        ):
            yield report


def _place(version: Version) -> Place:
    return (version.report.letter_id, version.position)


def _living(history: ResultHistory) -> list[Place]:
    """The versions of a result that can still be seen, those from other senders included (rule S22)."""
    if history.withdrawn is not None:
        return []
    once = (history, *history.twins)
    return [_place(version) for each in once for version in (each.current, *each.earlier)]


def _kept(history: ReportHistory) -> tuple[Report, ...]:
    if history.withdrawn is not None:
        return ()
    once = (history, *history.twins)
    return tuple(report for each in once for report in (each.current, *each.earlier, *each.copies))


def _versions(record: Record, seen: Place) -> set[Place]:
    """All versions of the result that one of them belongs to."""
    for history in _results(record):
        versions = set(_living(history))
        if seen in versions:
            return versions
    return set()


def _reports(record: Record, letter_id: str) -> set[Place]:
    """All versions of the report that one of them belongs to."""
    for history in record.reports:
        letters = {report.letter_id for report in _kept(history)}
        if letter_id in letters:
            return {(each, None) for each in letters}
    return set()
