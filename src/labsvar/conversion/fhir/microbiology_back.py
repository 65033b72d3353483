"""A Bundle as an XRPT05: what `microbiology` and `cultures` tell, read back.

Of Bundles of others, what is plain is read: an Observation without members, or with members that have none, becomes
an examination with its findings. Groups within groups that are not ours refuse the conversion, since a susceptibility
must never be given to an organism it may not be about.
"""

from __future__ import annotations

from typing import Final

from labsvar.conversion.fhir import coded, cultures_back, heads, measured, parts, texts
from labsvar.conversion.fhir.microbiology import SUMMARY
from labsvar.conversion.fhir.nodes import members, part_of
from labsvar.conversion.fhir.reading import Reading, documents, own_code
from labsvar.conversion.fhir.systems import INTERPRETATION, PRODUCER, REPORT_NOTE
from labsvar.conversion.fhir.tables import OF_REPORT_STATUS, OF_RESULT_STATUS, OF_VALIDATION
from labsvar.conversion.fhir.values import read_code
from labsvar.conversion.supplies import CARRIED, OPTIONS
from labsvar.formats.fhir.resources import (
    CodeableConcept,
    DiagnosticReport,
    Observation,
    Organization,
    Practitioner,
    PractitionerRole,
    ServiceRequest,
    Specimen,
)
from labsvar.letters.common import CCReceiver, CodedText, MicrobiologyProducer
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt05 import (
    AnalysisFindings,
    AnalysisMDSName,
    Details,
    Examination,
    Findings,
    GeneralResultInformation,
    Grouping,
    Investigation,
    LaboratoryResults,
    MicrobiologyWebReport,
    MicroscopicFindings,
    MicroscopicType,
    QuantitativeFindings,
    Receiver,
    RequisitionInformation,
    Sample,
    Sender,
)

USUAL: Final = {"medical_speciality_code": "klin_mikrobiologi"}
"""An XRPT05 is an answer from a department of clinical microbiology (MedCom, Det nye gode XML mikrobiologisvar
XRPT05). Assumption: a report of others that becomes an
XRPT05 is from one too."""
OTHERS_TYPE: Final = "observerbar_egenskab"
"""What is examined in a Bundle of others. Assumption: an examination of others is an observable property, since the
Bundle does not say the type in MedCom's words; this is told."""
_GENERAL: Final = "LaboratoryResults/GeneralResultInformation"
_PRODUCER: Final = "LaboratoryResults/Investigation/Examination/ProducerOfLabResult"


def letter(
    report: DiagnosticReport, to: LetterVersion, asked: LetterVersion, reading: Reading
) -> MicrobiologyWebReport:
    """The letter of a Bundle with one report; `asked` is the version that it becomes afterwards."""
    place = reading.place(report)
    copies = heads.copies(report, reading)
    return MicrobiologyWebReport(
        letter=heads.head(report, version=to.code, kind=to.kind, reading=reading),
        sender=heads.party(
            next(iter(report.performer), None),
            Sender,
            reading,
            f"{place}.performer",
            options=heads.OF_SENDER,
            usual=USUAL,
        ),
        receiver=heads.party(
            heads.requester(reading), Receiver, reading, "ServiceRequest.requester", options=heads.OF_RECEIVER
        ),
        cc_receiver=heads.party(copies[0], CCReceiver, reading, "information-recipient") if copies else None,
        patient=heads.person(report, reading),
        requisition_information=_requisition(report, reading),
        laboratory_results=_results(report, to, asked, reading),
    )


def _top(report: DiagnosticReport, reading: Reading) -> list[Observation]:
    named = [reading.get(each, Observation) for each in report.result]
    return [each for each in named if each is not None] or reading.all(Observation)


def _requisition(report: DiagnosticReport, reading: Reading) -> RequisitionInformation:
    requests = reading.all(ServiceRequest)
    reasons = [one.text for each in requests for one in each.reason_code if one.text]
    notes = [note for each in requests for note in each.note]
    return RequisitionInformation(
        clinical_information=texts.paragraphs("\n".join(reasons)) if reasons else None,
        comments=coded.comments_of(notes, reading, "ServiceRequest.note"),
        sample=_sample(report, reading),
    )


def _sample(report: DiagnosticReport, reading: Reading) -> Sample:
    specimens = reading.all(Specimen)
    specimen = specimens[0] if specimens else Specimen()
    for each in specimens[1:]:
        if each.accession_identifier != specimen.accession_identifier:
            reading.notes.lost(
                reading.place(each),
                da="brevet har kun plads til én prøve",
                en="the letter has room for one sample only",
            )
    place = reading.place(specimen) if specimens else "Specimen"
    own = specimen.accession_identifier or next(iter(specimen.identifier), None)
    collection = specimen.collection
    taken = heads.effective(_top(report, reading)) or (collection.collected_date_time if collection else None)
    return Sample(
        laboratory_internal_sample_identifier=(own.value if own else None)
        or reading.needed(f"{place}.accessionIdentifier"),
        requester_sample_identifier=heads.requested(reading),
        sampling_date_time=reading.time(taken, f"{place}.collection.collectedDateTime"),
        sample_received_date_time=reading.time(specimen.received_time, f"{place}.receivedTime"),
    )


def _results(
    report: DiagnosticReport, to: LetterVersion, asked: LetterVersion, reading: Reading
) -> LaboratoryResults:
    place = reading.place(report)
    notes = [each.value_annotation for each in report.extension if each.url == REPORT_NOTE]
    status = reading.coded(OF_REPORT_STATUS, report.status, f"{place}.status")
    older = f"{_GENERAL}/ResultStatus" not in to.without
    return LaboratoryResults(
        general_result_information=GeneralResultInformation(
            report_status_code=None if older else status,
            result_status=CARRIED["result_status"].codes.get(status) if older else None,
            result_status_code=_status(reading),
            to_lab_identifier=parts.said_in(report.extension, "to-lab"),
            laboratory_internal_production_identifier=heads.production(report, reading),
            results_date_time=reading.time(
                report.effective_date_time or report.issued, f"{place}.effectiveDateTime"
            ),
            summary=report.conclusion,
        ),
        investigations=tuple(_investigation(each, asked, reading) for each in _top(report, reading)),
        comments=coded.comments_of(filter(None, notes), reading, f"{place}.extension"),
    )


def _status(reading: Reading) -> str:
    """The one status that a letter has for all its results."""
    found = {
        reading.coded(OF_RESULT_STATUS, each.status, f"{reading.place(each)}.status"): each
        for each in reading.all(Observation)
    }
    if len(found) < 2:
        return next(iter(found), "") or reading.needed("Observation.status")
    reading.notes.changed(
        "Observation.status",
        da="resultaterne har hver sin status, og brevet har én: den mindst endelige",
        en="the results have several statuses, and the letter has one: the least final",
    )
    finished = found.keys() <= {"svar_endeligt", "svar_rettet"}
    return "svar_rettet" if finished else "svar_midlertidigt"


def _investigation(found: Observation, asked: LetterVersion, reading: Reading) -> Investigation:
    place = reading.take(found)
    culture = next(iter(members(found, reading, "culture")), None)
    microscopy = next(iter(members(found, reading, "microscopy")), None)
    return Investigation(
        examination=_examination(found, asked, reading, place),
        quantitative_findings=_quantitative(found, reading, place),
        culture_findings=None if culture is None else cultures_back.culture(culture, reading),
        microscopic_findings=None if microscopy is None else _microscopy(microscopy, reading),
    )


def _examination(found: Observation, asked: LetterVersion, reading: Reading, place: str) -> Examination:
    code = read_code(found.code, reading, f"{place}.code")
    specimen = reading.get(found.specimen, Specimen) or Specimen()
    site = specimen.collection.body_site if specimen.collection else None
    types = (own_code(each, "examination-type") for each in found.category)
    return Examination(
        examination_type_code=next(filter(None, types), None) or _others_type(reading, place),
        mic_analysis_code=code.code,
        analysis_code_type=code.kind,
        analysis_code_responsible=code.responsible,
        analysis_short_name=code.short_name,
        analysis_mds_name=AnalysisMDSName(
            examination=found.code.text or code.short_name or reading.needed(f"{place}.code.text"),
            material=_words(specimen.type),
            location=site.text if site else None,
        ),
        supplementary_location=parts.said_in(site.extension, "supplementary") if site else None,
        examinator=_examinator(found, reading, place),
        producer_of_lab_result=_producer(found, asked, reading, place),
        summary=coded.remark_in(found.note, SUMMARY),
    )


def _words(concept: CodeableConcept | None) -> str | None:
    if concept is None:
        return None
    return concept.text or next((each.display for each in concept.coding if each.display), None)


def _others_type(reading: Reading, place: str) -> str:
    reading.notes.assumed(
        f"{place}.category",
        da="hvad slags undersøgelse det er, siger Bundle ikke i MedComs ord",
        en="what type of examination it is the Bundle does not say in MedCom's words",
    )
    return OTHERS_TYPE


def _examinator(found: Observation, reading: Reading, place: str) -> str:
    """Who examined: a name that stands by itself, a person, or else the laboratory."""
    for each in found.performer:
        if each.display:
            return each.display
    for each in found.performer:
        role = reading.get(each, PractitionerRole)
        person = reading.get(role.practitioner if role else each, Practitioner)
        name = person.name[0].text if person and person.name else None
        if name:
            return name
    labs = [reading.get(each, Organization) for each in found.performer]
    named = next((each.name for each in labs if each and each.name), None)
    return named or reading.needed(f"{place}.performer")


def _producer(
    found: Observation, asked: LetterVersion, reading: Reading, place: str
) -> MicrobiologyProducer | None:
    if _PRODUCER in asked.without:
        return None
    for each in found.performer:
        lab = reading.get(each, Organization)
        code = next((one.value for one in lab.identifier if one.system == PRODUCER), None) if lab else None
        if lab is not None and code is not None:
            return MicrobiologyProducer(identifier=lab.name or code, identifier_code=code)
    given = reading.needed(f"{place}.performer", option=OPTIONS["ProducerOfLabResult"])
    code, _, name = given.partition(":")
    return MicrobiologyProducer(identifier=name or code, identifier_code=code)


def _quantitative(found: Observation, reading: Reading, place: str) -> QuantitativeFindings | None:
    findings = _findings(found, reading, place)
    made = QuantitativeFindings(
        interpretation=_value(found, reading, place) if part_of(found) is not None else None,
        analysis_findings=tuple(_finding(each, reading) for each in findings),
        comments=coded.comments_of(found.note, reading, f"{place}.note")
        if part_of(found) is not None or found not in findings
        else (),
    )
    return made if made != QuantitativeFindings() else None


def _findings(found: Observation, reading: Reading, place: str) -> list[Observation]:
    """The findings of an examination; those of a Bundle of others are its members, or itself."""
    if part_of(found) is not None:
        return members(found, reading, "finding")
    inside = members(found, reading)
    if any(each.has_member for each in inside):
        reading.notes.unfit(
            f"{place}.hasMember",
            da="grupper i grupper, som brevet ikke kan fortælle uden at gætte på, hvad der hører til hvad",
            en="groups within groups, which the letter cannot tell without guessing what belongs to what",
        )
    return inside or [found]


def _value(found: Observation, reading: Reading, place: str) -> CodedText | None:
    waited = parts.said_in(found.extension, "value-as-sent")
    if waited is not None:
        return CodedText(text=texts.paragraphs(waited))
    if found.value_codeable_concept is None:
        return None
    return coded.text_of(found.value_codeable_concept, reading, f"{place}.valueCodeableConcept")


def _finding(found: Observation, reading: Reading) -> AnalysisFindings:
    place = reading.take(found)
    value = measured.measurement(found, reading, place)
    judged = _judged(found, reading, place)
    said = None if value is not None else _value(found, reading, place) or _string(found)
    interpretation = judged[0] if value is not None else said
    return AnalysisFindings(
        analysis=coded.text_of(found.code, reading, f"{place}.code"),
        findings=Findings(
            interpretation=interpretation or CodedText(text=coded.empty()),
            reference_interval=measured.short_interval(found, reading, place),
            measurement=value,
            result_validation=judged[1],
            references=documents(found, reading),
            comments=coded.comments_of(found.note, reading, f"{place}.note"),
        ),
    )


def _string(found: Observation) -> CodedText | None:
    return CodedText(text=texts.paragraphs(found.value_string)) if found.value_string else None


def _judged(found: Observation, reading: Reading, place: str) -> tuple[CodedText | None, str | None]:
    """What the laboratory says of a measured value, and its mark of it."""
    words: CodedText | None = None
    mark: str | None = None
    for number, each in enumerate(found.interpretation):
        where = f"{place}.interpretation[{number}]"
        codes = (one.code for one in each.coding if one.system == INTERPRETATION)
        marks = [OF_VALIDATION[code] for code in codes if code in OF_VALIDATION]
        if marks and each.text is None and mark is None:
            mark = marks[0]
        elif words is None:
            words = coded.text_of(each, reading, where)
        else:
            reading.notes.lost(
                where,
                da="brevet har kun plads til én vurdering",
                en="the letter has room for one interpretation only",
            )
    return words, mark


def _microscopy(found: Observation, reading: Reading) -> MicroscopicFindings:
    place = reading.take(found)
    return MicroscopicFindings(
        headline=found.code.text or reading.needed(f"{place}.code.text"),
        comments=texts.paragraphs(found.value_string or ""),
        groupings=tuple(_group(each, reading) for each in members(found, reading)),
    )


def _group(found: Observation, reading: Reading) -> Grouping:
    place = reading.take(found)
    return Grouping(
        headline=coded.text_of(found.code, reading, f"{place}.code"),
        microscopic_types=tuple(_type(each, reading) for each in members(found, reading)),
    )


def _type(found: Observation, reading: Reading) -> MicroscopicType:
    place = reading.take(found)
    details = (
        Details(
            identification=coded.text_of(each.code, reading, f"{place}.component[{number}].code"),
            value=coded.text_of(
                each.value_codeable_concept, reading, f"{place}.component[{number}].valueCodeableConcept"
            ),
        )
        for number, each in enumerate(found.component)
    )
    return MicroscopicType(
        type=own_code(found.code, "microscopic-type") or reading.needed(f"{place}.code"),
        details=tuple(details),
    )
