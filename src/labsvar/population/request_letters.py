"""What the clinics ask the hospitals for, as requisitions (XQ0131K)."""

from __future__ import annotations

from labsvar.letters import xreq01
from labsvar.letters.common import Letter, Patient
from labsvar.letters.requisitions import Patient as RequestedPatient
from labsvar.letters.requisitions import Receiver, Sender
from labsvar.population.assumptions import Place
from labsvar.population.heads import SPECIALITIES, identifier_code, location_number, when
from labsvar.population.plan import Analysis, Answer

_CODE_RESPONSIBLE = "SST"


def requisition(answer: Answer, letter: Letter, patient: Patient) -> xreq01.LaboratoryRequest:
    """The requisition behind an answer of biochemistry: the clinic takes the sample itself."""
    return xreq01.LaboratoryRequest(
        letter=letter,
        sender=_clinic(answer.requested_by),
        receiver=_laboratory(answer.place),
        patient=RequestedPatient(
            civil_registration_number=patient.civil_registration_number,
            person_surname_name=patient.person_surname_name,
            person_given_name=patient.person_given_name,
        ),
        requisition_information=xreq01.RequisitionInformation(
            requisition_date_time=letter.authorisation,
            sampling_location_code="rekvirenten",
            sampling_date_time_type="faktisk",
            sampling_date_time=when(answer.sampled),
            sample=xreq01.Sample(requester_sample_identifier=answer.requester_number),
            number_of_test_tubes=1,
        ),
        requests=xreq01.Requests(requested_analyses=tuple(_asked(each) for each in _analyses(answer))),
    )


def _analyses(answer: Answer) -> list[Analysis]:
    """Everything the letters about the answer tell of, each once."""
    told = (each.told for each in answer.tellings)
    results = (result for results in told if isinstance(results, tuple) for result in results)
    return list({result.analysis.code: result.analysis for result in results}.values())


def _asked(analysis: Analysis) -> xreq01.RequestedAnalysis:
    return xreq01.RequestedAnalysis(
        result_priority="rutine",
        analysis=xreq01.Analysis(
            analysis_code=analysis.code,
            analysis_code_type="iupac",
            analysis_code_responsible=_CODE_RESPONSIBLE,
            analysis_short_name=analysis.short_name,
            line_comment=xreq01.LineComment(text_lines=(analysis.complete_name[:70],)),
        ),
    )


def _clinic(place: Place) -> Sender:
    return Sender(
        ean_identifier=location_number(place.gln),
        identifier=place.identifier,
        identifier_code=identifier_code(place),
        organisation_name=place.name,
        medical_speciality_code=SPECIALITIES[place.kind],
        reply_to=True,
    )


def _laboratory(place: Place) -> Receiver:
    return Receiver(
        ean_identifier=location_number(place.gln),
        identifier=place.identifier,
        identifier_code=identifier_code(place),
        organisation_name=place.name,
        department_name=place.department,
    )
