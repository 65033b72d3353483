"""Answers with their versions, as they may be shown: what `labsvar.results.record` makes of what is stored."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from labsvar.letters.xrpt05 import Investigation
from labsvar.results.model import PartName, Person, Report, Requisition, Result, Status, Withdrawal


class Version(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One version of one result: where it stands in which report."""

    report: Report
    result: Result
    position: int


class ResultHistory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All versions of one result of one author.

    `withdrawn` is set when the result was withdrawn and not sent anew; its value is not to be shown
    then, nor are the earlier ones. `disputed` says that another sender has sent a correction of what
    seems the same result (rule S3); the two are kept apart. `twins` are the same result from other senders,
    shown once with this one, and `disagrees` says that another sender's stands apart since it says
    something else, or was withdrawn (rule S22): then `beside_withdrawn` says so too, and on the tombstone
    `copy_stands` says that this one does.
    """

    current: Version
    earlier: tuple[Version, ...] = ()
    withdrawn: Withdrawal | None = None
    disputed: bool = False
    twins: tuple[ResultHistory, ...] = ()
    disagrees: bool = False
    beside_withdrawn: bool = False
    copy_stands: bool = False

    def has_overtaken(self, twin: ResultHistory) -> bool:
        """Whether this is a correction that the twin has not seen."""
        return twin.current.result.status < self.current.result.status


class InvestigationVersion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One investigation of a microbiology report, and the tombstone if it was withdrawn."""

    report: Report
    investigation: Investigation
    position: int
    withdrawn: Withdrawal | None = None


class PartVersion(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The newest version of one part of an XRPT02 answer, and the tombstone if it was withdrawn.

    The part itself is `getattr(report.bacteriology, name)`; with `withdrawn` set it is not to be shown.
    """

    report: Report
    name: PartName
    position: int
    withdrawn: Withdrawal | None = None


class ReportHistory(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """All versions of one report of one author: of microbiology, pathology or genetics.

    `current` is the newest version and gives what is said of the report as a whole. What is shown of
    it is in `investigations` (XRPT05 and XRPT06), `results` and `parts` (XRPT02, which keeps a version
    of each), or, of answers told in words and codes, the `narrative` of each report in `standing`:
    the newest one, and with the setting `adds` the earlier ones that say something beside it.
    `copies` are XRPT06 letters that say what a shown XRPT05 says (rule S16). With `withdrawn` set there
    is nothing to show. `twins` and what stands after it are as in `ResultHistory`.
    """

    current: Report
    investigations: tuple[InvestigationVersion, ...] = ()
    results: tuple[ResultHistory, ...] = ()
    parts: tuple[PartVersion, ...] = ()
    standing: tuple[Report, ...] = ()
    earlier: tuple[Report, ...] = ()
    copies: tuple[Report, ...] = ()
    withdrawn: Withdrawal | None = None
    disputed: bool = False
    twins: tuple[ReportHistory, ...] = ()
    disagrees: bool = False
    beside_withdrawn: bool = False
    copy_stands: bool = False

    def has_overtaken(self, twin: ReportHistory) -> bool:
        """Whether this is a correction that the twin has not seen."""
        return is_corrected(self.current) and not is_corrected(twin.current)


def is_corrected(report: Report) -> bool:
    """Whether a report, or a result in it, is a correction."""
    return report.status == Status.CORRECTED or any(
        result.status == Status.CORRECTED for result in report.results
    )


class RequisitionShown(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One requisition, and the reports that may be seen and answer its number, newest first.

    With `withdrawn` set there is nothing to show of it but the tombstone.
    """

    requisition: Requisition
    answers: tuple[Report, ...] = ()
    withdrawn: Withdrawal | None = None

    @property
    def state(self) -> Literal["waiting", "answered", "withdrawn"]:
        """Whether it waits for an answer, or one has come that may be seen."""
        if self.withdrawn is not None:
            return "withdrawn"
        return "answered" if self.answers else "waiting"


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What may be seen about one person.

    `left_out` says that the person has blocked something that would be here otherwise, and never what.
    `kept_back` are positions of letters that are not to be shown though the rest of the letter is, by the
    letter's id (rule S22).
    """

    person: Person
    results: tuple[ResultHistory, ...] = ()
    microbiology: tuple[ReportHistory, ...] = ()
    pathology: tuple[ReportHistory, ...] = ()
    genetics: tuple[ReportHistory, ...] = ()
    requisitions: tuple[RequisitionShown, ...] = ()
    left_out: bool = False
    kept_back: Mapping[str, frozenset[int]] = msgspec.field(default_factory=dict)

    @property
    def reports(self) -> tuple[ReportHistory, ...]:
        """Everything that is shown report by report."""
        return (*self.microbiology, *self.pathology, *self.genetics)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not (self.results or self.reports or self.requisitions)
