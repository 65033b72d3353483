"""The page of a person's microbiology reports."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec
from markupsafe import Markup

from labsvar.results.cumulative import Filter
from labsvar.results.model import Report, Sector, Status
from labsvar.results.record import InvestigationVersion, Record, ReportHistory
from labsvar.web.texts import Texts
from labsvar.web.views.formatted import lines
from labsvar.web.views.investigations import InvestigationView, investigation, withdrawn_investigation
from labsvar.web.views.times import moment
from labsvar.web.views.values import TombView, View, tombstone


class EarlierReport(msgspec.Struct, frozen=True, gc=False):
    """An earlier version of a report, one step away."""

    letter_id: str
    resulted: str
    status: Status | None


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """One microbiology report."""

    anchor: str
    title: str
    letter_id: str
    status: Status | None
    report_status: str | None
    sampled: str
    resulted: str
    sender: str
    department: str | None
    sector: Sector
    sample_number: str
    requester_number: str | None
    clinical_information: Markup
    requisition_comments: tuple[str, ...]
    summary: str | None
    investigations: tuple[InvestigationView, ...]
    comments: tuple[str, ...]
    earlier: tuple[EarlierReport, ...]
    tomb: TombView | None
    disputed: bool


def page(record: Record, wanted: Filter, *, view: View, texts: Texts) -> tuple[ReportView, ...]:
    """The reports a filter lets through, newest sample first."""
    histories = [history for history in record.microbiology if _wanted(history, wanted)]
    histories.sort(
        key=lambda history: (history.current.sampled_at, history.current.resulted_at), reverse=True
    )
    return tuple(_report(history, place, view, texts) for place, history in enumerate(histories))


def _wanted(history: ReportHistory, wanted: Filter) -> bool:
    report = history.current
    sampled = report.sampled_at.date()
    if wanted.sector is not None and report.sector != wanted.sector:
        return False
    if wanted.since is not None and sampled < wanted.since:
        return False
    if wanted.until is not None and sampled > wanted.until:
        return False
    if not wanted.text:
        return True
    words = " ".join(_words(history)).casefold()
    return wanted.text.casefold() in words


def _words(history: ReportHistory) -> Iterable[str]:
    """What a search in words looks at: examinations, materials, organisms; nothing of what is withdrawn."""
    for each in history.investigations:
        if each.withdrawn is not None:
            continue
        examination = each.investigation.examination
        names = examination.analysis_mds_name
        yield from (names.examination, names.material or "", names.location or "")
        yield examination.analysis_short_name or ""
        culture = each.investigation.culture_findings
        for organism in culture.microorganisms if culture else ():
            yield from organism.identification.text.paragraphs


def _report(history: ReportHistory, place: int, view: View, texts: Texts) -> ReportView:
    report = history.current
    withdrawn = history.withdrawn is not None
    shown = tuple(_investigation_version(each, view, texts) for each in history.investigations)
    return ReportView(
        anchor=f"report-{place}",
        title=_title(report) if not withdrawn else texts("withdrawn_report"),
        letter_id=report.letter_id,
        status=report.status,
        report_status=report.report_status,
        sampled=moment(report.sampled_at, texts),
        resulted=moment(report.resulted_at, texts),
        sender=report.sender.name,
        department=report.sender.department,
        sector=report.sector,
        sample_number=report.sample_number,
        requester_number=report.requester_number,
        clinical_information=Markup() if withdrawn else lines(report.clinical_information),
        requisition_comments=() if withdrawn else report.requisition_comments,
        summary=None if withdrawn else report.summary,
        investigations=shown,
        comments=() if withdrawn else report.report_comments,
        earlier=_earlier(history.earlier, texts) if view == "clinician" else (),
        tomb=None if history.withdrawn is None else tombstone(history.withdrawn, view=view, texts=texts),
        disputed=history.disputed,
    )


def _title(report: Report) -> str:
    """The examinations and their material in a few words."""
    names = []
    for each in report.investigations:
        mds = each.examination.analysis_mds_name
        name = ", ".join(part for part in (mds.examination, mds.material) if part)
        if name not in names:
            names.append(name)
    return " · ".join(names)


def _earlier(reports: Sequence[Report], texts: Texts) -> tuple[EarlierReport, ...]:
    return tuple(
        EarlierReport(report.letter_id, moment(report.resulted_at, texts), report.status)
        for report in reports
    )


def _investigation_version(each: InvestigationVersion, view: View, texts: Texts) -> InvestigationView:
    if each.withdrawn is None:
        return investigation(each.investigation, texts)
    tomb = tombstone(each.withdrawn, view=view, texts=texts)
    return withdrawn_investigation(each.investigation, tomb)
