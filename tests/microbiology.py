"""Valid microbiology letters of the kinds beside XRPT05, and a foot status, to start a test from.

    microbiology_letter()          one XR0231M letter: a culture with two organisms and their susceptibility
    older_microbiology_letter()    the same as XR0230M
    miba_report()                  one XR0630M letter with properties, a prompt and a protected comment
    foot_status()                  one XR0130F letter

What stands deeper is changed with `replace`; `with_results(letter, ...)` changes fields of
`LaboratoryResults`. Persons are MedCom's test persons, organisations and codes are made up.
"""

from __future__ import annotations

from typing import Any, TypeVar

from msgspec.structs import replace

from labsvar.letters import common, footstatus, xrpt01, xrpt02, xrpt05, xrpt06
from labsvar.letters.element import Paragraphs
from labsvar.letters.text import BREAK
from tests.builders import (
    CLINIC_GLN,
    LABORATORY_GLN,
    MICROBIOLOGY_GLN,
    NANCY,
    PERSONS,
    examination,
    head,
    patient,
    when,
)

M = TypeVar("M", xrpt02.MicrobiologyReport, xrpt06.MiBaReport, footstatus.DiabeticFootStatus)


def with_results(letter: M, **changes: Any) -> M:
    """A letter with other fields of its `LaboratoryResults`."""
    return replace(letter, laboratory_results=replace(letter.laboratory_results, **changes))


def department(**changes: Any) -> xrpt05.Sender:
    """The microbiology department that answers."""
    made = xrpt05.Sender(
        ean_identifier=MICROBIOLOGY_GLN,
        identifier="9900010",
        identifier_code="sygehusafdelingsnummer",
        organisation_name="Testsygehuset",
        department_name="Klinisk Mikrobiologi",
        medical_speciality_code="klin_mikrobiologi",
        from_lab_identifier="TKM",
    )
    return replace(made, **changes)


def sample(**changes: Any) -> xrpt05.Sample:
    """The one sample of a letter."""
    made = xrpt05.Sample(
        laboratory_internal_sample_identifier="MS0001",
        requester_sample_identifier="MR0001",
        sampling_date_time=when("2026-03-02 08:15"),
        sample_received_date_time=when("2026-03-02 13:30"),
    )
    return replace(made, **changes)


# XRPT02 -----------------------------------------------------------------------------------------


def result(code: str = "990000001", value: str = "POS", **changes: Any) -> xrpt02.Result:
    """One examination and its result."""
    made = xrpt02.Result(
        result_status_code="svar_endeligt",
        analysis=xrpt02.Analysis(
            examination_type_code="maaleprocedure",
            mic_analysis_code=code,
            analysis_code_type="lokal",
            analysis_code_responsible="TKM",
            analysis_mds_name=xrpt05.AnalysisMDSName(examination="Dyrkning", material="Urin"),
        ),
        producer_of_lab_result=common.Producer(identifier="Test Klinisk Mikrobiologi", identifier_code="TKM"),
        result_type="alfanumerisk",
        value=value,
    )
    return replace(made, **changes)


def organism(name: str = "Escherichia coli", **changes: Any) -> xrpt02.Microorganism:
    """One organism that grew."""
    return replace(xrpt02.Microorganism(name=name, growth_value="100.000 kolonier pr. ml."), **changes)


def pattern(*cells: tuple[int, int, str]) -> xrpt02.Pattern:
    """The susceptibility to two antibiotics; a cell is organism, antibiotic and answer."""
    return xrpt02.Pattern(
        headline="Antibiotikafølsomhed",
        antibiotics=(xrpt02.Antibiotic(name="Ampicillin"), xrpt02.Antibiotic(name="Nitrofurantoin")),
        pattern_entries=tuple(
            xrpt02.PatternEntry(ref_microorganism=column, ref_antibiotic=row, sensitivity=answer)
            for column, row, answer in cells or ((1, 1, "R"), (1, 2, "S"), (2, 1, "S"))
        ),
        sensitivity_interpretation=("S=Følsom, I=Intermediær, R=Resistent", BREAK),
    )


def culture(**changes: Any) -> xrpt02.CultureWithFindings:
    """Growth of two organisms with their susceptibility."""
    made = xrpt02.CultureWithFindings(
        headline="Dyrkningsfund",
        microorganisms=(organism(), organism("Enterococcus faecalis", growth_value="1.000 kolonier pr. ml.")),
        pattern=pattern(),
    )
    return replace(made, **changes)


def microbiology_letter(**changes: Any) -> xrpt02.MicrobiologyReport:
    """A valid XR0231M letter; `changes` may name any field of the letter."""
    made = xrpt02.MicrobiologyReport(
        letter=head("XRPT02", "XR0231M", number="TKM0000002", authorised="2026-03-04 10:05"),
        sender=department(),
        receiver=xrpt02.Receiver(
            ean_identifier=CLINIC_GLN,
            identifier="990001",
            identifier_code="ydernummer",
            organisation_name="Lægerne Testvej",
        ),
        patient=patient(),
        requisition_information=xrpt02.RequisitionInformation(
            clinical_information=("Obs. urinvejsinfektion", BREAK), sample=sample()
        ),
        laboratory_results=xrpt02.LaboratoryResults(
            general_result_information=xrpt02.GeneralResultInformation(
                report_status_code="komplet_svar",
                laboratory_internal_production_identifier="MP0002",
                results_date_time=when("2026-03-04 10:00"),
            ),
            results=(result(),),
            culture_with_findings=culture(),
        ),
    )
    return replace(made, **changes)


def older_microbiology_letter(**changes: Any) -> xrpt02.MicrobiologyReport:
    """A valid XR0230M letter; `changes` may name any field of the letter."""
    made = microbiology_letter()
    general = replace(
        made.laboratory_results.general_result_information, report_status_code=None, result_status="komplet"
    )
    made = with_results(made, general_result_information=general)
    return replace(
        made,
        **{
            "letter": head("XRPT02", "XR0230M", number="TKM0000003", authorised="2026-03-04 10:05"),
            "sender": department(from_lab_identifier=None),
            **changes,
        },
    )


# XRPT06 -----------------------------------------------------------------------------------------


def coding(code: str = "901", *, responsible: str = "TKM") -> xrpt06.Coding:
    """A local code of the department."""
    return xrpt06.Coding(code=code, code_qualifier="201", code_type="lokal", code_responsible=responsible)


def coded(text: str, *, protected: str | None = None) -> xrpt06.CodedText:
    """A text without a code."""
    return xrpt06.CodedText(text=Paragraphs(paragraphs=(text,)), protected=protected)


def named(text: str, code: str = "901", *, protected: str | None = None) -> xrpt06.CodedName:
    """A code and what it stands for."""
    return xrpt06.CodedName(coding=coding(code), text=text, protected=protected)


def properties(text: str = "Resistensgen") -> xrpt06.Properties:
    """One property with one analysis behind it."""
    found = xrpt06.PropertyResult(coding=coding("902"), text="Positiv")
    analysis = xrpt06.PropertyAnalysis(coding=coding("903"), text="Gen")
    return xrpt06.Properties(
        found=(xrpt06.PropertyFound(property=named(text), result=found, property_analyses=(analysis,)),)
    )


def isolate(
    name: str = "Staphylococcus aureus", number: int = 1, *, protected: str | None = None, **changes: Any
) -> xrpt06.Microorganism:
    """One organism in the column of a number."""
    made = xrpt06.Microorganism(
        identification=named(name, protected=protected),
        isolate_number=number,
        sort_order=number,
        growth_value=coded("+++"),
        properties=properties(),
    )
    return replace(made, **changes)


def antibiotic(name: str, number: int, *, protected: str | None = None) -> xrpt06.Antibiotic:
    """One antibiotic in the row of a number."""
    return xrpt06.Antibiotic(antibiotic_name=coded(name, protected=protected), antibiotic_number=number)


def susceptibilities(
    *cells: tuple[int, int, str], antibiotics: tuple[xrpt06.Antibiotic, ...] = ()
) -> xrpt06.SusceptibilityPattern:
    """The susceptibility to two antibiotics; a cell is organism, antibiotic and answer."""
    return xrpt06.SusceptibilityPattern(
        headline="Antibiotikafølsomhed",
        antibiotics=antibiotics or (antibiotic("Penicillin", 1), antibiotic("Erythromycin", 2)),
        pattern_entries=tuple(
            xrpt06.PatternEntry(ref_microorganism=column, ref_antibiotic=row, susceptibility=answer)
            for column, row, answer in cells or ((1, 1, "R"), (1, 2, "S"), (2, 1, "S"))
        ),
        susceptibility_interpretation=Paragraphs(paragraphs=("S=Følsom, R=Resistent",)),
    )


def growth(**changes: Any) -> xrpt06.CultureFindings:
    """Growth of two organisms with their susceptibility."""
    made = xrpt06.CultureFindings(
        headline="Dyrkning",
        microorganisms=(isolate(), isolate("Escherichia coli", 2)),
        pattern=susceptibilities(),
    )
    return replace(made, **changes)


def measured(text: str = "Positiv", **changes: Any) -> xrpt06.AnalysisFindings:
    """One measured finding."""
    found = xrpt06.Findings(
        interpretation=coded(text),
        measurement=common.Measurement(operator="lig_med", value="12", unit="index"),
    )
    return xrpt06.AnalysisFindings(
        analysis=coded("Testantistof IgG"), properties=properties(), findings=replace(found, **changes)
    )


def investigation(**changes: Any) -> xrpt06.Investigation:
    """A culture with growth; `changes` may name any field of the investigation."""
    made = xrpt06.Investigation(examination=examination(), culture_findings=growth())
    return replace(made, **changes)


def prompt(question: str = "Udlandsrejse", answer: str = "ja") -> xrpt06.Prompt:
    """A question of the requisition and its answer."""
    return xrpt06.Prompt(
        question=xrpt06.Question(code="P1", code_type="lokal", code_responsible="TKM", code_text=question),
        answer=xrpt06.Answer(text=answer),
    )


def miba_report(**changes: Any) -> xrpt06.MiBaReport:
    """A valid XR0630M letter; `changes` may name any field of the letter, or `investigations`."""
    investigations = changes.pop("investigations", None) or (investigation(),)
    surname, given_name = PERSONS[NANCY]
    made = xrpt06.MiBaReport(
        letter=head("XRPT06", "XR0630M", number="TKM0000004", authorised="2026-03-04 10:05"),
        sender=department(from_lab_identifier=None),
        receiver=xrpt05.Receiver(
            ean_identifier=CLINIC_GLN,
            identifier="MIBA",
            identifier_code="lokal_kode",
            organisation_name="Testdatabanken",
        ),
        patient=xrpt06.Patient(
            civil_registration_number=NANCY,
            person_surname_name=surname,
            person_given_name=given_name,
            consent_given=True,
        ),
        requisition_information=xrpt06.RequisitionInformation(
            clinical_information=Paragraphs(paragraphs=("Obs. pneumoni",)), sample=sample()
        ),
        laboratory_results=xrpt06.LaboratoryResults(
            general_result_information=xrpt06.GeneralResultInformation(
                result_status_code="svar_endeligt",
                laboratory_internal_production_identifier="MP0003",
                results_date_time=when("2026-03-04 10:00"),
                result_status="komplet",
            ),
            investigations=investigations,
            comments=(coded("Kun til overvågning", protected="2"),),
            prompts=(prompt(),),
        ),
    )
    return replace(made, **changes)


# The foot status --------------------------------------------------------------------------------


def foot_status(**changes: Any) -> footstatus.DiabeticFootStatus:
    """A valid XR0130F letter; `changes` may name any field of the letter."""
    made = footstatus.DiabeticFootStatus(
        letter=head("XRPT01", "XR0130F", number="TFT0000001", authorised="2026-03-02 12:05"),
        sender=xrpt01.Sender(
            ean_identifier=LABORATORY_GLN,
            identifier="990002",
            identifier_code="ydernummer",
            organisation_name="Testfodklinikken",
            medical_speciality_code="fodterapi",
        ),
        receiver=xrpt01.Receiver(
            ean_identifier=CLINIC_GLN, identifier="990001", identifier_code="ydernummer"
        ),
        patient=patient(),
        requisition_information=xrpt01.RequisitionInformation(
            sample=xrpt01.Sample(
                laboratory_internal_sample_identifier="FS0001", sampling_date_time=when("2026-03-02 08:15")
            )
        ),
        laboratory_results=footstatus.LaboratoryResults(
            general_result_information=xrpt01.GeneralResultInformation(
                laboratory_internal_production_identifier="FP0001",
                results_date_time=when("2026-03-02 12:00"),
            ),
            results=(observation(),),
        ),
    )
    return replace(made, **changes)


def observation(code: str = "MCS99001", value: str = "1", **changes: Any) -> footstatus.Result:
    """One thing seen or measured on a foot."""
    made = footstatus.Result(
        result_status_code="svar_endeligt",
        analysis=xrpt01.Analysis(
            analysis_code=code,
            analysis_code_type="lokal",
            analysis_code_responsible="MCS",
            analysis_complete_name=("Testobservation; = ?", BREAK),
        ),
        producer_of_lab_result=common.Producer(identifier="Testfodklinikken", identifier_code="TFT"),
        result_type="numerisk",
        value=value,
    )
    return replace(made, **changes)
