"""Answers as DiagnosticReports with what they point at: samples, organisations, requisitions, documents."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from labsvar.comparability.model import LABORATORY
from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import PRODUCER, REPORT_NOTE, own_system
from labsvar.conversion.fhir.tables import COMPOSITION_STATUS
from labsvar.conversion.fhir.texts import narrative
from labsvar.fhirview import observations, stating, words
from labsvar.fhirview.model import Making, Versions, instant, reference_to, stamped
from labsvar.formats.fhir.resources import (
    Annotation,
    CodeableConcept,
    Coding,
    Composition,
    CompositionSection,
    DiagnosticReport,
    Extension,
    Identifier,
    Observation,
    Organization,
    Reference,
    ServiceRequest,
    Specimen,
    SpecimenCollection,
)
from labsvar.results.history import ReportHistory, RequisitionShown, ResultHistory
from labsvar.results.model import Field, Party, Report, Status, Withdrawal

ReportStatus: TypeAlias = Literal[
    "registered", "partial", "preliminary", "final", "corrected", "entered-in-error"
]
_OF_REPORT: Final[dict[str, ReportStatus]] = {
    "modtaget": "registered",
    "del_svar": "partial",
    "komplet_svar": "final",
}
_OF_STATUS: Final[dict[Status, ReportStatus]] = {
    Status.RECEIVED: "registered",
    Status.TEMPORARY: "preliminary",
    Status.FINAL: "final",
    Status.CORRECTED: "corrected",
}
CATEGORIES: Final[dict[Field, CodeableConcept]] = {
    "biochemistry": parts.STUDIES["chemistry"],
    "microbiology": parts.STUDIES["microbiology"],
    "pathology": parts.STUDIES["pathology"],
    "genetics": parts.STUDIES["genetics"],
}
"""What a report is of. The European list of studies has no code for pathology, and none that covers every answer of
genetics, so these have one of our own (assumption)."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One report as it is served, with its observations; `report` is the letter that speaks for it."""

    report: Report
    observations: tuple[Versions, ...] = ()
    status: ReportStatus
    notes: tuple[Annotation, ...] = ()
    conclusion: str | None = None
    lines: tuple[str, ...] = ()
    updated: datetime
    material: str | None = None
    number: int = 0


def of_results(histories: Iterable[ResultHistory], making: Making) -> Iterator[Answer]:
    """The reports of biochemistry: what one sender answered about one sample under one production number."""
    groups: defaultdict[tuple[str, str, str], list[ResultHistory]] = defaultdict(list)
    for history in histories:
        report = history.current.report
        groups[report.sender.gln, report.sample_number, report.production_number].append(history)
    for found in groups.values():
        of_one = sorted(found, key=_place)
        newest = max((each.current.report for each in of_one), key=lambda each: each.arrived_at)
        yield Answer(
            report=newest,
            observations=tuple(observations.of_result(each, making) for each in of_one),
            status=_status_of_results(newest, of_one),
            updated=max(_changed(each.current.report, each.withdrawn) for each in of_one),
            conclusion=newest.summary if any(each.withdrawn is None for each in of_one) else None,
        )


def _place(history: ResultHistory) -> tuple[datetime, int]:
    return history.current.report.arrived_at, history.current.position


def of_report(history: ReportHistory, making: Making) -> Answer:
    """A report of microbiology, pathology or genetics. Of a withdrawn one only the tombstone is left (rule S6)."""
    report = history.current
    updated = _changed(report, history.withdrawn)
    if history.withdrawn is not None:
        note = observations.tomb_note(history.withdrawn)
        return Answer(report=report, status="entered-in-error", notes=(note,), updated=updated)
    told = [each.narrative for each in history.standing if each.narrative is not None]
    concluded = [report.summary, *(words.conclusion(each) for each in told)]
    found = tuple(_findings(history, making))
    changed = (_updated(each) for each in found)
    return Answer(
        report=report,
        observations=found,
        status=_status_of_report(history),
        notes=tuple(observations.told_beside(history)),
        conclusion=words.as_text(each for each in concluded if each),
        lines=tuple(line for each in told for line in words.of_narrative(each)),
        updated=max((updated, *changed)),
        material=next(_materials(history), None),
    )


def _materials(history: ReportHistory) -> Iterator[str]:
    standing = (each.current.result.material for each in history.results if each.withdrawn is None)
    return (each for each in standing if each)


def _findings(history: ReportHistory, making: Making) -> Iterator[Versions]:
    seen: Counter[tuple[str, str]] = Counter()
    for each in history.investigations:
        examination = each.investigation.examination
        code = (examination.mic_analysis_code, examination.analysis_code_responsible)
        seen[code] += 1
        yield observations.of_investigation(each, seen[code], making)
    yield from (observations.of_result(each, making) for each in history.results)
    yield from (observations.of_part(each, history.results, making) for each in history.parts)


def diagnostic_report(answer: Answer, making: Making, based_on: Reference | None) -> DiagnosticReport:
    """The report itself, pointing at everything else."""
    report = answer.report
    made = DiagnosticReport(
        id=making.id("DiagnosticReport", *_identity(answer)),
        extension=tuple(Extension(url=REPORT_NOTE, value_annotation=each) for each in answer.notes),
        text=narrative(answer.lines) if answer.lines else None,
        identifier=(identifier("report-number", report, report.production_number),),
        based_on=() if based_on is None else (based_on,),
        status=answer.status,
        category=(CATEGORIES[report.field],),
        code=parts.REPORT_CODE,
        subject=making.subject(),
        effective_date_time=instant(report.sampled_at),
        issued=instant(report.authorised_at),
        performer=(observations.organization(report, making),),
        specimen=(observations.specimen(report, making),),
        result=tuple(Reference(reference=reference_to(each.current)) for each in answer.observations),
        conclusion=answer.conclusion,
    )
    stamp: DiagnosticReport = stamped(made, answer.updated)
    return stamp


def composition(answer: Answer, of: DiagnosticReport, making: Making) -> Composition:
    """The document about a report: `$document` puts together what it points at."""
    title = "Laboratoriesvar / Laboratory report"
    told = [_line(each.current) for each in answer.observations if isinstance(each.current, Observation)]
    section = CompositionSection(
        title=title,
        code=of.category[0],
        text=narrative(
            [*told, *answer.lines, *([answer.conclusion] if answer.conclusion else [])] or [title]
        ),
        entry=(Reference(reference=reference_to(of)), *of.result),
    )
    made = Composition(
        id=making.id("Composition", *_identity(answer)),
        identifier=of.identifier[0],
        status=_composition_status(answer.status),
        type=of.code,
        category=of.category,
        subject=of.subject,
        date=instant(answer.report.authorised_at),
        author=of.performer,
        title=title,
        section=(section,),
    )
    stamp: Composition = stamped(made, answer.updated)
    return stamp


def specimen_of(answer: Answer, making: Making) -> Specimen:
    """The sample of a report; of a withdrawn one nothing that was found out about it."""
    report = answer.report
    reference = observations.specimen(report, making).reference or ""
    made = Specimen(
        id=reference.partition("/")[2],
        identifier=(identifier("sample-number", report, report.sample_number),),
        type=parts.concept(answer.material) if answer.material else None,
        subject=making.subject(),
        received_time=None if report.received_at is None else instant(report.received_at),
        collection=SpecimenCollection(collected_date_time=instant(report.sampled_at)),
    )
    stamp: Specimen = stamped(made, report.arrived_at)
    return stamp


def sender_of(party: Party, arrived_at: datetime, making: Making) -> Organization:
    """A sender or a requester."""
    name = ", ".join(each for each in (party.name, party.department, party.unit) if each)
    made = Organization(
        id=making.id("Organization", "gln", party.gln),
        identifier=(Identifier(system=making.choices.gln, value=party.gln),),
        name=name or None,
    )
    stamp: Organization = stamped(made, arrived_at)
    return stamp


def producer_of(
    code: str, name: str, arrived_at: datetime, making: Making, *, kind: str = LABORATORY
) -> Organization:
    """The laboratory that made a result; `kind` says what its code is a number of."""
    own = Identifier(system=PRODUCER, value=code)
    number = own if kind == LABORATORY else stating.producer_number(code, kind, gln=making.choices.gln)
    made = Organization(
        id=making.id("Organization", "producer", code),
        identifier=() if number is None else (number,),
        name=name or None,
    )
    stamp: Organization = stamped(made, arrived_at)
    return stamp


def service_request(shown: RequisitionShown, making: Making) -> ServiceRequest:
    """A requisition; of a withdrawn one only the tombstone."""
    asked = shown.requisition
    states = {"waiting": "active", "answered": "completed", "withdrawn": "entered-in-error"}
    withdrawn = shown.withdrawn
    made = ServiceRequest(
        id=making.id("ServiceRequest", asked.letter_id),
        identifier=(
            Identifier(
                system=own_system("requisition-number", asked.sender.gln), value=asked.requester_number
            ),
        ),
        status=states[shown.state],  # type: ignore[arg-type]  # one of the three above
        intent="order",
        category=(CodeableConcept(coding=(Coding(system=own_system("letter-kind"), code=asked.kind),)),),
        subject=making.subject(),
        authored_on=instant(asked.requested_at),
        requester=making.at("Organization", "gln", asked.sender.gln),
        note=() if withdrawn is None else (observations.tomb_note(withdrawn),),
    )
    updated = asked.arrived_at if withdrawn is None else withdrawn.withdrawn_at
    stamp: ServiceRequest = stamped(made, updated)
    return stamp


def _identity(answer: Answer) -> tuple[str, ...]:
    report = answer.report
    return (
        report.field,
        report.sender.gln,
        report.sample_number,
        report.production_number,
        str(answer.number),
    )


def numbered(answers: Iterable[Answer]) -> Iterator[Answer]:
    """The answers, with a number for those whose own numbers are the same."""
    seen: Counter[tuple[str, ...]] = Counter()
    for answer in answers:
        identity = _identity(answer)
        yield replace(answer, number=seen[identity])
        seen[identity] += 1


def identifier(kind: str, report: Report, value: str) -> Identifier:
    """A number that the sender of a report gave something."""
    return Identifier(system=own_system(kind, report.sender.gln), value=value)


def _status_of_results(report: Report, histories: Sequence[ResultHistory]) -> ReportStatus:
    standing = [each for each in histories if each.withdrawn is None]
    if not standing:
        return "entered-in-error"
    if any(each.current.result.status == Status.CORRECTED for each in standing):
        return "corrected"
    if report.report_status in _OF_REPORT:
        return _OF_REPORT[report.report_status]
    return _OF_STATUS[min(each.current.result.status for each in standing)]


def _status_of_report(history: ReportHistory) -> ReportStatus:
    if history.results:
        return _status_of_results(history.current, history.results)
    return _OF_STATUS[history.current.status or Status.FINAL]


def _composition_status(
    status: ReportStatus,
) -> Literal["preliminary", "final", "amended", "entered-in-error"]:
    if status == "entered-in-error":
        return "entered-in-error"
    return "preliminary" if status == "preliminary" else COMPOSITION_STATUS[status]


def _changed(report: Report, withdrawn: Withdrawal | None) -> datetime:
    return report.arrived_at if withdrawn is None else withdrawn.withdrawn_at


def _updated(versions: Versions) -> datetime:
    meta = versions.current.meta
    assert meta is not None
    assert meta.last_updated is not None, "every version is stamped"
    return datetime.fromisoformat(meta.last_updated)


def _line(found: Observation) -> str:
    """An observation as one line for people."""
    name = found.code.text or ", ".join(each.display or each.code or "" for each in found.code.coding)
    quantity = found.value_quantity
    said = found.value_string or ""
    if quantity is not None:
        sent = parts.number_of(quantity) or ""
        said = " ".join(part for part in (quantity.comparator, sent, quantity.unit) if part)
    return f"{name}: {said or found.status}"
