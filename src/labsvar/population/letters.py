"""From the plan to letters: each telling as a whole `Emessage` of the current version.

Answers in words are written by `narrative_letters`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from labsvar.codes.groups import response_group_name
from labsvar.letters import common, xrpt01, xrpt05
from labsvar.letters.catalogue import AnyLetter, Emessage, version_of
from labsvar.letters.element import Paragraphs
from labsvar.letters.text import BREAK
from labsvar.population import narrative_letters
from labsvar.population.assumptions import Assumptions, Culture, Place, Receiver, Serology
from labsvar.population.heads import SPECIALITIES, head, identifier_code, location_number, when
from labsvar.population.miba_letters import miba_report
from labsvar.population.plan import (
    RECEIVED,
    Analysis,
    Answer,
    AntibodyFound,
    Citizen,
    CultureFound,
    Interval,
    Sending,
    SerologyFound,
    ToldFinding,
    ToldNarrative,
    ToldResult,
)
from labsvar.population.request_letters import requisition

# NPU and DNK codes are the Danish Health Data Authority's; MedCom's groups are MedCom's own.
_CODE_RESPONSIBLE = "SST"
_GROUP_RESPONSIBLE = "MCS"


class Letters:
    """Writes what is sent as letters, each kind in its current version."""

    def __init__(self, assumptions: Assumptions) -> None:
        self._assumed = assumptions

    def message(self, sending: Sending, *, receipt_wanted: bool) -> Emessage:
        """The letter in its envelope."""
        letter = self.letter(sending)
        return Emessage(
            namespace=version_of(letter).release.namespace,
            envelope=common.Envelope(
                sent=when(sending.sent),
                identifier=sending.envelope_number,
                acknowledgement_code="pluspositivkvitt" if receipt_wanted else "minuspositivkvitt",
            ),
            letters=(letter,),
        )

    def letter(self, sending: Sending) -> AnyLetter:
        """The letter itself."""
        told = sending.telling.told
        match sending.form:
            case "request":
                return requisition(
                    sending.answer, head("XREQ01", "XQ0131K", sending), _patient(sending.answer.citizen, None)
                )
            case "miba":
                assert isinstance(told, ToldFinding)
                web = self._microbiology(sending, told)
                return miba_report(web, head("XRPT06", "XR0630M", sending), self._assumed.questions)
        if isinstance(told, ToldNarrative):
            return narrative_letters.letter(sending, told, self._assumed.receivers["PGDB"])
        if isinstance(told, ToldFinding):
            return self._microbiology(sending, told)
        return self._biochemistry(sending, told)

    def _biochemistry(self, sending: Sending, told: tuple[ToldResult, ...]) -> xrpt01.LaboratoryReport:
        answer, telling = sending.answer, sending.telling
        return xrpt01.LaboratoryReport(
            letter=head("XRPT01", "XR0131K", sending),
            sender=_laboratory(answer.place),
            receiver=_databank(self._assumed.receivers["LABA"]),
            cc_receiver=_copy(answer),
            patient=_patient(answer.citizen, telling.given),
            requisition_information=xrpt01.RequisitionInformation(
                sample=xrpt01.Sample(
                    laboratory_internal_sample_identifier=answer.sample_number,
                    requester_sample_identifier=answer.requester_number,
                    sampling_date_time=when(answer.sampled),
                )
            ),
            laboratory_results=xrpt01.LaboratoryResults(
                general_result_information=xrpt01.GeneralResultInformation(
                    report_status_code=telling.report_status,
                    laboratory_internal_production_identifier=answer.production_number,
                    results_date_time=when(telling.resulted),
                ),
                results=tuple(_result(each, answer.place) for each in told),
            ),
        )

    def _microbiology(self, sending: Sending, told: ToldFinding) -> xrpt05.MicrobiologyWebReport:
        answer, telling = sending.answer, sending.telling
        return xrpt05.MicrobiologyWebReport(
            letter=head("XRPT05", "XR0532M", sending),
            sender=_department(answer.place),
            receiver=_web_databank(self._assumed.receivers["MiBa"]),
            cc_receiver=_web_copy(answer),
            patient=_patient(answer.citizen, telling.given),
            requisition_information=_microbiology_requisition(answer),
            laboratory_results=xrpt05.LaboratoryResults(
                general_result_information=xrpt05.GeneralResultInformation(
                    report_status_code=telling.report_status,
                    result_status_code=told.status,
                    laboratory_internal_production_identifier=answer.production_number,
                    results_date_time=when(telling.resulted),
                ),
                investigations=(self._investigation(told, answer.place),),
                comments=() if told.comment is None else (_text(told.comment),),
            ),
        )

    def _investigation(self, told: ToldFinding, place: Place) -> xrpt05.Investigation:
        examination = _examination(told.examined, place)
        match told.found:
            case None:
                waiting = xrpt05.QuantitativeFindings(interpretation=_text(RECEIVED))
                return xrpt05.Investigation(examination=examination, quantitative_findings=waiting)
            case CultureFound():
                findings = self._culture(told.found, place)
                return xrpt05.Investigation(examination=examination, culture_findings=findings)
            case SerologyFound():
                measured = tuple(
                    _antibody(each, told.found.serology, place) for each in told.found.antibodies
                )
                findings_of_serology = xrpt05.QuantitativeFindings(analysis_findings=measured)
                return xrpt05.Investigation(
                    examination=examination, quantitative_findings=findings_of_serology
                )

    def _culture(self, found: CultureFound, place: Place) -> xrpt05.CultureFindings:
        return xrpt05.CultureFindings(
            headline="Dyrkningsfund",
            microorganisms=tuple(
                xrpt05.Microorganism(
                    identification=_coded(grown.organism, grown.code, place),
                    growth_value=_text(grown.growth),
                )
                for grown in found.organisms
            ),
            pattern=self._pattern(found, place) if found.antibiotics else None,
            comments=() if found.text is None else (_text(found.text),),
        )

    def _pattern(self, found: CultureFound, place: Place) -> xrpt05.Pattern:
        return xrpt05.Pattern(
            headline="Resistensbestemmelse",
            antibiotics=tuple(
                xrpt05.Antibiotic(
                    antibiotic_name=_text(each.name)
                    if each.code is None
                    else _coded(each.name, each.code, place)
                )
                for each in found.antibiotics
            ),
            pattern_entries=tuple(_cells(found)),
            susceptibility_interpretation=self._legend,
        )

    @cached_property
    def _legend(self) -> Paragraphs:
        return Paragraphs(paragraphs=self._assumed.legend.lines)


# Parties -------------------------------------------------------------------------------------


def _laboratory(place: Place) -> xrpt01.Sender:
    return xrpt01.Sender(
        ean_identifier=location_number(place.gln),
        identifier=place.identifier,
        identifier_code=identifier_code(place),
        organisation_name=place.name,
        department_name=place.department,
        medical_speciality_code=SPECIALITIES[place.kind],
        from_lab_identifier=place.producer,
    )


def _department(place: Place) -> xrpt05.Sender:
    return xrpt05.Sender(
        ean_identifier=location_number(place.gln),
        identifier=place.identifier,
        identifier_code=identifier_code(place),
        organisation_name=place.name,
        department_name=place.department,
        medical_speciality_code=SPECIALITIES[place.kind],
        from_lab_identifier=place.producer,
    )


def _databank(receiver: Receiver) -> xrpt01.Receiver:
    number = location_number(receiver.gln)
    return xrpt01.Receiver(
        ean_identifier=number,
        identifier=number,
        identifier_code="lokationsnummer",
        organisation_name=receiver.name,
    )


def _web_databank(receiver: Receiver) -> xrpt05.Receiver:
    number = location_number(receiver.gln)
    return xrpt05.Receiver(
        ean_identifier=number,
        identifier=number,
        identifier_code="lokationsnummer",
        organisation_name=receiver.name,
    )


def _copy(answer: Answer) -> xrpt01.CCReceiver | None:
    clinic = answer.requested_by
    if answer.place == clinic:
        return None
    return xrpt01.CCReceiver(
        identifier=clinic.identifier, identifier_code="ydernummer", organisation_name=clinic.name
    )


def _web_copy(answer: Answer) -> common.CCReceiver:
    clinic = answer.requested_by
    return common.CCReceiver(
        identifier=clinic.identifier, identifier_code="ydernummer", organisation_name=clinic.name
    )


def _patient(citizen: Citizen, given: bool | None) -> common.Patient:  # noqa: FBT001 - the letter's word
    return common.Patient(
        civil_registration_number=citizen.number,
        person_surname_name=citizen.family,
        person_given_name=citizen.given,
        consent=None if given is None else common.Consent(given=given),
    )


# Biochemistry --------------------------------------------------------------------------------


def _result(told: ToldResult, place: Place) -> xrpt01.Result:
    measured = told.measured
    numeric = measured is not None and told.analysis.numeric
    remarks = () if told.comment is None else (xrpt01.ResultComments(content=(told.comment, BREAK)),)
    return xrpt01.Result(
        result_status_code=told.status,
        analysis=_analysis(told.analysis),
        producer_of_lab_result=common.Producer(identifier=place.name, identifier_code=place.producer),
        reference_interval=None if measured is None else _interval(measured.interval),
        result_type="numerisk" if numeric else "alfanumerisk",
        operator=None if measured is None else measured.operator,
        value=RECEIVED if measured is None else measured.value,
        unit=None if measured is None else told.analysis.unit,
        result_validation=None if measured is None else measured.mark,
        remarks=remarks,
    )


def _analysis(analysis: Analysis) -> xrpt01.Analysis:
    return xrpt01.Analysis(
        analysis_code=analysis.code,
        analysis_code_type="iupac",
        analysis_code_responsible=_CODE_RESPONSIBLE,
        analysis_short_name=analysis.short_name,
        analysis_complete_name=(analysis.complete_name, BREAK),
        placement=_placement(analysis),
    )


def _placement(analysis: Analysis) -> xrpt01.Placement | None:
    name = None if analysis.group is None else response_group_name(analysis.group)
    if analysis.group is None or name is None:
        return None
    group = xrpt01.RequisitionGroup(
        identifier=analysis.group, identifier_responsible=_GROUP_RESPONSIBLE, name=name
    )
    return xrpt01.Placement(requisition_group=group, order=analysis.order)


def _interval(interval: Interval | None) -> common.ReferenceInterval | None:
    if interval is None:
        return None
    return common.ReferenceInterval(
        limits=common.Limits(
            type_of_interval=interval.kind, lower_limit=interval.lower, upper_limit=interval.upper
        )
    )


# Microbiology --------------------------------------------------------------------------------


def _microbiology_requisition(answer: Answer) -> xrpt05.RequisitionInformation:
    return xrpt05.RequisitionInformation(
        clinical_information=None if answer.clinical is None else Paragraphs(paragraphs=(answer.clinical,)),
        sample=xrpt05.Sample(
            laboratory_internal_sample_identifier=answer.sample_number,
            requester_sample_identifier=answer.requester_number,
            sampling_date_time=when(answer.sampled),
            sample_received_date_time=when(answer.received),
        ),
    )


def _examination(examined: Culture | Serology, place: Place) -> xrpt05.Examination:
    location = examined.location if isinstance(examined, Culture) else None
    return xrpt05.Examination(
        examination_type_code="dyrkning" if isinstance(examined, Culture) else "maalbar_kvantitet",
        mic_analysis_code=examined.code,
        analysis_code_type=examined.code_type,
        analysis_code_responsible=examined.code_responsible,
        analysis_mds_name=xrpt05.AnalysisMDSName(
            examination=examined.examination, material=examined.material, location=location
        ),
        examinator=place.department or place.name,
        producer_of_lab_result=common.MicrobiologyProducer(
            identifier=place.identifier, identifier_code=place.producer
        ),
    )


def _cells(found: CultureFound) -> Iterator[xrpt05.PatternEntry]:
    for row, antibiotic in enumerate(found.antibiotics, 1):
        for column, category in enumerate(antibiotic.categories, 1):
            if category is not None:
                yield xrpt05.PatternEntry(
                    ref_microorganism=column, ref_antibiotic=row, susceptibility=category
                )


def _antibody(antibody: AntibodyFound, about: Serology, place: Place) -> xrpt05.AnalysisFindings:
    limits = common.ShortLimits(type_of_interval="uspecificeret", upper_limit=about.limit)
    return xrpt05.AnalysisFindings(
        analysis=_coded(antibody.name, antibody.code, place),
        findings=xrpt05.Findings(
            interpretation=_text("Positiv" if antibody.positive else "Negativ"),
            reference_interval=common.ShortReferenceInterval(limits=limits),
            measurement=common.Measurement(operator="lig_med", value=antibody.value, unit=about.unit),
            result_validation="for_hoej" if antibody.positive else None,
        ),
    )


# Words ---------------------------------------------------------------------------------------


def _text(text: str) -> common.CodedText:
    return common.CodedText(text=Paragraphs(paragraphs=(text,)))


def _coded(text: str, code: str, place: Place) -> common.CodedText:
    """A text with a code of the department's own."""
    coding = common.Coding(code=code, code_type="lokal", code_responsible=place.producer)
    return common.CodedText(coding=coding, text=Paragraphs(paragraphs=(text,)))
