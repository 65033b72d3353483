"""The pages of reports about a person: microbiology, pathology with cytology, genetics."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from labsvar.linking.flows import sent_on
from labsvar.results.cumulative import Filter
from labsvar.results.history import InvestigationVersion, PartVersion, ReportHistory, ResultHistory
from labsvar.results.model import Report, Sector, Status
from labsvar.web.texts import Texts
from labsvar.web.views.bacteriology import PartView, part
from labsvar.web.views.formatted import html, lines
from labsvar.web.views.investigations import InvestigationView, investigation, withdrawn_investigation
from labsvar.web.views.narrative import NarrativeView, narrative, short_answer, specimens
from labsvar.web.views.times import moment
from labsvar.web.views.values import CellView, Link, TombView, View, cell, links, tombstone


class EarlierReport(msgspec.Struct, frozen=True, gc=False):
    """An earlier version of a report, one step away."""

    letter_id: str
    resulted: str
    status: Status | None


class TwinReport(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """The same report from another sender, shown once with this one (rule S22)."""

    letter_id: str
    sender: str
    resulted: str
    overtaken: bool


class ResultRow(msgspec.Struct, frozen=True, kw_only=True):
    """One result of a report that keeps a version of each."""

    name: str
    place: str
    code: str
    producer: str
    producer_code: str
    cell: CellView


class Told(NamedTuple):
    """An answer in words, and when it was given: with the setting `adds`, several can stand."""

    resulted: str
    says: NarrativeView


class Findings(msgspec.Struct, frozen=True, kw_only=True):
    """What a report says, in whichever form its kind has; a withdrawn report has none."""

    clinical_information: Markup = Markup()
    requisition_comments: tuple[Markup, ...] = ()
    references: tuple[Link, ...] = ()
    headline: str | None = None
    summary: str | None = None
    results: tuple[ResultRow, ...] = ()
    parts: tuple[PartView, ...] = ()
    investigations: tuple[InvestigationView, ...] = ()
    narratives: tuple[Told, ...] = ()
    comments: tuple[Markup, ...] = ()


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """One report; with a `tomb` it says nothing, and with `sent_to` only where the sample was sent."""

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
    relative: str | None
    says: Findings
    earlier: tuple[EarlierReport, ...]
    tomb: TombView | None
    disputed: bool
    disagrees: bool = False
    beside_withdrawn: bool = False
    copy_stands: bool = False
    sent_to: str | None = None
    twins: tuple[TwinReport, ...] = ()


def page(
    histories: Iterable[ReportHistory], wanted: Filter, *, view: View, texts: Texts
) -> tuple[ReportView, ...]:
    """The reports a filter lets through, newest sample first."""
    found = [history for history in histories if _wanted(history, wanted)]
    found.sort(key=lambda history: (history.current.sampled_at, history.current.resulted_at), reverse=True)
    return tuple(_report(history, place, view, texts) for place, history in enumerate(found))


# The filter ----------------------------------------------------------------------------------


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
    """What a search in words looks at: examinations, materials, findings; nothing of what is withdrawn."""
    for each in history.investigations:
        if each.withdrawn is None:
            yield from _words_of_investigation(each)
    for result in history.results:
        if result.withdrawn is None:
            found = result.current.result
            yield from (found.full_name, found.short_name or "", found.material or "", found.location or "")
    for each_part in history.parts:
        if each_part.withdrawn is None and each_part.name == "culture_with_findings":
            yield from _organisms(each_part.report)
    for report in history.standing:
        yield from _words_of_narrative(report)


def _words_of_investigation(each: InvestigationVersion) -> Iterable[str]:
    examination = each.investigation.examination
    names = examination.analysis_mds_name
    yield from (names.examination, names.material or "", names.location or "")
    yield examination.analysis_short_name or ""
    culture = each.investigation.culture_findings
    for organism in culture.microorganisms if culture else ():
        yield from organism.identification.text.paragraphs


def _organisms(report: Report) -> Iterable[str]:
    culture = None if report.bacteriology is None else report.bacteriology.culture_with_findings
    return () if culture is None else (organism.name for organism in culture.microorganisms)


def _words_of_narrative(report: Report) -> Iterable[str]:
    told = report.narrative
    if told is None:
        return
    short = short_answer(told)
    yield from (short.headline, short.result)
    for sample in specimens(told):
        yield sample.material
        yield from (line.text for line in (sample.topography, *sample.findings) if line is not None)


# One report ----------------------------------------------------------------------------------


def _report(history: ReportHistory, place: int, view: View, texts: Texts) -> ReportView:
    report = history.current
    withdrawn = history.withdrawn
    return ReportView(
        anchor=f"report-{place}",
        title=title(report) if withdrawn is None else texts(f"withdrawn_report.{report.field}"),
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
        relative=None if withdrawn is not None else _relative(report, texts),
        says=Findings() if withdrawn is not None else _findings(history, view, texts),
        earlier=_earlier(history.earlier, texts) if view != "citizen" else (),
        tomb=None if withdrawn is None else tombstone(withdrawn, view=view, texts=texts),
        disputed=history.disputed,
        disagrees=history.disagrees,
        beside_withdrawn=history.beside_withdrawn,
        copy_stands=history.copy_stands,
        sent_to=None if withdrawn is not None else sent_on(report),
        twins=tuple(_twin(each, history, texts) for each in history.twins),
    )


def _twin(twin: ReportHistory, shown: ReportHistory, texts: Texts) -> TwinReport:
    report = twin.current
    return TwinReport(
        letter_id=report.letter_id,
        sender=report.sender.name,
        resulted=moment(report.resulted_at, texts),
        overtaken=shown.has_overtaken(twin),
    )


def title(report: Report) -> str:
    """The examinations and their material in a few words."""
    return " · ".join(dict.fromkeys(_titles(report)))


def _titles(report: Report) -> Iterable[str]:
    if report.narrative is not None:
        yield short_answer(report.narrative).headline
        yield from (sample.material for sample in specimens(report.narrative))
    for each in report.investigations:
        names = each.examination.analysis_mds_name
        yield ", ".join(part for part in (names.examination, names.material) if part)
    # What stands under another result is no examination of its own.
    for result in [each for each in report.results if each.group is None] or report.results:
        yield ", ".join(part for part in (result.full_name, result.material) if part)


def _relative(report: Report, texts: Texts) -> str | None:
    """Whose sample or illness matters beside the person's; the number of that person is in the letter."""
    relative = report.relative
    if relative is None:
        return None
    names = (relative.person_given_name, relative.person_surname_name)
    name = " ".join(name for name in names if name)
    return f"{texts.named('code', relative.relation_code)}: {name}"


def _findings(history: ReportHistory, view: View, texts: Texts) -> Findings:
    report = history.current
    told = report.bacteriology
    requisition = [lines(comment.split("\n")) for comment in report.requisition_comments]
    if report.comments:
        requisition.append(html(report.comments))
    comments = [lines(comment.split("\n")) for comment in report.report_comments]
    if told is not None and told.comment:
        comments.insert(0, html(told.comment))
    return Findings(
        clinical_information=html(report.clinical_text) or lines(report.clinical_information),
        requisition_comments=tuple(requisition),
        references=tuple(links(report.references, texts)),
        headline=None if told is None else told.headline,
        summary=report.summary,
        results=tuple(_row(each, view, texts) for each in history.results),
        parts=tuple(_part(each, view, texts) for each in history.parts),
        investigations=tuple(_investigation(each, view, texts) for each in history.investigations),
        narratives=tuple(
            Told(moment(each.resulted_at, texts), narrative(each.narrative, texts))
            for each in history.standing
            if each.narrative is not None
        ),
        comments=tuple(comments),
    )


def _row(history: ResultHistory, view: View, texts: Texts) -> ResultRow:
    result = history.current.result
    return ResultRow(
        name=result.full_name,
        place=", ".join(part for part in (result.group, result.material, result.location) if part),
        code=result.code,
        producer=result.producer_name,
        producer_code=result.producer_code,
        cell=cell(history, view=view, row_interval=result.interval, texts=texts),
    )


def _part(each: PartVersion, view: View, texts: Texts) -> PartView:
    if each.withdrawn is not None:
        return PartView(tomb=tombstone(each.withdrawn, view=view, texts=texts))
    assert each.report.bacteriology is not None, "a part is one of the letter's own"
    return part(each.report.bacteriology, each.name)


def _investigation(each: InvestigationVersion, view: View, texts: Texts) -> InvestigationView:
    if each.withdrawn is None:
        return investigation(each.investigation, texts)
    tomb = tombstone(each.withdrawn, view=view, texts=texts)
    return withdrawn_investigation(each.investigation, tomb)


def _earlier(reports: Sequence[Report], texts: Texts) -> tuple[EarlierReport, ...]:
    return tuple(
        EarlierReport(report.letter_id, moment(report.resulted_at, texts), report.status)
        for report in reports
    )
