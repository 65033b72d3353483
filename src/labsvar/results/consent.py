"""Which letters the person has refused to have shown (rule S11)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal, TypeAlias

import msgspec

from labsvar.letters.consent import STATES_CONSENT
from labsvar.results.authors import Samples, answer_of
from labsvar.results.model import Report, Requisition
from labsvar.results.ordering import said_at

ReportVersions: TypeAlias = Literal["replaces", "adds"]
ShownOnce: TypeAlias = Literal["once", "producer", "apart"]
"""What is shown of two laboratories' answers to one requisition (rule S22): one of them, only the producer's own
letter where there is one, or both, which is for what must see every letter."""


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """How an installation reads what the standards leave open; the defaults are the careful choice.

    `report_versions` says by kind what a later letter with one status for the whole report does to an
    earlier one (rule S1); kinds it does not name are replaced. `silence_refuses` are the versions in
    which a missing consent element says that consent is not given (rule S11). With
    `refused_requisitions_hide`, a refusal on a requisition also hides the answers under its number,
    until an answer says explicitly that it may be shown. `shown_once` is what becomes of two laboratories'
    answers to one requisition (rule S22).
    """

    report_versions: Mapping[str, ReportVersions] = msgspec.field(default_factory=dict)
    silence_refuses: frozenset[str] = STATES_CONSENT
    refused_requisitions_hide: bool = True
    shown_once: ShownOnce = "once"

    def versions(self, kind: str) -> ReportVersions:
        """What a later letter of a kind does to an earlier one."""
        return self.report_versions.get(kind, "replaces")

    def word(self, report: Report) -> bool | None:
        """A letter's word on consent, its silence included; `None` when it says nothing."""
        if report.given is None and report.version in self.silence_refuses:
            return False
        return report.given


DEFAULT = Reading()


def refused_letters(
    reports: Sequence[Report], samples: Samples, numbers: frozenset[str], reading: Reading
) -> frozenset[str]:
    """Letters whose answer is refused: the newest explicit word of an answer counts.

    An answer is one sender's sample and production number; all its letters are hidden together.
    A refusal in the technical stage counts as well. Of two words equally new by the letters' own times
    the refusal stands, in whichever order they came. An answer without a word has that of the requisition; `numbers` are those of refused requisitions.
    """
    answers: defaultdict[tuple[str, str, str], list[Report]] = defaultdict(list)
    for report in reports:
        answers[(report.sender.gln, *answer_of(report, samples))].append(report)
    return frozenset(
        report.letter_id
        for versions in answers.values()
        if _is_refused(versions, numbers, reading)
        for report in versions
    )


def _is_refused(versions: Sequence[Report], numbers: frozenset[str], reading: Reading) -> bool:
    words = [
        ((*said_at(report)[:-1], not word), word)
        for report in versions
        if (word := reading.word(report)) is not None
    ]
    if words:
        return not max(words)[1]
    return any(report.requester_number in numbers for report in versions)


def refused_requisitions(requisitions: Iterable[Requisition]) -> frozenset[str]:
    """The letters of requisitions that are refused: of one requester's number, the newest word counts."""
    words: defaultdict[tuple[str, str], list[Requisition]] = defaultdict(list)
    for requisition in requisitions:
        words[requisition.sender.gln, requisition.requester_number].append(requisition)
    return frozenset(each.letter_id for versions in words.values() if _says_no(versions) for each in versions)


def _says_no(versions: Sequence[Requisition]) -> bool:
    said = [each for each in versions if each.given is not None]
    newest = max(said, key=lambda each: (each.sent_at, not each.given), default=None)
    return newest is not None and not newest.given
