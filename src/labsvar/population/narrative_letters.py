"""Answers in words as letters: XR0331P, XR0432P and XR0730G."""

from __future__ import annotations

from typing import Any

from labsvar.letters import common, pathology, xrpt03, xrpt04, xrpt07
from labsvar.letters.text import BREAK, FormattedText
from labsvar.population.assumptions import Diagnosis, Outcome, Place, Receiver
from labsvar.population.heads import SPECIALITIES, head, identifier_code, location_number, when
from labsvar.population.plan import RECEIVED, Answer, Citizen, Sending, ToldNarrative

NarrativeLetter = xrpt03.CervixcytologyReport | xrpt04.HistopathologyReport | xrpt07.GeneticsReport

# The headlines of the parts, by the names the assumptions give their texts under.
_HEADLINES = {
    "macroscopic": "Makroskopi",
    "microscopic": "Mikroskopi",
    "conclusion": "Konklusion",
    "comments": "Kommentar",
    "analysis_headline": "Analyse",
    "genome_reference": "Referencegenom",
    "analysis_method": "Metode",
    "analysis_results": "Resultat",
}
_DIAGNOSES = "Diagnoser"


def letter(sending: Sending, told: ToldNarrative, databank: Receiver) -> NarrativeLetter:
    """The letter of one telling, addressed to the databank, with a copy to the clinic."""
    match told.about.letter:
        case "XRPT03":
            return _cytology(sending, told, databank)
        case "XRPT04":
            return _histology(sending, told, databank)
        case "XRPT07":
            return _genetics(sending, told, databank)


def _cytology(sending: Sending, told: ToldNarrative, databank: Receiver) -> xrpt03.CervixcytologyReport:
    answer, outcome = sending.answer, told.outcome
    coded = None
    if outcome is not None and told.about.topography is not None:
        coded = xrpt03.CodedResults(
            topography=_diagnosis(told.about.topography),
            results=tuple(_diagnosis(each) for each in outcome.diagnoses),
        )
    sample = xrpt03.Sample(
        laboratory_internal_sample_identifier=answer.sample_number,
        requester_sample_identifier=answer.requester_number,
        material_description=told.about.material,
        coded_results=coded,
    )
    return xrpt03.CervixcytologyReport(
        letter=head("XRPT03", "XR0331P", sending),
        sender=_sender(answer.place),
        receiver=_receiver(databank),
        cc_receiver=_copy(answer),
        patient=_patient(answer.citizen, sending.telling.given),
        requisition_information=xrpt03.RequisitionInformation(
            laboratory_internal_sample_identifier=answer.sample_number,
            requester_sample_identifier=answer.requester_number,
            sampling_date_time=when(answer.sampled),
            sample_received_date_time=when(answer.received),
            clinical_information=_clinical(answer),
        ),
        laboratory_results=xrpt03.LaboratoryResults(
            general_result_information=_general(sending, told),
            coded_format=xrpt03.CodedFormat(
                diagnosis_headline=None if coded is None else _DIAGNOSES, sample=sample
            ),
            table_format=_table(told),
            textual_format=xrpt03.TextualFormat(
                **_sections(outcome, xrpt03.TextualFormat, told.comment, xrpt03.Remarks)
            ),
        ),
    )


def _histology(sending: Sending, told: ToldNarrative, databank: Receiver) -> xrpt04.HistopathologyReport:
    answer, outcome = sending.answer, told.outcome
    coded = None
    if outcome is not None and told.about.topography is not None:
        coded = xrpt04.CodedResults(
            headline="Materiale A",
            topography=_diagnosis(told.about.topography),
            results=tuple(_diagnosis(each) for each in outcome.diagnoses),
        )
    sample = xrpt04.Sample(
        requester_sample_identifier=answer.requester_number,
        laboratory_internal_sample_identifier=answer.sample_number,
        material_description=told.about.material,
        coded_results=coded,
    )
    return xrpt04.HistopathologyReport(
        letter=head("XRPT04", "XR0432P", sending),
        sender=_sender(answer.place),
        receiver=_receiver(databank),
        cc_receiver=_copy(answer),
        patient=_patient(answer.citizen, sending.telling.given),
        requisition_information=_requisition(answer),
        laboratory_results=xrpt04.LaboratoryResults(
            general_result_information=_general(sending, told),
            coded_format=xrpt04.CodedFormat(
                diagnosis_headline=None if coded is None else _DIAGNOSES, samples=(sample,)
            ),
            table_format=_table(told),
            textual_format=xrpt04.TextualFormat(
                **_sections(outcome, xrpt04.TextualFormat, told.comment, pathology.Section)
            ),
        ),
    )


def _genetics(sending: Sending, told: ToldNarrative, databank: Receiver) -> xrpt07.GeneticsReport:
    answer, place = sending.answer, sending.answer.place
    sample = xrpt07.Sample(
        requester_sample_identifier=answer.requester_number,
        laboratory_internal_sample_identifier=answer.sample_number,
        material_description=told.about.material,
    )
    citizen = answer.citizen
    given = sending.telling.given
    return xrpt07.GeneticsReport(
        letter=head("XRPT07", "XR0730G", sending),
        sender=xrpt07.Sender(
            ean_identifier=location_number(place.gln),
            identifier=place.identifier,
            identifier_code=identifier_code(place),
            organisation_name=place.name,
            department_name=place.department,
            medical_speciality_code=SPECIALITIES[place.kind],
            examinators=tuple(
                xrpt07.Examinator(person_name=name, person_title="overlæge") for name in place.examinators
            ),
            from_lab_identifier=place.producer,
        ),
        receiver=_receiver(databank),
        cc_receiver=_copy(answer),
        patient=common.Patient(
            civil_registration_number=citizen.number,
            person_surname_name=citizen.family,
            person_given_name=citizen.given,
            consent=None if given is None else common.Consent(given=given),
        ),
        requisition_information=xrpt07.RequisitionInformation(
            requesters_requisition_identifier=answer.requester_number,
            receivers_requisition_identifier=answer.sample_number,
            sampling_date_time=when(answer.sampled),
            sample_received_date_time=when(answer.received),
            clinical_information=_clinical(answer),
        ),
        laboratory_results=xrpt07.LaboratoryResults(
            general_result_information=xrpt07.GeneralResultInformation(
                report_status_code=sending.telling.report_status,
                result_status_code=told.status,
                results_date_time=when(sending.telling.resulted),
                laboratory_internal_production_identifier=answer.production_number,
            ),
            coded_format=xrpt07.CodedFormat(samples=(sample,)),
            table_format=xrpt07.TableFormat(
                result_headline=told.about.headline,
                table_result=RECEIVED if told.outcome is None else told.outcome.table,
            ),
            textual_format=xrpt07.TextualFormat(
                **_sections(told.outcome, xrpt07.TextualFormat, told.comment, pathology.Section)
            ),
        ),
    )


# Their parts ---------------------------------------------------------------------------------


def _sender(place: Place) -> pathology.Sender:
    return pathology.Sender(
        ean_identifier=location_number(place.gln),
        identifier=place.identifier,
        identifier_code=identifier_code(place),
        organisation_name=place.name,
        department_name=place.department,
        medical_speciality_code=SPECIALITIES[place.kind],
        examinator=pathology.Examinator(person_initials=place.examinators[0]),
        from_lab_identifier=place.producer,
    )


def _receiver(databank: Receiver) -> pathology.Receiver:
    number = location_number(databank.gln)
    return pathology.Receiver(
        ean_identifier=number,
        identifier=number,
        identifier_code="lokationsnummer",
        organisation_name=databank.name,
    )


def _copy(answer: Answer) -> pathology.CCReceiver:
    clinic = answer.requested_by
    return pathology.CCReceiver(
        identifier=clinic.identifier, identifier_code="ydernummer", organisation_name=clinic.name
    )


def _patient(citizen: Citizen, given: bool | None) -> pathology.Patient:  # noqa: FBT001 - the letter's word
    return pathology.Patient(
        civil_registration_number=citizen.number,
        person_surname_name=citizen.family,
        person_given_name=citizen.given,
        consent=None if given is None else pathology.Consent(given=given),
    )


def _requisition(answer: Answer) -> pathology.RequisitionInformation:
    return pathology.RequisitionInformation(
        requesters_requisition_identifier=answer.requester_number,
        receivers_requisition_identifier=answer.sample_number,
        sampling_date_time=when(answer.sampled),
        sample_received_date_time=when(answer.received),
        clinical_information=_clinical(answer),
    )


def _clinical(answer: Answer) -> tuple[Any, ...] | None:
    return None if answer.clinical is None else (answer.clinical, BREAK)


def _general(sending: Sending, told: ToldNarrative) -> pathology.GeneralResultInformation:
    return pathology.GeneralResultInformation(
        report_status_code=sending.telling.report_status,
        result_status_code=told.status,
        results_date_time=when(sending.telling.resulted),
        laboratory_internal_production_identifier=sending.answer.production_number,
    )


def _table(told: ToldNarrative) -> pathology.TableFormat:
    outcome = told.outcome
    return pathology.TableFormat(
        result_headline=told.about.headline,
        table_result=RECEIVED if outcome is None else outcome.table,
        result_validation=None if outcome is None else outcome.validation,
    )


def _diagnosis(diagnosis: Diagnosis) -> pathology.Diagnosis:
    return pathology.Diagnosis(code=diagnosis.code, text=diagnosis.text)


def _sections(
    outcome: Outcome | None, form: type[Any], comment: str | None, remarks: type[Any]
) -> dict[str, Any]:
    """The parts of the written answer that the kind of letter has a place for."""
    texts = {} if outcome is None else dict(outcome.sections)
    made = {name: _section(form, name, text) for name, text in texts.items()}
    if comment is not None:
        made["comments"] = remarks(headline=_HEADLINES["comments"], text=_lines(comment))
    return made


def _section(form: type[Any], name: str, text: str) -> Any:
    kind = pathology.ReferencedSection if name in _REFERENCED else pathology.Section
    assert name in form.__struct_fields__, f"{form.__name__} has no part named {name}"
    return kind(headline=_HEADLINES[name], text=_lines(text))


_REFERENCED = frozenset(
    {"macroscopic", "microscopic", "genome_reference", "analysis_method", "analysis_results"}
)


def _lines(text: str) -> FormattedText:
    """Each line of a text with a break after it, as letters that came from EDIFACT have it."""
    return tuple(part for line in text.split("\n") for part in (line, BREAK) if part != "")
