"""What stands around the results of every kind of letter: the order, the samples, the report, the document.

Source: HL7 Europe, Laboratory Report 2.0.0; HL7 Denmark, DK Core 3.7.0. What neither states is our own mapping,
row by row in `mapping`.
"""

from __future__ import annotations

from typing import Final

import msgspec

from labsvar.conversion.fhir import lines, parts, texts
from labsvar.conversion.fhir.facts import (
    AnyReport,
    Facts,
    SampleTold,
    Told,
    laboratory_number,
    requested_number,
)
from labsvar.conversion.fhir.making import Making
from labsvar.conversion.fhir.systems import (
    COMPOSITION,
    CONFIDENTIALITY,
    LOINC,
    RECIPIENT,
    REPORT,
    REPORT_NOTE,
    own_extension,
    own_system,
)
from labsvar.conversion.fhir.tables import COMPOSITION_STATUS
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    Coding,
    Composition,
    CompositionSection,
    DiagnosticReport,
    DocumentReference,
    Extension,
    Identifier,
    Reference,
    ServiceRequest,
    Specimen,
    SpecimenCollection,
)
from labsvar.letters.catalogue import version_of
from labsvar.letters.consent import said

RESTRICTED: Final = Coding(system=CONFIDENTIALITY, code="R", display="restricted")
TITLE: Final = "Laboratoriesvar"


class Around(msgspec.Struct, frozen=True, kw_only=True):
    """What the resources of one letter point at; `path` is the letter's XPath."""

    path: str
    patient: Reference
    sender: Reference
    requester: Reference
    request: Reference
    specimens: tuple[Reference, ...]
    recipients: tuple[Reference, ...]


def specimen_id(sample: SampleTold, making: Making) -> str:
    """The id of the Specimen of a sample."""
    return making.id(sample.role)


def request(facts: Facts, making: Making, *, patient: str, receiver: str) -> ServiceRequest:
    """The order that the letter answers, as far as the letter tells of it."""
    number, own = facts.requested, facts.own
    is_of_sample = any(laboratory_number(each.own) == own for each in facts.samples)
    waiting = facts.report_status(making) in ("registered", "partial")
    authored = facts.authored
    return ServiceRequest(
        id=making.id("request"),
        meta=parts.meta(making.profile("ServiceRequest")),
        identifier=(own,) if number is None else (number,) if is_of_sample else (number, own),
        requisition=number,
        status="active" if waiting else "completed",
        intent="order",
        subject=parts.reference(patient),
        authored_on=None if authored is None else making.time(authored.when, authored.path),
        requester=parts.reference(receiver),
        reason_code=() if facts.reason is None else (CodeableConcept(text=facts.reason),),
        supporting_info=facts.supporting,
        specimen=parts.references([specimen_id(each, making) for each in facts.samples]),
        note=facts.comments,
    )


def specimens(facts: Facts, making: Making, *, patient: str, request: str) -> list[Specimen]:
    """The samples; one that is told as several materials is a Specimen for each, with the same numbers."""
    taken = making.time(facts.sampled.when, facts.sampled.path)
    received = None if facts.received is None else making.time(facts.received.when, facts.received.path)
    made: list[Specimen] = []
    for sample in facts.samples:
        number = requested_number(sample.requested)
        collection = SpecimenCollection(
            collected_date_time=taken if facts.period is None else None,
            collected_period=facts.period,
            quantity=facts.quantity,
            body_site=_site(sample),
        )
        made.append(
            Specimen(
                id=specimen_id(sample, making),
                meta=parts.meta(making.profile("Specimen")),
                identifier=() if number is None else (number,),
                accession_identifier=laboratory_number(sample.own),
                type=_material(sample),
                subject=parts.reference(patient),
                received_time=received,
                request=parts.references([request]),
                collection=collection if collection != SpecimenCollection() else None,
            )
        )
    return made


def report(letter: AnyReport, facts: Facts, told: Told, making: Making, around: Around) -> DiagnosticReport:
    """The report itself."""
    head = letter.letter
    notes = tuple(Extension(url=REPORT_NOTE, value_annotation=each) for each in told.notes)
    return DiagnosticReport(
        id=making.id("report"),
        meta=parts.meta(making.profile("DiagnosticReport"), security=_security(letter), tag=_tags(letter)),
        extension=(*_pointers(making, around), *notes, *told.beside),
        identifier=(
            Identifier(
                system=own_system("productions", letter.sender.ean_identifier), value=facts.production
            ),
            Identifier(system=own_system("letters"), value=head.identifier),
        ),
        based_on=(around.request,),
        status=facts.report_status(making),
        category=(facts.study,),
        code=parts.REPORT_CODE,
        subject=around.patient,
        effective_date_time=making.time(facts.resulted.when, facts.resulted.path),
        issued=making.time(head.authorisation, f"{around.path}/Letter/Authorisation"),
        performer=(around.sender,),
        results_interpreter=told.interpreters,
        specimen=around.specimens,
        result=parts.references(told.top),
        conclusion=told.conclusion,
    )


def composition(
    made: DiagnosticReport, facts: Facts, told: Told, making: Making, around: Around
) -> Composition:
    """The document about a report: the same subject, code, category and number, as the guide's rules compare."""
    to_report = Extension(url=REPORT, value_reference=parts.reference(making.id("report")))
    recipients = (around.requester, *around.recipients)
    return Composition(
        id=making.id("composition"),
        meta=parts.meta(making.profile("Composition"), security=made.meta.security if made.meta else ()),
        extension=(to_report, *(Extension(url=RECIPIENT, value_reference=each) for each in recipients)),
        identifier=made.identifier[0],
        status=COMPOSITION_STATUS[facts.report_status(making)],
        type=made.code,
        category=made.category,
        subject=around.patient,
        date=made.issued or "0001",
        author=(around.sender,),
        title=TITLE,
        section=(
            CompositionSection(
                title=TITLE,
                code=facts.study,
                text=texts.narrative(lines.told(told.observations)),
                entry=made.result,
            ),
            *_remarks(told),
            *_attachments(making),
        ),
    )


def tag(name: str, code: str) -> Coding:
    """A tag in one of our own systems."""
    return parts.coding(own_system(name), code)


def _material(sample: SampleTold) -> CodeableConcept:
    if sample.material is None:
        return CodeableConcept(extension=(parts.absent("unknown"),))
    return CodeableConcept(text=sample.material)


def _site(sample: SampleTold) -> CodeableConcept | None:
    if sample.location is None and sample.supplementary is None:
        return None
    beside = () if sample.supplementary is None else (parts.said("supplementary", sample.supplementary),)
    return CodeableConcept(extension=beside, text=sample.location)


def _security(letter: AnyReport) -> tuple[Coding, ...]:
    return (RESTRICTED,) if said(letter, version_of(letter)) == "refused" else ()


def _tags(letter: AnyReport) -> tuple[Coding, ...]:
    head = letter.letter
    given = (tag("consent", "given"),) if said(letter, version_of(letter)) == "given" else ()
    return (
        tag("version", head.version_code),
        tag("type", head.type_code),
        tag("statistical-code", head.statistical_code),
        *given,
    )


def _pointers(making: Making, around: Around) -> tuple[Extension, ...]:
    """To the Composition where there is one; otherwise to those who get a copy."""
    if making.target == "eu-lab":
        return (Extension(url=COMPOSITION, value_reference=parts.reference(making.id("composition"))),)
    url = own_extension("copy-recipient")
    return tuple(Extension(url=url, value_reference=each) for each in around.recipients)


def _remarks(told: Told) -> list[CompositionSection]:
    """The conclusion and the comments on the whole report, for people to read."""
    words = [*([told.conclusion] if told.conclusion else []), *(each.text for each in told.notes)]
    if not words:
        return []
    return [
        CompositionSection(
            title="Bemærkninger",
            code=CodeableConcept(coding=(Coding(system=LOINC, code="48767-8"),)),
            text=texts.narrative(words),
        )
    ]


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
