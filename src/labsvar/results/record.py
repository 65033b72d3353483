"""What is current about a person, and what may be seen: the one place where both are decided.

`assemble` takes everything a store holds and gives the record that pages, files and interfaces show.
What it leaves out does not exist for them. It looks at all stored versions each time, so the order of
arrival cannot matter, and nothing stored needs to change when a letter arrives.

The rules it keeps are numbered as in the explanation of patient safety (S1, S2, S3, S6, S11, S13, S15,
S16, S22).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from labsvar.results.authors import foreign_corrections, producers, surveyed_samples
from labsvar.results.blocked import blocked_answers, blocked_requisitions
from labsvar.results.consent import (
    DEFAULT,
    Reading,
    ReportVersions,
    ShownOnce,
    refused_letters,
    refused_requisitions,
)
from labsvar.results.copies import hidden_copies
from labsvar.results.history import (
    InvestigationVersion,
    PartVersion,
    Record,
    ReportHistory,
    RequisitionShown,
    ResultHistory,
    Version,
)
from labsvar.results.model import Field, Person, Report, Requisition, Stored
from labsvar.results.once import reports_once, results_once
from labsvar.results.ordering import order, report_order
from labsvar.results.replacing import counted
from labsvar.results.tombs import Tombstones, tomb, tombstones
from labsvar.results.versions import Deciding, report_histories, result_histories

__all__ = [
    "DEFAULT",
    "InvestigationVersion",
    "PartVersion",
    "Reading",
    "Record",
    "ReportHistory",
    "ReportVersions",
    "RequisitionShown",
    "ResultHistory",
    "ShownOnce",
    "Version",
    "assemble",
    "disagreements",
    "for_surveillance",
    "foreign_corrections",
    "order",
    "producers",
    "report_order",
]


def assemble(stored: Stored, *, reading: Reading = DEFAULT) -> Record:
    """The record of a person: current versions, earlier ones, tombstones; nothing hidden.

    Where the person has blocked something for the one who looks, the record says that something is left
    out: something that would be shown otherwise, so that what is refused is not betrayed by it (rule S13).
    """
    if not stored.blocked:
        return _assembled(stored, reading)
    everything = _assembled(replace(stored, blocked=frozenset()), reading)
    seen = _assembled(stored, reading)
    return replace(seen, left_out=seen != everything)


def _assembled(stored: Stored, reading: Reading) -> Record:
    reports = counted(stored.reports)
    if reports is not stored.reports:
        stored = replace(stored, reports=tuple(reports))
    unwanted = refused_requisitions(stored.requisitions)
    hide = reading.refused_requisitions_hide
    numbers = {each.requester_number for each in stored.requisitions if each.letter_id in unwanted}
    samples = surveyed_samples(stored.reports)
    refused = refused_letters(stored.reports, samples, frozenset(numbers if hide else ()), reading)
    unwanted |= blocked_requisitions(stored.requisitions, stored.blocked)
    refused |= blocked_answers(stored.reports, samples, stored.blocked)
    deciding = Deciding(
        refused=refused, tombs=tombstones(stored.withdrawals), samples=samples, reading=reading
    )
    shown: defaultdict[Field, list[Report]] = defaultdict(list)
    released = frozenset(each.letter_id for each in stored.released)
    for report in stored.reports:
        if report.stage == "full" or report.letter_id in released:
            shown[report.field].append(report)
    record = _shown_once(
        Record(
            person=stored.person,
            results=tuple(result_histories(shown["biochemistry"], deciding)),
            microbiology=tuple(report_histories(shown["microbiology"], deciding)),
            pathology=tuple(report_histories(shown["pathology"], deciding)),
            genetics=tuple(report_histories(shown["genetics"], deciding)),
        ),
        stored.reports,
        shown["biochemistry"],
        deciding,
    )
    asked = [
        each
        for each in stored.requisitions
        if (each.stage == "full" or each.letter_id in released) and each.letter_id not in unwanted
    ]
    return (
        replace(record, requisitions=tuple(_requisitions(asked, record, deciding.tombs))) if asked else record
    )


def _shown_once(
    record: Record, stored: Sequence[Report], with_results: Sequence[Report], deciding: Deciding
) -> Record:
    """The record with what two laboratories answered shown once; pathology and genetics name no producer."""
    reading = deciding.reading.shown_once
    hidden = None if reading == "apart" else hidden_copies(stored, deciding.refused)
    if hidden is None:
        return record
    results = results_once(record.results, with_results, hidden, reading)
    return replace(
        record,
        results=results.histories,
        microbiology=reports_once(record.microbiology, hidden, reading),
        kept_back=results.kept_back,
    )


def _requisitions(
    asked: Iterable[Requisition], record: Record, tombs: Tombstones
) -> Iterator[RequisitionShown]:
    """The requisitions, newest first, each with the answers that may be seen (rules S13 and S24)."""
    answers: defaultdict[str, dict[str, Report]] = defaultdict(dict)
    for report in _answers(record):
        if report.requester_number is not None:
            answers[report.requester_number][report.letter_id] = report
    for each in sorted(asked, key=lambda each: (each.requested_at, each.letter_id), reverse=True):
        withdrawn = tomb(tombs, each.letter_id, None)
        numbers = set() if withdrawn else {each.requester_number, *each.sample_numbers}
        found = {key: report for number in numbers for key, report in answers.get(number, {}).items()}
        newest_first = sorted(found.values(), key=report_order, reverse=True)
        yield RequisitionShown(requisition=each, answers=tuple(newest_first), withdrawn=withdrawn)


def _answers(record: Record) -> Iterator[Report]:
    for history in record.results:
        if history.withdrawn is None:
            yield from (each.current.report for each in (history, *history.twins))
    for report in record.reports:
        if report.withdrawn is None:
            yield from (each.current for each in (report, *report.twins))


def disagreements(report: Report, others: Iterable[Report]) -> tuple[int, ...]:
    """Positions in a report that disagree with another laboratory's answer to the same requisition (rule S22),
    among what would be shown if these reports were everything; a report that is one answer is position 0."""
    person = Person(key=report.person_key, surname="", given_name=None)
    record = assemble(Stored(person=person, reports=(*others, report)))
    found = [each.current for each in record.results if each.disagrees]
    positions = [each.position for each in found if each.report.letter_id == report.letter_id]
    reports = [each.current.letter_id for each in record.microbiology if each.disagrees]
    return (0,) if report.letter_id in reports else tuple(sorted(positions))


def for_surveillance(stored: Stored) -> Sequence[Report]:
    """The microbiology that reached MiBa, newest first: for the surveillance role only.

    Refusal and stage keep nothing from it (rule S14); what was withdrawn is still told of by the letter.
    """
    reports = (report for report in stored.reports if report.field == "microbiology")
    return sorted(reports, key=report_order, reverse=True)
