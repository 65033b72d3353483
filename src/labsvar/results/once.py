"""Two laboratories' answers to one requisition, shown once (rule S22).

Two results are copies of each other when they are of one person, came from different senders, are final, and share
the requester's number, the analysis code and the code of the producer. Everything here is pure and looks at
histories that were decided already, so it is one step of `labsvar.results.record.assemble` and nothing else.

What becomes of copies:

    both say the same                one is shown, the producer's own before another's; the others are its `twins`
    one was corrected                the correction is shown, the others are twins that it has overtaken
    they disagree                    both are shown, both marked with `disagrees`, and the intake alarms of it
    one is refused or blocked        none is shown, nor anything that tells of it (rules S11 and S13)
    one was withdrawn                the tombstone stands, and so does the other, each marked: its sender has not
                                     withdrawn it, and nobody else may (rule S3); the withdrawal alarms of it
    one came in the technical stage  it is not there, so nothing is shown twice (rule S15); its refusal counts

A sender's own results are never copies of each other. Where one sender has several results under the same
numbers and codes, as in a glucose curve, the time of sampling tells which belong together; where it does not,
all are shown. A result that another sender disputes (rule S3) is nobody's copy.

Source: the Laboratory Medicine Reference Group, 4 March 2026, slide "Dataflow": shown only once. That only the
producer's own letter is shown was wished for there and rejected; it is the reading `producer` of `ShownOnce`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Generic, TypeAlias, TypeVar

import msgspec
from msgspec.structs import replace

from labsvar.results.consent import ShownOnce
from labsvar.results.copies import Hidden, covered_places, key_of, keys_of, number_of
from labsvar.results.history import ReportHistory, ResultHistory, Version, is_corrected
from labsvar.results.model import Report, Result, Status
from labsvar.results.ordering import status_of

KeptBack: TypeAlias = Mapping[str, frozenset[int]]
"""Positions of letters that are not shown, though the rest of the letter is; by the letter's id."""
History = TypeVar("History", bound=ResultHistory | ReportHistory)
_LIMITS = frozenset({"mindre_end", "stoerre_end"})


class Results(msgspec.Struct, frozen=True, kw_only=True):
    """The results to show, and what is kept back of letters that are shown otherwise."""

    histories: tuple[ResultHistory, ...]
    kept_back: KeptBack


class _Copy(msgspec.Struct, Generic[History], frozen=True, kw_only=True, gc=False):
    """A history as far as this rule looks at it. `says` is the answer itself, `own` that the producer sent it."""

    history: History
    key: object
    report: Report
    corrected: bool
    withdrawn: bool
    own: bool
    says: object

    @property
    def sender(self) -> str:
        return self.report.sender.gln

    @property
    def order(self) -> tuple[bool, datetime, datetime, datetime, str]:
        """Which copy stands for all; arrival has no say, so that its order cannot matter."""
        report = self.report
        return self.own, report.resulted_at, report.authorised_at, report.sent_at, self.sender


# Results ---------------------------------------------------------------------------------------


def results_once(
    histories: Iterable[ResultHistory], reports: Iterable[Report], hidden: Hidden, reading: ShownOnce
) -> Results:
    """Results with versions of their own, each shown once; `reports` are all that they came from."""
    shown: list[ResultHistory] = []
    copies: list[_Copy[ResultHistory]] = []
    left: list[ResultHistory] = []
    for history in histories:
        if number_of(history.current.report) not in hidden.numbers:
            shown.append(history)
        elif hidden.origins and any(_is_hidden(version, hidden) for version in _versions(history)):
            left.append(history)
        else:
            copy = _result_copy(history)
            shown += [history] if copy is None else []
            copies += [] if copy is None else [copy]
    for settled, dropped in _settled(copies, reading):
        shown += settled
        left += dropped
    kept: defaultdict[str, set[int]] = defaultdict(set)
    for letter_id, position in covered_places(reports, hidden):
        kept[letter_id].add(position)
    for history in left:
        for version in _versions(history):
            kept[version.report.letter_id].add(version.position)
    return Results(
        histories=tuple(shown), kept_back={letter: frozenset(places) for letter, places in kept.items()}
    )


def _versions(history: ResultHistory) -> tuple[Version, ...]:
    return (history.current, *history.earlier)


def _is_hidden(version: Version, hidden: Hidden) -> bool:
    key = key_of(version)
    return key is not None and hidden.covers(key, version.report)


def _result_copy(history: ResultHistory) -> _Copy[ResultHistory] | None:
    current = history.current
    key = key_of(current)
    if key is None or history.disputed:
        return None
    return _Copy(
        history=history,
        key=key,
        report=current.report,
        corrected=status_of(current.result) == Status.CORRECTED,
        withdrawn=history.withdrawn is not None,
        own=current.report.sender_laboratory == current.result.producer_code,
        says=(current.report.sampled_at.date(), _said(current.result)),
    )


def _said(result: Result) -> tuple[object, ...]:
    """What a result says, in the laboratory's own characters.

    Assumption: results agree when these characters do; `5` and `5.0` are two precisions, and a mark that
    only one letter has must be seen. A comment may differ; it stands in its letter.
    """
    return (
        result.value.strip(),
        result.operator if result.operator in _LIMITS else None,
        (result.unit or "").strip(),
        result.mark,
        tuple(remark.content for remark in result.remarks if remark.kind == "text"),
    )


# Reports of microbiology -----------------------------------------------------------------------


def reports_once(
    histories: Iterable[ReportHistory], hidden: Hidden, reading: ShownOnce
) -> tuple[ReportHistory, ...]:
    """Reports of microbiology, each shown once.

    A report is one answer, so it is shown once as a whole: when two laboratories' reports answer for the same
    examinations, each with its producer. Where keys are lacking, or only some examinations are the same, both
    are shown. Assumption: a report is hidden as a whole when one of its examinations is a copy of a refused
    one, since its summary and comments speak of all of them.
    """
    shown: list[ReportHistory] = []
    copies: list[_Copy[ReportHistory]] = []
    for history in histories:
        if number_of(history.current) not in hidden.numbers:
            shown.append(history)
        elif not any(_is_refused(report, hidden) for report in (history.current, *history.earlier)):
            copy = _report_copy(history)
            shown += [history] if copy is None else []
            copies += [] if copy is None else [copy]
    for settled, _ in _settled(copies, reading):
        shown += settled
    return tuple(shown)


def _is_refused(report: Report, hidden: Hidden) -> bool:
    return any(hidden.covers(key, report) for key in keys_of(report))


def _report_copy(history: ReportHistory) -> _Copy[ReportHistory] | None:
    report = history.current
    keys = keys_of(report)
    answers = len(report.results) + len(report.investigations)
    # Parts beside the results have no code, and a report of which something was withdrawn says something else.
    lacking = len(keys) < max(answers, 1) or any(report.parts)
    standing = [each for each in history.investigations if each.withdrawn is None]
    results = [each for each in history.results if each.withdrawn is None]
    changed = history.withdrawn is None and len(standing) + len(results) != answers
    if lacking or changed or history.disputed:
        return None
    return _Copy(
        history=history,
        key=(report.bacteriology is None, keys),
        report=report,
        corrected=is_corrected(report),
        withdrawn=history.withdrawn is not None,
        own={producer for *_, producer in keys} == {report.sender_laboratory},
        says=(report.sampled_at.date(), _told(history)),
    )


def _told(history: ReportHistory) -> Mapping[object, object]:
    """What each examination of a report found, by its code; its names may differ between laboratories."""
    found: dict[object, object] = {}
    for each in history.investigations:
        examination = each.investigation.examination
        found[examination.mic_analysis_code, examination.analysis_code_responsible] = (
            each.investigation.quantitative_findings,
            each.investigation.culture_findings,
            each.investigation.microscopic_findings,
        )
    for of_result in history.results:
        result = of_result.current.result
        found[result.code, result.code_responsible] = _said(result)
    return found


# The decision ----------------------------------------------------------------------------------


def _settled(
    copies: Iterable[_Copy[History]], reading: ShownOnce
) -> Iterator[tuple[list[History], list[History]]]:
    """What is shown of each group of copies, and what is left out of it."""
    standing: defaultdict[object, list[_Copy[History]]] = defaultdict(list)
    gone: defaultdict[object, list[_Copy[History]]] = defaultdict(list)
    for copy in copies:
        (gone if copy.withdrawn else standing)[copy.key].append(copy)
    for key, found in standing.items():
        # What a sender withdrew and sent anew is no disagreement.
        withdrawn = {copy.sender for copy in gone.get(key, ())} - {copy.sender for copy in found}
        for group in _one_of_each(found):
            settled, dropped = _settle(group, reading)
            yield ([_beside_withdrawn(history) for history in settled] if withdrawn else settled), dropped
    for key, dead in gone.items():
        senders = {copy.sender for copy in standing.get(key, ())}
        yield [_entombed(copy, senders) for copy in dead], []


def _entombed(copy: _Copy[History], standing: Collection[str]) -> History:
    return replace(copy.history, copy_stands=bool(standing) and copy.sender not in standing)


def _one_of_each(copies: Sequence[_Copy[History]]) -> Iterator[Sequence[_Copy[History]]]:
    """Copies that belong together: one from each sender, told apart by the time of sampling if need be."""
    if _are_different_senders(copies):
        yield copies
        return
    by_time: defaultdict[datetime, list[_Copy[History]]] = defaultdict(list)
    for copy in copies:
        by_time[copy.report.sampled_at].append(copy)
    for group in by_time.values():
        if _are_different_senders(group):
            yield group
        else:
            yield from ([copy] for copy in group)


def _are_different_senders(copies: Sequence[_Copy[History]]) -> bool:
    return len({copy.sender for copy in copies}) == len(copies)


def _settle(copies: Sequence[_Copy[History]], reading: ShownOnce) -> tuple[list[History], list[History]]:
    """What is shown of copies that belong together, and what is left out."""
    if len(copies) == 1:
        return [copies[0].history], []
    own = [copy for copy in copies if copy.own]
    if reading == "producer" and own:
        shown = max(own, key=lambda copy: copy.order)
        return [shown.history], [copy.history for copy in copies if copy is not shown]
    leading = [copy for copy in copies if copy.corrected] or copies
    if any(copy.says != leading[0].says for copy in leading):
        return [_disagreeing(copy.history) for copy in copies], []
    first, *others = sorted(copies, key=lambda copy: (copy.corrected, copy.order), reverse=True)
    return [replace(first.history, twins=tuple(copy.history for copy in others))], []


def _beside_withdrawn(history: History) -> History:
    return replace(history, disagrees=True, beside_withdrawn=True)


def _disagreeing(history: History) -> History:
    return replace(history, disagrees=True)
