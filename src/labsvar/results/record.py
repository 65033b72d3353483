"""What is current about a person, and what may be seen: the one place where both are decided.

`assemble` takes everything a store holds and gives the record that pages, files and interfaces show.
What it leaves out does not exist for them. It looks at all stored versions each time, so the order of
arrival cannot matter, and nothing stored needs to change when a letter arrives.

The rules it keeps are numbered as in the explanation of patient safety (S1, S2, S3, S6, S11, S13, S15).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, TypeVar

import msgspec

from labsvar.letters.xrpt05 import Investigation
from labsvar.results.model import (
    NO_ANSWER_YET,
    Person,
    Report,
    Result,
    Status,
    Stored,
    Withdrawal,
)

ReportVersions = Literal["replaces", "adds"]
AnswerKey = tuple[str, str, str]
_CREDIBLE = timedelta(days=1)


class Version(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One version of one result: where it stands in which report."""

    report: Report
    result: Result
    position: int


class ResultHistory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All versions of one result of one author.

    `withdrawn` is set when the result was withdrawn and not sent anew; its value is not to be shown
    then, nor are the earlier ones. `disputed` says that another sender has sent a correction of what
    seems the same result (rule S3); the two are kept apart.
    """

    current: Version
    earlier: tuple[Version, ...] = ()
    withdrawn: Withdrawal | None = None
    disputed: bool = False


class InvestigationVersion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One investigation of a microbiology report, and the tombstone if it was withdrawn."""

    report: Report
    investigation: Investigation
    position: int
    withdrawn: Withdrawal | None = None


class ReportHistory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All versions of one microbiology report of one author.

    `investigations` are those to show; with `withdrawn` set there are none.
    """

    current: Report
    investigations: tuple[InvestigationVersion, ...]
    earlier: tuple[Report, ...] = ()
    withdrawn: Withdrawal | None = None
    disputed: bool = False


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What may be seen about one person."""

    person: Person
    results: tuple[ResultHistory, ...]
    microbiology: tuple[ReportHistory, ...]


def assemble(stored: Stored, *, report_versions: ReportVersions = "replaces") -> Record:
    """The record of a person: current versions, earlier ones, tombstones; nothing hidden."""
    refused = _refused_letters(stored.reports)
    shown = [report for report in stored.reports if report.stage == "full"]
    tombs = _tombstones(stored.withdrawals)
    biochemistry = [report for report in shown if report.results]
    microbiology = [report for report in shown if not report.results]
    return Record(
        person=stored.person,
        results=tuple(_result_histories(biochemistry, refused, tombs)),
        microbiology=tuple(_report_histories(microbiology, refused, tombs, report_versions)),
    )


def foreign_corrections(report: Report, earlier: Iterable[Report]) -> tuple[int, ...]:
    """Positions in a new report whose corrections are not the sender's to make (rule S3).

    A microbiology report that corrects another's is position 0.
    """
    theirs = [old for old in earlier if _same_sample(old, report) and not _may_correct(report, old)]
    own = [old for old in earlier if _same_sample(old, report) and _may_correct(report, old)]
    if not report.results:
        foreign = report.status == Status.CORRECTED and bool(theirs) and not own
        return (0,) if foreign else ()
    others = {key for old in theirs for key, _, _ in _keyed_results(old)}
    mine = {key for old in own for key, _, _ in _keyed_results(old)}
    return tuple(
        position
        for key, position, result in _keyed_results(report)
        if result.status == Status.CORRECTED and key in others and key not in mine
    )


def order(report: Report, status: Status) -> tuple[object, ...]:
    """Rule S2 as a sort key: a higher status first of all, then the laboratory's result time, then
    Authorisation, envelope time and arrival. The letter's id settles what is equal in all of these."""
    return (
        status,
        *_said_at(report),
        report.letter_id,
    )


# Consent -------------------------------------------------------------------------------------


def _refused_letters(reports: Sequence[Report]) -> frozenset[str]:
    """Letters whose answer is refused (rule S11): the newest explicit word of an answer counts.

    An answer is one sender's sample and production number; all its letters are hidden together.
    A refusal in the technical stage counts as well. Of two words equally new the refusal stands.
    """
    answers: defaultdict[AnswerKey, list[Report]] = defaultdict(list)
    for report in reports:
        answers[_answer(report)].append(report)
    return frozenset(
        report.letter_id for versions in answers.values() if _is_refused(versions) for report in versions
    )


def _is_refused(versions: Sequence[Report]) -> bool:
    words = [report for report in versions if report.given is not None]
    if not words:
        return False
    newest = max(words, key=lambda report: (*_said_at(report), not report.given))
    return newest.given is False


def _said_at(report: Report) -> tuple[datetime, ...]:
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


def _answer(report: Report) -> AnswerKey:
    return (report.sender.gln, report.sample_number, report.production_number)


# Withdrawals ---------------------------------------------------------------------------------

Tombstones = Mapping[str, tuple[Withdrawal, ...]]


def _tombstones(withdrawals: Iterable[Withdrawal]) -> Tombstones:
    found: defaultdict[str, list[Withdrawal]] = defaultdict(list)
    for withdrawal in withdrawals:
        found[withdrawal.letter_id].append(withdrawal)
    return {letter_id: tuple(each) for letter_id, each in found.items()}


def _tomb(tombs: Tombstones, letter_id: str, position: int | None) -> Withdrawal | None:
    fitting = [
        each for each in tombs.get(letter_id, ()) if each.position is None or each.position == position
    ]
    return max(fitting, key=lambda each: each.withdrawn_at, default=None)


Versioned = TypeVar("Versioned", Version, Report)


def _living(
    newest_first: Sequence[Versioned], tomb_of: Callable[[Versioned], Withdrawal | None]
) -> tuple[list[Versioned], Withdrawal | None]:
    """The versions that no tombstone covers, and the newest tombstone.

    A withdrawal covers the version it names and every one before it, so that nothing falls back to
    an older value; it does not cover a newer version, nor one that arrived after the withdrawal.
    """
    living: list[Versioned] = []
    covering: list[Withdrawal] = []
    for version in newest_first:
        tomb = tomb_of(version)
        if tomb is not None:
            covering.append(tomb)
        arrived = _arrived(version)
        if not any(arrived <= each.withdrawn_at for each in covering):
            living.append(version)
    return living, max(covering, key=lambda each: each.withdrawn_at, default=None)


def _arrived(version: Version | Report) -> datetime:
    return version.report.arrived_at if isinstance(version, Version) else version.arrived_at


# Biochemistry --------------------------------------------------------------------------------

ResultKey = tuple[str, str, str, str, str, int]


def _keyed_results(report: Report) -> list[tuple[ResultKey, int, Result]]:
    """Each result with its key of rule S1. The last part tells apart a code that stands twice."""
    seen: dict[tuple[str, str, str], int] = {}
    keyed = []
    for position, result in enumerate(report.results):
        code = (result.producer_code, result.code, result.code_responsible)
        occurrence = seen.get(code, 0)
        seen[code] = occurrence + 1
        key = (
            result.producer_code,
            report.sample_number,
            report.production_number,
            result.code,
            result.code_responsible,
            occurrence,
        )
        keyed.append((key, position, result))
    return keyed


def _result_histories(
    reports: Sequence[Report], refused: frozenset[str], tombs: Tombstones
) -> Iterable[ResultHistory]:
    groups: defaultdict[ResultKey, list[Version]] = defaultdict(list)
    for report in reports:
        for key, position, result in _keyed_results(report):
            groups[key].append(Version(report=report, result=result, position=position))
    for versions in groups.values():
        if len(versions) == 1 and not tombs:
            if versions[0].report.letter_id not in refused:
                yield ResultHistory(current=versions[0])
            continue
        yield from _authored_histories(versions, refused, tombs)


def _authored_histories(
    versions: Sequence[Version], refused: frozenset[str], tombs: Tombstones
) -> Iterable[ResultHistory]:
    authored = _by_author(versions)
    disputed = len(authored) > 1 and any(version.result.status == Status.CORRECTED for version in versions)
    for own in authored:
        if any(version.report.letter_id in refused for version in own):
            continue
        yield _result_history(own, tombs, disputed=disputed)


def _by_author(versions: Sequence[Version]) -> list[list[Version]]:
    """Versions by who may correct them (rule S3): each sender its own, the producer's own letters
    with the first sender that answered for it."""
    authored: dict[str, list[Version]] = {}
    from_producer: list[Version] = []
    for version in sorted(versions, key=lambda each: (each.report.arrived_at, each.report.letter_id)):
        if version.report.sender_laboratory == version.result.producer_code:
            from_producer.append(version)
        else:
            authored.setdefault(version.report.sender.gln, []).append(version)
    if not authored:
        return [from_producer]
    first = next(iter(authored.values()))
    first.extend(from_producer)
    return list(authored.values())


def _result_history(versions: Sequence[Version], tombs: Tombstones, *, disputed: bool) -> ResultHistory:
    newest_first = sorted(versions, key=_version_order, reverse=True)
    living, tomb = _living(newest_first, lambda each: _tomb(tombs, each.report.letter_id, each.position))
    if not living:
        return ResultHistory(current=newest_first[0], withdrawn=tomb, disputed=disputed)
    return ResultHistory(current=living[0], earlier=tuple(living[1:]), disputed=disputed)


def _version_order(version: Version) -> tuple[object, ...]:
    """Rule S2: five asterisks are no answer, whatever status they were sent with."""
    result = version.result
    return order(
        version.report,
        Status.RECEIVED if result.value == NO_ANSWER_YET else result.status,
    )


def _same_sample(old: Report, new: Report) -> bool:
    return (
        old.letter_id != new.letter_id
        and old.sample_number == new.sample_number
        and old.production_number == new.production_number
        and bool(old.results) == bool(new.results)
    )


def _may_correct(new: Report, old: Report) -> bool:
    """Whether the sender of `new` sent `old`, or is a producer that `old` names."""
    return new.sender.gln == old.sender.gln or (
        new.sender_laboratory is not None and new.sender_laboratory in producers(old)
    )


def producers(report: Report) -> frozenset[str]:
    """The codes of the laboratories a report names as producers."""
    codes = {result.producer_code for result in report.results}
    for investigation in report.investigations:
        producer = investigation.examination.producer_of_lab_result
        if producer is not None:
            codes.add(producer.identifier_code)
    return frozenset(codes)


# Microbiology --------------------------------------------------------------------------------


def _report_histories(
    reports: Sequence[Report],
    refused: frozenset[str],
    tombs: Tombstones,
    versions: ReportVersions,
) -> Iterable[ReportHistory]:
    samples: defaultdict[tuple[str, str], list[Report]] = defaultdict(list)
    for report in reports:
        samples[report.sample_number, report.production_number].append(report)
    for of_sample in samples.values():
        authored = _reports_by_author(of_sample)
        disputed = len(authored) > 1 and any(each.status == Status.CORRECTED for each in of_sample)
        for own in authored:
            if not any(report.letter_id in refused for report in own):
                yield _report_history(own, tombs, versions, disputed=disputed)


def _reports_by_author(reports: Sequence[Report]) -> list[list[Report]]:
    authored: list[list[Report]] = []
    for report in sorted(reports, key=lambda each: (each.arrived_at, each.letter_id)):
        home = next(
            (own for own in authored if any(_may_correct(report, old) for old in own)),
            None,
        )
        if home is None:
            authored.append([report])
        else:
            home.append(report)
    return authored


def _report_history(
    reports: Sequence[Report],
    tombs: Tombstones,
    versions: ReportVersions,
    *,
    disputed: bool,
) -> ReportHistory:
    newest_first = sorted(reports, key=report_order, reverse=True)
    living, tomb = _living(newest_first, lambda each: _tomb(tombs, each.letter_id, None))
    if not living:
        return ReportHistory(
            current=newest_first[0],
            investigations=(),
            withdrawn=tomb,
            disputed=disputed,
        )
    shown = living[:1] if versions == "replaces" else living
    return ReportHistory(
        current=living[0],
        investigations=tuple(_investigations(shown, tombs)),
        earlier=tuple(living[1:]),
        disputed=disputed,
    )


def report_order(report: Report) -> tuple[object, ...]:
    """`order` for a microbiology report, whose status is the whole report's."""
    return order(report, report.status or Status.RECEIVED)


def _investigations(newest_first: Sequence[Report], tombs: Tombstones) -> Iterable[InvestigationVersion]:
    """The investigations of the newest report, and those of earlier ones that none later repeats."""
    taken: set[tuple[str, str, int]] = set()
    for report in newest_first:
        seen: dict[tuple[str, str], int] = {}
        for position, investigation in enumerate(report.investigations):
            examination = investigation.examination
            code = (
                examination.mic_analysis_code,
                examination.analysis_code_responsible,
            )
            seen[code] = seen.get(code, 0) + 1
            key = (*code, seen[code])
            if key in taken:
                continue
            taken.add(key)
            yield InvestigationVersion(
                report=report,
                investigation=investigation,
                position=position,
                withdrawn=_tomb(tombs, report.letter_id, position),
            )
