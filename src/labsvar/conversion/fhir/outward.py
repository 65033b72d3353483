"""A letter as a European laboratory report (a document Bundle) or as DK Core resources (a collection).

Source: HL7 Europe, Laboratory Report 2.0.0; HL7 Denmark, DK Core 3.7.0. What neither states is our own mapping,
row by row in `mapping`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from labsvar.conversion.fhir import chemistry, parties, parts, texts
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.systems import (
    COMPOSITION,
    CONFIDENTIALITY,
    LOINC,
    RECIPIENT,
    REPORT,
    Choices,
    Target,
    own_extension,
    own_system,
)
from labsvar.conversion.fhir.tables import COMPOSITION_STATUS, REPORT_STATUS, ReportStatus
from labsvar.conversion.notes import Notes
from labsvar.conversion.supplies import OPTIONS
from labsvar.formats.fhir.resources import (
    Annotation,
    AnyResource,
    Bundle,
    BundleEntry,
    CodeableConcept,
    Coding,
    Composition,
    CompositionSection,
    DiagnosticReport,
    DocumentReference,
    Extension,
    Identifier,
    Observation,
    Patient,
    Period,
    Quantity,
    Reference,
    ServiceRequest,
    Specimen,
    SpecimenCollection,
)
from labsvar.letters.catalogue import version_of
from labsvar.letters.common import Envelope
from labsvar.letters.consent import said
from labsvar.letters.xrpt01 import LaboratoryReport, Sample

RESTRICTED: Final = Coding(system=CONFIDENTIALITY, code="R", display="restricted")
AnyReport = LaboratoryReport
TITLE: Final = "Laboratoriesvar"


class _Common(msgspec.Struct, frozen=True, kw_only=True):
    """What the resources of one letter point at."""

    patient: Reference
    sender: Reference
    request: Reference
    specimen: Reference
    recipients: tuple[Reference, ...]


def bundle(
    letter: AnyReport, envelope: Envelope, *, target: Target, choices: Choices, path: str, notes: Notes
) -> Bundle:
    """The Bundle that tells of a letter. What it could not tell is in `notes`; refusals there make it void."""
    making = _making(letter, target=target, choices=choices, notes=notes)
    common = _common(letter, making, path)
    observations = _observations(letter, making, common, path)
    report = _report(letter, making, common, observations, path)
    head: tuple[AnyResource, ...] = (report,)
    if target == "eu-lab":
        head = (_composition(letter, making, common, report, observations), report)
    sent = making.time(envelope.sent, "/Emessage/Envelope/Sent")
    if envelope.local_elements is not None:
        notes.lost(
            "/Emessage/Envelope/Local_Elements",
            da="FHIR har ingen plads til det",
            en="FHIR has no place for it",
        )
    return Bundle(
        id=making.id(f"bundle/{target}"),
        meta=parts.meta(
            making.profile("Bundle"), tag=(_tag("acknowledgement", envelope.acknowledgement_code),)
        ),
        identifier=Identifier(
            system=own_system("envelopes", letter.sender.ean_identifier), value=envelope.identifier
        ),
        type="document" if target == "eu-lab" else "collection",
        timestamp=sent,
        entry=tuple(map(_entry, (*head, *making.resources, *observations))),
    )


def ready(letter: AnyReport, given: Mapping[str, str], path: str, notes: Notes) -> AnyReport:
    """The letter with the status that FHIR demands, from an option where its version has none."""
    results = letter.laboratory_results
    information = results.general_result_information
    about = f"{path}/LaboratoryResults/GeneralResultInformation/ReportStatusCode"
    option = OPTIONS["ReportStatusCode"]
    status = given.get(option.name)
    if information.report_status_code is not None:
        return letter
    if status not in REPORT_STATUS:
        tell = notes.missing if status is None else notes.wrong
        tell(
            about,
            da="FHIR kræver svarets status, og brevet siger den ikke",
            en="FHIR demands the status of the report, and the letter does not say it",
            option=option.usage,
        )
        return letter
    notes.given(about, option.name)
    told = replace(information, report_status_code=status)
    return replace(letter, laboratory_results=replace(results, general_result_information=told))


def _making(letter: AnyReport, *, target: Target, choices: Choices, notes: Notes) -> Making:
    information = letter.laboratory_results.general_result_information
    seed = "|".join(
        (
            letter.sender.ean_identifier,
            information.laboratory_internal_production_identifier,
            letter.letter.identifier,
        )
    )
    return Making(target=target, choices=choices, seed=seed, notes=notes)


def _entry(resource: AnyResource) -> BundleEntry:
    return BundleEntry(full_url=f"urn:uuid:{resource.id}", resource=resource)


def _tag(name: str, code: str) -> Coding:
    return parts.coding(own_system(name), code)


def _common(letter: AnyReport, making: Making, path: str) -> _Common:
    patient = making.add(_patient(letter, making))
    sender = _party(letter.sender, "sender", making)
    receiver = _party(letter.receiver, "receiver", making)
    if letter.receiver.post_code_identifier == "":
        making.notes.lost(
            f"{path}/Receiver/PostCodeIdentifier", da="et tomt postnummer", en="an empty post code"
        )
    copies = [_party(letter.cc_receiver, "copy", making)] if letter.cc_receiver is not None else []
    about = f"{path}/RequisitionInformation"
    specimen = making.id("specimen")
    request = making.add(_request(letter, making, about, patient=patient, receiver=receiver))
    making.add(_specimen(letter, making, patient, request, about))
    return _Common(
        patient=parts.reference(patient),
        sender=parts.reference(sender),
        request=parts.reference(request),
        specimen=parts.reference(specimen),
        recipients=parts.references(copies),
    )


def _patient(letter: AnyReport, making: Making) -> Patient:
    person = letter.patient
    return parts.patient(
        own_id=making.id("patient"),
        number=person.civil_registration_number,
        alternative=person.alternative_identifier,
        surname=person.person_surname_name,
        given=person.person_given_name,
        profile=making.profile("Patient"),
    )


def _party(element: Any, role: str, making: Making) -> str:
    """Takes in a party; the answer is the id of what others point at."""
    made = parties.written(
        parties.party(element),
        making.party_ids(role),
        gln=making.choices.gln,
        profile=making.profile("Organization"),
    )
    taken = [making.add(each) for each in made]
    return taken[0]


def _request(letter: AnyReport, making: Making, path: str, *, patient: str, receiver: str) -> ServiceRequest:
    information = letter.requisition_information
    sample = information.sample
    number = _requested(sample)
    comment = None if information.comments is None else making.text(information.comments, f"{path}/Comments")
    return ServiceRequest(
        id=making.id("request"),
        meta=parts.meta(making.profile("ServiceRequest")),
        identifier=(number or _own_number(sample),),
        requisition=number,
        status="active" if _status(letter, making) in ("registered", "partial") else "completed",
        intent="order",
        subject=parts.reference(patient),
        requester=parts.reference(receiver),
        specimen=parts.references([making.id("specimen")]),
        note=() if comment is None else (Annotation(text=comment),),
    )


def _requested(sample: Sample) -> Identifier | None:
    if sample.requester_sample_identifier is None:
        return None
    return Identifier(system=own_system("requester-sample"), value=sample.requester_sample_identifier)


def _own_number(sample: Sample) -> Identifier:
    return Identifier(
        system=own_system("laboratory-sample"), value=sample.laboratory_internal_sample_identifier
    )


def _specimen(letter: AnyReport, making: Making, patient: str, request: str, path: str) -> Specimen:
    sample = letter.requisition_information.sample
    number = _requested(sample)
    period = _period(sample, making, f"{path}/Sample")
    taken = making.time(sample.sampling_date_time, f"{path}/Sample/SamplingDateTime")
    return Specimen(
        id=making.id("specimen"),
        meta=parts.meta(making.profile("Specimen")),
        identifier=() if number is None else (number,),
        accession_identifier=_own_number(sample),
        type=CodeableConcept(extension=(parts.absent("unknown"),)),
        subject=parts.reference(patient),
        request=parts.references([request]),
        collection=SpecimenCollection(
            collected_date_time=taken if period is None else None,
            collected_period=period,
            quantity=_volume(sample),
        ),
    )


def _period(sample: Sample, making: Making, path: str) -> Period | None:
    interval = sample.sampling_interval
    if interval is None:
        return None
    start = making.time(interval.start_date_time, f"{path}/SamplingInterval/StartDateTime")
    end = making.time(interval.end_date_time, f"{path}/SamplingInterval/EndDateTime")
    if start and end and datetime.fromisoformat(start) > datetime.fromisoformat(end):
        making.notes.unfit(
            f"{path}/SamplingInterval",
            da="perioden slutter, før den begynder, og det kan den ikke i FHIR",
            en="the interval ends before it begins, which it cannot in FHIR",
        )
    return Period(start=start, end=end)


def _volume(sample: Sample) -> Quantity | None:
    if sample.volume is None:
        return None if sample.unit_of_volume is None else Quantity(unit=sample.unit_of_volume)
    return parts.quantity(sample.volume, sample.unit_of_volume)


def _observations(letter: AnyReport, making: Making, common: _Common, path: str) -> list[Observation]:
    results = letter.laboratory_results
    about = f"{path}/LaboratoryResults"
    silent = Making(target=making.target, choices=making.choices, seed="", notes=Notes())
    shared = Observation(
        meta=parts.meta(making.profile("Observation")),
        based_on=(common.request,),
        status="final",
        category=(parts.LABORATORY, parts.STUDIES["chemistry"]),
        code=parts.REPORT_CODE,
        subject=common.patient,
        effective_date_time=silent.time(letter.requisition_information.sample.sampling_date_time, about),
        issued=silent.time(results.general_result_information.results_date_time, about),
        performer=(common.sender,),
        specimen=common.specimen,
    )
    return [
        chemistry.observation(each, making, shared, number=number, path=f"{about}/Result[{number}]")
        for number, each in enumerate(results.results, 1)
    ]


def _status(letter: AnyReport, making: Making) -> ReportStatus:
    results = letter.laboratory_results
    status = REPORT_STATUS[results.general_result_information.report_status_code or "del_svar"]
    if status != "final" or all(each.result_status_code != "svar_rettet" for each in results.results):
        return status
    usual: ReportStatus = "corrected" if making.target == "eu-lab" else "amended"
    return making.choices.corrected or usual


def _report(
    letter: AnyReport, making: Making, common: _Common, observations: list[Observation], path: str
) -> DiagnosticReport:
    information = letter.laboratory_results.general_result_information
    head = letter.letter
    about = f"{path}/LaboratoryResults/GeneralResultInformation"
    return DiagnosticReport(
        id=making.id("report"),
        meta=parts.meta(making.profile("DiagnosticReport"), security=_security(letter), tag=_tags(letter)),
        extension=_pointers(making, common),
        identifier=(_number(letter), Identifier(system=own_system("letters"), value=head.identifier)),
        based_on=(common.request,),
        status=_status(letter, making),
        category=(parts.STUDIES["chemistry"],),
        code=parts.REPORT_CODE,
        subject=common.patient,
        effective_date_time=making.time(information.results_date_time, f"{about}/ResultsDateTime"),
        issued=making.time(head.authorisation, f"{path}/Letter/Authorisation"),
        performer=(common.sender,),
        specimen=(common.specimen,),
        result=parts.references([each.id or "" for each in observations]),
    )


def _number(letter: AnyReport) -> Identifier:
    information = letter.laboratory_results.general_result_information
    return Identifier(
        system=own_system("productions", letter.sender.ean_identifier),
        value=information.laboratory_internal_production_identifier,
    )


def _security(letter: AnyReport) -> tuple[Coding, ...]:
    return (RESTRICTED,) if said(letter, version_of(letter)) == "refused" else ()


def _tags(letter: AnyReport) -> tuple[Coding, ...]:
    head = letter.letter
    given = (_tag("consent", "given"),) if said(letter, version_of(letter)) == "given" else ()
    return (
        _tag("version", head.version_code),
        _tag("type", head.type_code),
        _tag("statistical-code", head.statistical_code),
        *given,
    )


def _pointers(making: Making, common: _Common) -> tuple[Extension, ...]:
    """To the Composition where there is one; otherwise to those who get a copy."""
    if making.target == "eu-lab":
        return (Extension(url=COMPOSITION, value_reference=parts.reference(making.id("composition"))),)
    url = own_extension("copy-recipient")
    return tuple(Extension(url=url, value_reference=each) for each in common.recipients)


def _composition(
    letter: AnyReport,
    making: Making,
    common: _Common,
    report: DiagnosticReport,
    observations: list[Observation],
) -> Composition:
    recipients = (report_requester(making), *common.recipients)
    to_report = Extension(url=REPORT, value_reference=parts.reference(making.id("report")))
    return Composition(
        id=making.id("composition"),
        meta=parts.meta(making.profile("Composition"), security=_security(letter)),
        extension=(to_report, *(Extension(url=RECIPIENT, value_reference=each) for each in recipients)),
        identifier=report.identifier[0],
        status=COMPOSITION_STATUS[_status(letter, making)],
        type=report.code,
        category=report.category,
        subject=common.patient,
        date=report.issued or "0001",
        author=(common.sender,),
        title=TITLE,
        section=(
            CompositionSection(
                title=TITLE,
                code=parts.STUDIES["chemistry"],
                text=texts.narrative(map(line, observations)),
                entry=report.result,
            ),
            *_attachments(making),
        ),
    )


def _attachments(making: Making) -> list[CompositionSection]:
    documents = [each for each in making.resources if isinstance(each, DocumentReference)]
    if not documents:
        return []
    titles = (each.content[0].attachment.title or "" for each in documents)
    kind = Coding(system=LOINC, code="77599-9", display="Additional documentation")
    return [
        CompositionSection(
            title="Bilag",
            code=CodeableConcept(coding=(kind,)),
            text=texts.narrative(titles),
            entry=parts.references([each.id or "" for each in documents]),
        )
    ]


def report_requester(making: Making) -> Reference:
    """What the request names as requester: the receiver's role, or the receiver itself."""
    request = next(each for each in making.resources if isinstance(each, ServiceRequest))
    assert request.requester is not None
    return request.requester


def line(found: Observation) -> str:
    """A result in one line, as it was sent."""
    coding = found.code.coding[0] if found.code.coding else Coding()
    name = (found.code.text or coding.display or parts.code_of(coding) or "").strip()
    value = found.value_string or parts.said_in(found.extension, "value-as-sent") or ""
    if found.value_quantity is not None:
        quantity = found.value_quantity
        value = " ".join(filter(None, (quantity.comparator, parts.number_of(quantity), quantity.unit)))
    return f"{name}: {value}"
