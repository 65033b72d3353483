"""How much of a letter may be shown, decided from the record: nothing hidden can be opened by its name
(rule S13), and withdrawn results stand under a tombstone (rule S6)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

import msgspec

from labsvar.results.model import Report, Stored, Withdrawal
from labsvar.results.record import Record, ReportHistory, ResultHistory, Version, report_order


class PartShown(msgspec.Struct, frozen=True, kw_only=True):
    """What may be shown of a letter: everything but the withdrawn positions, or only a tombstone.

    Of the positions `kept_back` nothing is shown, not even that they are there (rules S13 and S22).
    """

    report: Report
    whole: Withdrawal | None = None
    withdrawn: Mapping[int, Withdrawal] = msgspec.field(default_factory=dict)
    kept_back: frozenset[int] = frozenset()


def part_shown(record: Record, stored: Stored, letter_id: str) -> PartShown | None:
    """What may be shown of a letter, or `None` when it does not exist for the viewer."""
    for shown in record.reports:
        for history in (shown, *shown.twins):
            for report in versions_of(history):
                if report.letter_id == letter_id:
                    return _of_report(history, stored, report)
    return _of_results(record, stored, letter_id)


def versions_of(history: ReportHistory) -> tuple[Report, ...]:
    """Every letter of a report that may be opened: the current one, those before it, and their copies."""
    return (history.current, *history.earlier, *history.copies)


def _of_results(record: Record, stored: Stored, letter_id: str) -> PartShown | None:
    living: list[Version] = []
    dead: dict[int, Withdrawal] = {}
    report: Report | None = None
    kept_back = record.kept_back.get(letter_id, frozenset())
    for history in _one_by_one(record):
        for version in (history.current, *history.earlier):
            if version.report.letter_id == letter_id:
                report = version.report
                if history.withdrawn is None:
                    living.append(version)
                else:
                    dead[version.position] = history.withdrawn
    if report is None:
        return None
    missing = set(range(len(report.results))) - {version.position for version in living} - dead.keys()
    if missing - kept_back:
        dead |= dict.fromkeys(missing - kept_back, _covering(stored, report))
    if living:
        return PartShown(report=report, withdrawn=dead, kept_back=kept_back)
    return PartShown(report=report, whole=max(dead.values(), key=lambda each: each.withdrawn_at))


def _one_by_one(record: Record) -> Iterator[ResultHistory]:
    """Every result, each of those that are shown as one by itself."""
    for history in record.results:
        yield history
        yield from history.twins


def _covering(stored: Stored, report: Report) -> Withdrawal:
    """The withdrawal behind a result that the record has dropped because a newer version lives.

    Nothing else drops a result out of a letter that is shown: refusals hide whole letters, and what is kept
    back as a copy of a refused result is known.
    """
    of_sample = {each.letter_id for each in stored.reports if each.sample_number == report.sample_number}
    found = [each for each in stored.withdrawals if each.letter_id in of_sample]
    return max(found, key=lambda each: each.withdrawn_at)


def _of_report(history: ReportHistory, stored: Stored, report: Report) -> PartShown:
    if history.withdrawn is not None:
        return PartShown(report=report, whole=history.withdrawn)
    versions = {each.letter_id: each for each in versions_of(history)}
    dead: dict[int, Withdrawal] = {}
    for withdrawal in stored.withdrawals:
        named = versions.get(withdrawal.letter_id)
        if named is not None and withdrawal.position is not None and _covers(withdrawal, named, report):
            dead |= dict.fromkeys(_same_answer(named, withdrawal.position, report), withdrawal)
    return PartShown(report=report, withdrawn=dead)


def _covers(withdrawal: Withdrawal, named: Report, report: Report) -> bool:
    """A withdrawal covers the version it names and those before it, so that nothing falls back."""
    if named.letter_id == report.letter_id:
        return True
    earlier = report_order(report) <= report_order(named)
    return earlier and report.arrived_at <= withdrawal.withdrawn_at


def _same_answer(named: Report, position: int, report: Report) -> Iterable[int]:
    """Where a report says what stands at a position of another version of it."""
    if named.letter_id == report.letter_id:
        return (position,)
    wanted = _answers(named).get(position)
    return [place for place, answer in _answers(report).items() if answer == wanted]


def _answers(report: Report) -> dict[int, tuple[str, ...]]:
    """What stands at each position of a report, by what makes it the same in another version."""
    examinations = (each.examination for each in report.investigations)
    codes = [(each.mic_analysis_code, each.analysis_code_responsible) for each in examinations]
    results = [(each.producer_code, each.code, each.code_responsible) for each in report.results]
    return {**dict(enumerate((*codes, *results))), **{place: (name,) for place, name in report.parts}}
