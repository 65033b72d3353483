"""Versions put together to histories: of results, and of whole reports (rules S1, S2, S3, S6 and S16)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from labsvar.letters import xrpt03
from labsvar.letters.xrpt05 import Investigation
from labsvar.results.authors import (
    ResultKey,
    Samples,
    answer_of,
    keyed_results,
    reports_by_author,
    results_by_author,
)
from labsvar.results.consent import Reading
from labsvar.results.copies import are_copies, reports_apart, reports_are_copies, versions_apart
from labsvar.results.history import (
    InvestigationVersion,
    PartVersion,
    ReportHistory,
    ResultHistory,
    Version,
    is_corrected,
)
from labsvar.results.model import Narrative, PartName, Report, Status, Withdrawal
from labsvar.results.ordering import report_order, version_order
from labsvar.results.tombs import Tombstones, Versioned, living, newest, tomb

ExaminationKey = tuple[str, str, int]


class Deciding(msgspec.Struct, frozen=True, kw_only=True):
    """What histories are decided by: refused letters, withdrawals, sample numbers, the settings."""

    refused: frozenset[str]
    tombs: Tombstones
    samples: Samples
    reading: Reading


# Results ---------------------------------------------------------------------------------------


def result_histories(reports: Iterable[Report], deciding: Deciding) -> Iterator[ResultHistory]:
    """The histories of every result in some reports."""
    groups: defaultdict[ResultKey, list[Version]] = defaultdict(list)
    for report in reports:
        for key, position, result in keyed_results(report):
            groups[key].append(Version(report=report, result=result, position=position))
    for versions in groups.values():
        if len(versions) == 1 and not deciding.tombs:
            if versions[0].report.letter_id not in deciding.refused:
                yield ResultHistory(current=versions[0])
            continue
        yield from _authored_histories(versions, deciding)


def _authored_histories(versions: Sequence[Version], deciding: Deciding) -> Iterator[ResultHistory]:
    authored = results_by_author(versions)
    # What is refused tells of nothing, not even of a dispute (rule S13).
    shown = [
        own for own in authored if not any(version.report.letter_id in deciding.refused for version in own)
    ]
    disputed = (
        len(shown) > 1
        and any(version.result.status == Status.CORRECTED for own in shown for version in own)
        and (deciding.reading.shown_once == "apart" or not are_copies(shown))
    )
    for own in shown:
        for each in _once(own, versions_apart, version_order, deciding):
            yield _result_history(each, deciding.tombs, disputed=disputed)


def _once(
    versions: Sequence[Versioned],
    apart: Callable[[Sequence[Versioned]], Iterable[Sequence[Versioned]]],
    by: Callable[[Versioned], tuple[object, ...]],
    deciding: Deciding,
) -> Iterable[Sequence[Versioned]]:
    """Versions of one author, taken apart where two senders have each given a final answer (rule S22)."""
    if len(versions) == 1 or deciding.reading.shown_once == "apart":
        return (versions,)
    return apart(sorted(versions, key=by, reverse=True))


def _result_history(versions: Sequence[Version], tombs: Tombstones, *, disputed: bool) -> ResultHistory:
    newest_first = sorted(versions, key=version_order, reverse=True)
    alive, found = living(newest_first, lambda each: tomb(tombs, each.report.letter_id, each.position))
    if not alive:
        return ResultHistory(current=newest_first[0], withdrawn=found, disputed=disputed)
    return ResultHistory(current=alive[0], earlier=tuple(alive[1:]), disputed=disputed)


# Whole reports ---------------------------------------------------------------------------------


def report_histories(reports: Iterable[Report], deciding: Deciding) -> Iterator[ReportHistory]:
    """The histories of reports of microbiology, pathology or genetics."""
    answers: defaultdict[tuple[str, str, bool], list[Report]] = defaultdict(list)
    for report in reports:
        by_result = report.bacteriology is not None
        answers[(*answer_of(report, deciding.samples), by_result)].append(report)
    for versions in answers.values():
        authored = reports_by_author(versions)
        shown = [own for own in authored if not any(report.letter_id in deciding.refused for report in own)]
        disputed = (
            len(shown) > 1
            and any(is_corrected(each) for own in shown for each in own)
            and (deciding.reading.shown_once == "apart" or not reports_are_copies(shown))
        )
        for own in shown:
            for reports_of_one in _once(own, reports_apart, report_order, deciding):
                yield _report_history(reports_of_one, deciding, disputed=disputed)


def _report_history(reports: Sequence[Report], deciding: Deciding, *, disputed: bool) -> ReportHistory:
    newest_first = sorted(reports, key=report_order, reverse=True)
    if newest_first[0].bacteriology is not None:
        return _bacteriology_history(newest_first, deciding, disputed=disputed)
    copies = _copies(newest_first)
    alive, found = living(newest_first, lambda each: _whole_tomb(each, copies, deciding.tombs))
    if not alive:
        return ReportHistory(current=newest_first[0], withdrawn=found, disputed=disputed)
    copied = {copy.letter_id for of_one in copies.values() for copy in of_one}
    shown = [each for each in alive if each.letter_id not in copied] or alive
    adds = deciding.reading.versions(shown[0].kind) == "adds"
    return ReportHistory(
        current=shown[0],
        investigations=tuple(_investigations(shown if adds else shown[:1], copies, deciding.tombs)),
        standing=tuple(_standing(shown)) if adds else (shown[0],),
        earlier=tuple(shown[1:]),
        copies=tuple(each for each in alive if each not in shown),
        disputed=disputed,
    )


Copies = dict[str, list[Report]]
"""The XRPT06 letters that say what an XRPT05 says, by the id of that XRPT05."""


def _copies(newest_first: Sequence[Report]) -> Copies:
    """An XRPT06 with the status and result time of an XRPT05 is the same version of the report (S16)."""
    told: dict[tuple[Status | None, object], Report] = {}
    for report in newest_first:
        if report.kind == "XRPT05":
            told.setdefault((report.status, report.resulted_at), report)
    copies: Copies = {}
    for report in newest_first:
        original = told.get((report.status, report.resulted_at))
        if report.kind == "XRPT06" and original is not None:
            copies.setdefault(original.letter_id, []).append(report)
    return copies


def _whole_tomb(report: Report, copies: Copies, tombs: Tombstones) -> Withdrawal | None:
    """The withdrawal of a whole report, or of a copy of it."""
    letters = (report, *copies.get(report.letter_id, ()))
    return newest(tomb(tombs, each.letter_id, None) for each in letters)


def _standing(newest_first: Sequence[Report]) -> Iterator[Report]:
    """The reports that say something which none newer repeats: a sample, or a part of the answer."""
    said: set[str] = set()
    for report in newest_first:
        says = set(_said(report))
        if not says <= said:
            yield report
        said |= says


def _said(report: Report) -> Iterator[str]:
    if report.narrative is None:
        yield from (f"examination {key}" for key in _examinations(report))
        return
    yield from (f"sample {number}" for number in _sample_numbers(report.narrative))
    text = report.narrative.textual_format
    yield from (name for name in text.__struct_fields__ if getattr(text, name))


def _sample_numbers(narrative: Narrative) -> Iterator[str]:
    coded = narrative.coded_format
    samples = (coded.sample,) if isinstance(coded, xrpt03.CodedFormat) else coded.samples
    yield from (sample.laboratory_internal_sample_identifier for sample in samples)


# Microbiology ----------------------------------------------------------------------------------


def _bacteriology_history(
    newest_first: Sequence[Report], deciding: Deciding, *, disputed: bool
) -> ReportHistory:
    """XRPT02: a version of each result, and of each part beside them.

    A FHIR document has one status for the whole of it, and the place of an antibiotic's result in it says which
    organism it is about; so it replaces the earlier one as a whole, unless the setting says that it adds to it.
    """
    alive, found = living(newest_first, lambda each: tomb(deciding.tombs, each.letter_id, None))
    as_one = newest_first[0].status is not None
    adds = not as_one or deciding.reading.versions(newest_first[0].kind) == "adds"
    results = tuple(result_histories(newest_first if adds else alive[:1], deciding))
    parts = tuple(_parts(newest_first, deciding.tombs))
    if not alive:
        return ReportHistory(current=newest_first[0], withdrawn=found, disputed=disputed)
    return ReportHistory(
        current=alive[0],
        results=results,
        parts=parts,
        standing=(alive[0],),
        earlier=tuple(alive[1:]),
        disputed=disputed,
    )


def _parts(newest_first: Sequence[Report], tombs: Tombstones) -> Iterator[PartVersion]:
    versions: defaultdict[PartName, list[PartVersion]] = defaultdict(list)
    for report in newest_first:
        for position, name in report.parts:
            versions[name].append(PartVersion(report=report, name=name, position=position))
    for of_part in versions.values():
        yield _part(of_part, tombs)


def _part(newest_first: Sequence[PartVersion], tombs: Tombstones) -> PartVersion:
    places = {each.report.letter_id: each for each in newest_first}
    alive, found = living(
        [each.report for each in newest_first],
        lambda report: tomb(tombs, report.letter_id, places[report.letter_id].position),
    )
    if alive:
        return places[alive[0].letter_id]
    return msgspec.structs.replace(newest_first[0], withdrawn=found)


def _investigations(
    newest_first: Sequence[Report], copies: Copies, tombs: Tombstones
) -> Iterator[InvestigationVersion]:
    """The investigations of the newest report, and those of earlier ones that none later repeats."""
    taken: set[ExaminationKey] = set()
    for report in newest_first:
        for key, (position, investigation) in _examinations(report).items():
            if key in taken:
                continue
            taken.add(key)
            same = [(report.letter_id, position)]
            for copy in copies.get(report.letter_id, ()):
                found = _examinations(copy).get(key)
                same += [] if found is None else [(copy.letter_id, found[0])]
            yield InvestigationVersion(
                report=report,
                investigation=investigation,
                position=position,
                withdrawn=newest(tomb(tombs, letter_id, place) for letter_id, place in same),
            )


def _examinations(report: Report) -> dict[ExaminationKey, tuple[int, Investigation]]:
    """Each investigation with its position, by its code; the last part tells apart a code that stands
    twice."""
    seen: dict[tuple[str, str], int] = {}
    keyed = {}
    for position, investigation in enumerate(report.investigations):
        examination = investigation.examination
        code = (examination.mic_analysis_code, examination.analysis_code_responsible)
        seen[code] = seen.get(code, 0) + 1
        keyed[*code, seen[code]] = (position, investigation)
    return keyed
