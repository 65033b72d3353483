"""The record of a person as resources: the one door from `results.record` to FHIR.

What the record leaves out is not here, so no total, history, inclusion or version can betray it (rule S13). Results
that the record shows as one (rule S22) are one Observation, which names the other sender.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from msgspec.structs import replace

from labsvar.comparability import Comparing
from labsvar.conversion.fhir import parts
from labsvar.conversion.fhir.systems import Choices
from labsvar.fhirview import reports
from labsvar.fhirview.ids import Ids
from labsvar.fhirview.model import Making, Resource, Served, Versions, by_id, reference_to, stamped
from labsvar.fhirview.reports import Answer
from labsvar.formats.fhir.resources import Element, Identifier, Patient, Reference
from labsvar.identifiers import cpr
from labsvar.identifiers.person import foreign_parts
from labsvar.results.history import InvestigationVersion
from labsvar.results.model import Report
from labsvar.results.record import Record

NOTHING = Served(by_type={})


def served(
    record: Record,
    ids: Ids,
    *,
    choices: Choices = Choices(),  # noqa: B008 - it is frozen
    comparing: Comparing = Comparing.NOTHING,
) -> Served:
    """Everything of a record, as resources. Where nothing may be seen there is not even the person."""
    if record.is_empty:
        return Served(by_type={}, left_out=record.left_out)
    making = Making(record.person.key, ids, choices, comparing)
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
    made["Organization"] = [
        _one(each) for each in sorted(_organizations(record, answers, making), key=_since)
    ]
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
    key = person.key.partition("~")[0]
    foreign = foreign_parts(key)
    number = key.partition("@")[0]
    danish = foreign is None and cpr.has_form(number)
    made = parts.patient(
        own_id=making.ids.patient(person.key),
        number=number if danish else None,
        alternative=None if danish else number,
        surname=person.surname,
        given=person.given_name,
        profile=None,
    )
    if foreign is not None:
        own = Identifier(system=foreign[1], value=foreign[0])
        unknown = Element(extension=(parts.absent("unknown"),))
        made = replace(made, identifier=(own,), birth_date=None, birth_date_element=unknown)
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
    """Whoever sent, made or asked for something that is shown; what else a letter names is not looked at."""
    for answer in answers:
        report = answer.report
        yield reports.sender_of(report.sender, report.arrived_at, making)
    for found in record.reports:
        yield from (_producer(each, making) for each in found.investigations)
    shown = (*record.results, *(each for found in record.reports for each in found.results))
    for history in shown:
        for version in (history.current, *history.earlier):
            result, at = version.result, version.report.arrived_at
            yield reports.producer_of(
                result.producer_code, result.producer_name, at, making, kind=result.producer_kind
            )
    for asked in record.requisitions:
        sender = asked.requisition.sender
        yield reports.sender_of(sender, asked.requisition.arrived_at, making)


def _producer(found: InvestigationVersion, making: Making) -> Resource:
    producer = found.investigation.examination.producer_of_lab_result
    if producer is None:
        return reports.sender_of(found.report.sender, found.report.arrived_at, making)
    return reports.producer_of(producer.identifier_code, producer.identifier, found.report.arrived_at, making)


def _since(resource: Resource) -> tuple[str, str]:
    """Of one organisation the oldest mention counts, whatever order the record has."""
    assert resource.meta is not None, "every version is stamped"
    return resource.meta.last_updated or "", resource.meta.version_id or ""


def _one(resource: Resource) -> Versions:
    return Versions(resources=(resource,))
