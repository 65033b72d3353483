"""The record of a person as resources: the one door from `results.record` to FHIR.

What the record leaves out is not here, so no total, history, inclusion or version can betray it (rule S13). Results
that the record shows as one (rule S22) are one Observation, which names the other sender.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import Choices
from labsvar.fhirview import reports
from labsvar.fhirview.ids import Ids
from labsvar.fhirview.model import Making, Resource, Served, Versions, by_id, reference_to, stamped
from labsvar.fhirview.reports import Answer
from labsvar.formats.fhir.resources import Patient, Reference
from labsvar.identifiers import cpr
from labsvar.results.model import Report
from labsvar.results.record import Record

NOTHING = Served(by_type={})


def served(record: Record, ids: Ids, *, choices: Choices = Choices()) -> Served:  # noqa: B008 - it is frozen
    """Everything of a record, as resources. Where nothing may be seen there is not even the person."""
    if record.is_empty:
        return Served(by_type={}, left_out=record.left_out)
    making = Making(record.person.key, ids, choices)
    answers = sorted(_answers(record, making), key=lambda each: each.report.sampled_at, reverse=True)
    asked = {_asked(each): each for each in _based_on(record, making)}
    made: dict[str, list[Versions]] = {"Observation": [], "DiagnosticReport": [], "Composition": []}
    for answer in answers:
        report = reports.diagnostic_report(answer, making, _request(answer.report, record, making))
        made["Observation"] += answer.observations
        made["DiagnosticReport"].append(_one(report))
        made["Composition"].append(_one(reports.composition(answer, report, making)))
    made["Specimen"] = [_one(reports.specimen_of(each, making)) for each in answers]
    made["ServiceRequest"] = list(asked.values())
    made["Organization"] = [_one(each) for each in _organizations(record, answers, making)]
    made["Patient"] = [_one(_patient(record, answers, making))]
    return Served(by_type={kind: by_id(each) for kind, each in made.items()}, left_out=record.left_out)


def _answers(record: Record, making: Making) -> Iterable[Answer]:
    found = [
        *reports.of_results(record.results, making),
        *(reports.of_report(each, making) for each in record.reports),
    ]
    # In the order of arrival, so that two answers under the same numbers keep their ids when a third comes.
    return reports.numbered(sorted(found, key=lambda each: (each.report.arrived_at, each.report.letter_id)))


def _patient(record: Record, answers: Sequence[Answer], making: Making) -> Patient:
    person = record.person
    number = person.key.partition("~")[0].partition("@")[0]
    made = parts.patient(
        own_id=making.ids.patient(person.key),
        number=number if cpr.has_form(number) else None,
        alternative=None if cpr.has_form(number) else number,
        surname=person.surname,
        given=person.given_name,
        profile=None,
    )
    seen = [*(each.report.arrived_at for each in answers), *_arrivals(record)]
    patient: Patient = stamped(made, min(seen))
    return patient


def _arrivals(record: Record) -> Iterator[datetime]:
    return (each.requisition.arrived_at for each in record.requisitions)


def _based_on(record: Record, making: Making) -> Iterator[Versions]:
    return (_one(reports.service_request(each, making)) for each in record.requisitions)


def _asked(versions: Versions) -> str:
    return versions.current.id or ""


def _request(report: Report, record: Record, making: Making) -> Reference | None:
    """The requisition that a report answers, where it may be seen, and otherwise the number that the report names."""
    if report.requester_number is None:
        return None
    for shown in record.requisitions:
        if shown.withdrawn is None and any(each.letter_id == report.letter_id for each in shown.answers):
            return Reference(reference=reference_to(reports.service_request(shown, making)))
    named = reports.identifier("requester-number", report, report.requester_number)
    return Reference(type="ServiceRequest", identifier=named)


def _organizations(record: Record, answers: Sequence[Answer], making: Making) -> Iterator[Resource]:
    for answer in answers:
        report = answer.report
        yield reports.sender_of(report.sender, report.arrived_at, making)
        for code, name in _producers(report).items():
            yield reports.producer_of(code, name, report.arrived_at, making)
    for each in record.results:
        for version in (each.current, *each.earlier):
            result, at = version.result, version.report.arrived_at
            yield reports.producer_of(result.producer_code, result.producer_name, at, making)
    for shown in record.requisitions:
        asked = shown.requisition
        yield reports.sender_of(asked.sender, asked.arrived_at, making)


def _producers(report: Report) -> Mapping[str, str]:
    found = {each.producer_code: each.producer_name for each in report.results}
    for each in report.investigations:
        producer = each.examination.producer_of_lab_result
        if producer is not None:
            found.setdefault(producer.identifier_code, producer.identifier)
    return found


def _one(resource: Resource) -> Versions:
    return Versions(resources=(resource,))
