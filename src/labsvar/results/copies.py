"""What may be a copy of what (rule S22), and the copies of what is hidden.

`labsvar.results.once` decides by it what is shown.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

import msgspec

from labsvar.results.history import Version, is_corrected
from labsvar.results.model import Report, Status
from labsvar.results.ordering import report_order, status_of, version_order

CopyKey: TypeAlias = tuple[str, str, str, str]
"""The requester's number, the analysis code, who is responsible for it, and the producer's code."""
Numbers: TypeAlias = tuple[str, str]
Origin: TypeAlias = tuple[str, Numbers | None]
"""Who sent what is hidden. With numbers of a sample and its production it is a correction of what the sender never
sent: of nothing under the same numbers is that a copy, or a stranger could hide results by refusing them."""
Each = TypeVar("Each", bound=Version | Report)


class Hidden(msgspec.Struct, frozen=True, kw_only=True):
    """What may have copies: requester's numbers that several senders use, and where what is refused or blocked
    under them comes from, by what it would be a copy of."""

    numbers: frozenset[str]
    origins: Mapping[CopyKey, frozenset[Origin]]

    def covers(self, key: CopyKey, report: Report) -> bool:
        """Whether what a report says under a key is a copy of something hidden."""
        return any(
            sender != report.sender.gln and strange != _numbers(report)
            for sender, strange in self.origins.get(key, ())
        )


def number_of(report: Report) -> str | None:
    """The requester's number of a report; one that is left blank is absent."""
    return (report.requester_number or "").strip() or None


def hidden_copies(reports: Sequence[Report], refused: frozenset[str]) -> Hidden | None:
    """What may have copies among everything that is stored about a person; `None` when nothing may.

    Most people have no number that two senders use, so this is all that the rule costs them.
    """
    first: dict[str, str] = {}
    shared: set[str] = set()
    for report in reports:
        number = number_of(report)
        if number is not None and first.setdefault(number, report.sender.gln) != report.sender.gln:
            shared.add(number)
    if not shared:
        return None
    return Hidden(numbers=frozenset(shared), origins=_origins(reports, refused, shared))


def _origins(
    reports: Iterable[Report], refused: frozenset[str], shared: set[str]
) -> Mapping[CopyKey, frozenset[Origin]]:
    said: defaultdict[tuple[CopyKey, str, Numbers], set[Status]] = defaultdict(set)
    for report in reports:
        if report.letter_id in refused and number_of(report) in shared:
            for key, status in finals(report):
                said[key, report.sender.gln, _numbers(report)].add(status)
    origins: defaultdict[CopyKey, set[Origin]] = defaultdict(set)
    for (key, sender, numbers), statuses in said.items():
        origins[key].add((sender, numbers if statuses == {Status.CORRECTED} else None))
    return {key: frozenset(found) for key, found in origins.items()}


def _numbers(report: Report) -> Numbers:
    return report.sample_number, report.answer_number


def finals(report: Report) -> Iterator[tuple[CopyKey, Status]]:
    """The final answers of a report, by what they may be copies of; one without a producer is nobody's copy."""
    number = number_of(report)
    if number is None:
        return
    for result in report.results:
        status = status_of(result)
        if status >= Status.FINAL:
            yield (number, result.code, result.code_responsible, result.producer_code), status
    if report.status is None or report.status < Status.FINAL:
        return
    for each in report.investigations:
        made = each.examination
        if made.producer_of_lab_result is not None:
            producer = made.producer_of_lab_result.identifier_code
            yield (number, made.mic_analysis_code, made.analysis_code_responsible, producer), report.status


def keys_of(report: Report) -> frozenset[CopyKey]:
    """What the final answers of a report may be copies of."""
    return frozenset(key for key, _ in finals(report))


def key_of(version: Version) -> CopyKey | None:
    """What a version of a result may be a copy of; `None` when it is not final or the number is absent."""
    number, result = number_of(version.report), version.result
    if number is None or status_of(result) < Status.FINAL:
        return None
    return number, result.code, result.code_responsible, result.producer_code


def covered_places(reports: Iterable[Report], hidden: Hidden) -> Iterator[tuple[str, int]]:
    """Where in which letters final results are copies of something hidden."""
    for report in reports:
        if hidden.origins and number_of(report) in hidden.numbers:
            for position, result in enumerate(report.results):
                key = key_of(Version(report=report, result=result, position=position))
                if key is not None and hidden.covers(key, report):
                    yield report.letter_id, position


# Under the same numbers ------------------------------------------------------------------------


def are_copies(authored: Sequence[Sequence[Version]]) -> bool:
    """Whether what several senders say under the same numbers are copies, and none a stranger's correction
    (rule S3): each has given an answer of its own before it corrected one."""
    keys = {key_of(max(versions, key=version_order)) for versions in authored}
    own = all(any(status_of(each.result) != Status.CORRECTED for each in of_one) for of_one in authored)
    return own and len(keys) == 1 and None not in keys


def reports_are_copies(authored: Sequence[Sequence[Report]]) -> bool:
    """The same of whole reports."""
    keys = {keys_of(max(reports, key=report_order)) for reports in authored}
    own = all(any(not is_corrected(each) for each in of_one) for of_one in authored)
    return own and len(keys) == 1 and frozenset() not in keys


def versions_apart(newest_first: Sequence[Version]) -> Iterable[Sequence[Version]]:
    """The versions of a result that its producer answered too, each sender's final answer by itself.

    The producer may correct what was sent for it (rule S3). A final answer that is no correction is a copy,
    and two that disagree must not hide one another as versions would.
    """
    return _apart(newest_first, lambda each: each.report.sender.gln, _final_key)


def reports_apart(newest_first: Sequence[Report]) -> Iterable[Sequence[Report]]:
    """The same of whole reports."""
    return _apart(newest_first, lambda each: each.sender.gln, _final_report)


def _final_key(version: Version) -> CopyKey | None:
    return key_of(version) if status_of(version.result) == Status.FINAL else None


def _final_report(report: Report) -> tuple[str, frozenset[CopyKey]] | None:
    """XRPT05 and XRPT06 of one laboratory are one report, whatever numbers they are sent from (rule S16)."""
    return (report.kind, keys_of(report)) if report.status == Status.FINAL else None


def _apart(
    newest_first: Sequence[Each], sender: Callable[[Each], str], key: Callable[[Each], object]
) -> Iterable[Sequence[Each]]:
    wanted = key(newest_first[0])
    own: dict[str, list[Each]] = {}
    for each in newest_first:
        own.setdefault(sender(each), []).append(each)
    if len(own) == 1 or not wanted:
        return (newest_first,)
    first, *others = own.values()
    copies = [versions for versions in others if key(versions[0]) == wanted]
    first += [each for versions in others if versions not in copies for each in versions]
    return (first, *copies)
