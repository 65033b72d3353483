"""Answers of microbiology once more, as the MiBa reports (XR0630M) that carry what surveillance needs.

A MiBa report says what the web report says, and beside it the questions of the requisition with their
answers. Codes are local to the made-up departments, and so is what stands in their qualifier.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from labsvar.letters import xrpt05, xrpt06
from labsvar.letters.common import CodedText, Letter
from labsvar.population.assumptions import Question

_QUALIFIER = "000"
_STATUS = {"komplet_svar": "komplet", "del_svar": "delvis", "modtaget": "modtaget"}


def miba_report(
    web: xrpt05.MicrobiologyWebReport, letter: Letter, questions: Iterable[Question]
) -> xrpt06.MiBaReport:
    """The MiBa report that goes with a web report, under a letter head of its own."""
    general = web.laboratory_results.general_result_information
    assert general.report_status_code is not None
    patient = web.patient
    return xrpt06.MiBaReport(
        letter=letter,
        sender=replace(web.sender, from_lab_identifier=None),
        receiver=web.receiver,
        cc_receiver=web.cc_receiver,
        patient=xrpt06.Patient(
            civil_registration_number=patient.civil_registration_number,
            person_surname_name=patient.person_surname_name,
            person_given_name=patient.person_given_name,
            consent_given=True,
        ),
        requisition_information=xrpt06.RequisitionInformation(
            clinical_information=web.requisition_information.clinical_information,
            sample=web.requisition_information.sample,
        ),
        laboratory_results=xrpt06.LaboratoryResults(
            general_result_information=xrpt06.GeneralResultInformation(
                result_status_code=general.result_status_code,
                laboratory_internal_production_identifier=general.laboratory_internal_production_identifier,
                results_date_time=general.results_date_time,
                result_status=_STATUS[general.report_status_code],
            ),
            investigations=tuple(_investigation(each) for each in web.laboratory_results.investigations),
            comments=_texts(web.laboratory_results.comments),
            prompts=tuple(_prompt(each, web.sender) for each in questions),
        ),
    )


def _investigation(each: xrpt05.Investigation) -> xrpt06.Investigation:
    culture, measured = each.culture_findings, each.quantitative_findings
    return xrpt06.Investigation(
        examination=each.examination,
        quantitative_findings=None if measured is None else _measured(measured),
        culture_findings=None if culture is None else _culture(culture),
    )


def _measured(measured: xrpt05.QuantitativeFindings) -> xrpt06.QuantitativeFindings:
    return xrpt06.QuantitativeFindings(
        analysis_findings=tuple(
            xrpt06.AnalysisFindings(
                analysis=_text(each.analysis),
                properties=xrpt06.Properties(),
                findings=xrpt06.Findings(
                    interpretation=_text(each.findings.interpretation),
                    reference_interval=each.findings.reference_interval,
                    measurement=each.findings.measurement,
                    result_validation=each.findings.result_validation,
                ),
            )
            for each in measured.analysis_findings
        )
    )


def _culture(culture: xrpt05.CultureFindings) -> xrpt06.CultureFindings:
    return xrpt06.CultureFindings(
        headline=culture.headline,
        microorganisms=tuple(
            xrpt06.Microorganism(
                identification=_name(each.identification),
                isolate_number=number,
                sort_order=number,
                growth_value=None if each.growth_value is None else _text(each.growth_value),
            )
            for number, each in enumerate(culture.microorganisms, 1)
        ),
        pattern=None if culture.pattern is None else _pattern(culture.pattern),
        comments=_texts(culture.comments),
    )


def _pattern(pattern: xrpt05.Pattern) -> xrpt06.SusceptibilityPattern:
    return xrpt06.SusceptibilityPattern(
        headline=pattern.headline,
        antibiotics=tuple(
            xrpt06.Antibiotic(antibiotic_name=_text(each.antibiotic_name), antibiotic_number=number)
            for number, each in enumerate(pattern.antibiotics, 1)
        ),
        pattern_entries=tuple(
            xrpt06.PatternEntry(
                ref_microorganism=each.ref_microorganism,
                ref_antibiotic=each.ref_antibiotic,
                susceptibility=each.susceptibility,
            )
            for each in pattern.pattern_entries
        ),
        susceptibility_interpretation=pattern.susceptibility_interpretation,
    )


def _prompt(about: Question, sender: xrpt05.Sender) -> xrpt06.Prompt:
    assert sender.from_lab_identifier is not None
    question = xrpt06.Question(
        code=about.code,
        code_type="lokal",
        code_responsible=sender.from_lab_identifier,
        code_text=about.text,
    )
    return xrpt06.Prompt(question=question, answer=xrpt06.Answer(text=about.answer))


# Words ---------------------------------------------------------------------------------------


def _texts(comments: Iterable[CodedText]) -> tuple[xrpt06.CodedText, ...]:
    return tuple(_text(each) for each in comments)


def _text(text: CodedText) -> xrpt06.CodedText:
    return xrpt06.CodedText(coding=None if text.coding is None else _coding(text), text=text.text)


def _name(text: CodedText) -> xrpt06.CodedName:
    return xrpt06.CodedName(coding=_coding(text), text=" ".join(text.text.paragraphs))


def _coding(text: CodedText) -> xrpt06.Coding:
    assert text.coding is not None, "what the departments name they name by a code"
    return xrpt06.Coding(
        code=text.coding.code,
        code_qualifier=_QUALIFIER,
        code_type=text.coding.code_type,
        code_responsible=text.coding.code_responsible,
    )
