"""XRPT05 MicrobiologyWebReport: answers from clinical microbiology.

Source: MedCom, Det nye gode XML mikrobiologisvar XRPT05, section B and the schemas of releases
2014/10/08 (XR0532M), 2011/06/15 (XR0531M) and 2007/02/01 (XR0530M).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import (
    CCReceiver,
    CodedText,
    Letter,
    Measurement,
    MicrobiologyProducer,
    Patient,
    Physician,
    Reference,
    ShortReferenceInterval,
)
from labsvar.letters.element import (
    AnalysisCodeType,
    DateTime,
    Element,
    IdentifierCode,
    Paragraphs,
    PostCode,
    Text3,
    Text8,
    Text15,
    Text17,
    Text20,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, Length, ListName, Required, Times, Whole
from labsvar.letters.release import RELEASE_2007, RELEASE_2011, RELEASE_2014
from labsvar.letters.version import LetterVersion


class Sender(Element, frozen=True, kw_only=True):
    """The microbiology department that sends the answer."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    medical_speciality_code: Annotated[str, Coded("MedicalSpecialityCode")]
    from_lab_identifier: Annotated[Text3 | None, Required()] = None


class Receiver(Element, frozen=True, kw_only=True):
    """The place the answer is sent to."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: Annotated[str, Coded("WebReceiverIdentifierCode")]
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    physician: Physician | None = None


class Sample(Element, frozen=True, kw_only=True):
    """The one sample a letter is about."""

    laboratory_internal_sample_identifier: Annotated[Text20, ListName("RekvNrLab")]
    requester_sample_identifier: Annotated[Text15, ListName("RekvNrLaege")] | None = None
    sampling_date_time: Annotated[DateTime, ListName("RekvTidLaege")]
    sample_received_date_time: Annotated[DateTime, ListName("RekvModtLab")]


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, and on which sample."""

    clinical_information: Paragraphs | None = None
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("RekvKomn")] = ()
    sample: Sample


class GeneralResultInformation(Element, frozen=True, kw_only=True):
    """The status of the whole answer, its production number and its time."""

    report_status_code: Annotated[str | None, Coded("ReportStatusCode"), Required()] = None
    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    to_lab_identifier: Text3 | None = None
    laboratory_internal_production_identifier: Annotated[Text20, ListName("LabprodProvnr")]
    results_date_time: Annotated[DateTime, ListName("SvarTid")]
    result_status: Annotated[str | None, Coded("ResultStatus"), Required()] = None
    summary: Text70 | None = None


class AnalysisMDSName(Element, frozen=True, kw_only=True):
    """The examination in words: what, on which material, from which place."""

    examination: Text70
    material: Text70 | None = None
    location: Text70 | None = None


class Examination(Element, frozen=True, kw_only=True):
    """What was examined, by whom."""

    examination_type_code: Annotated[str, Coded("ExaminationTypeCode")]
    mic_analysis_code: Annotated[Text17, ListName("LabKode")] = msgspec.field(name="MICAnalysisCode")
    analysis_code_type: Annotated[AnalysisCodeType, ListName("KODETABEL")]
    analysis_code_responsible: Annotated[Text3, ListName("LabOrg")]
    analysis_short_name: Annotated[Text35, ListName("KortNavn")] | None = None
    analysis_mds_name: AnalysisMDSName = msgspec.field(name="AnalysisMDSName")
    supplementary_location: Annotated[Text70, ListName("SupplLocation")] | None = None
    examinator: Text70
    producer_of_lab_result: Annotated[MicrobiologyProducer | None, Required()] = None
    summary: Text70 | None = None


class Findings(Element, frozen=True, kw_only=True):
    """The outcome of one quantitative analysis."""

    interpretation: CodedText = msgspec.field(name="InterPretation")
    reference_interval: ShortReferenceInterval | None = None
    measurement: Measurement | None = None
    result_validation: Annotated[str, Coded("ResultValidation")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("KommtekstTolkning")] = ()


class AnalysisFindings(Element, frozen=True, kw_only=True):
    """One quantitative analysis and its outcome."""

    analysis: CodedText
    findings: Findings


class QuantitativeFindings(Element, frozen=True, kw_only=True):
    """Findings that are measured or rated."""

    interpretation: CodedText | None = msgspec.field(default=None, name="InterPretation")
    analysis_findings: Annotated[tuple[AnalysisFindings, ...], Times(0, 20)] = ()
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Kommtekstexamination")] = ()


class Microorganism(Element, frozen=True, kw_only=True):
    """One organism that grew; its position is the column of the susceptibility table."""

    identification: CodedText
    growth_value: CodedText | None = None
    species_comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Multiresistent")] = (
        msgspec.field(default=(), name="SpeciesComment")
    )


class Antibiotic(Element, frozen=True, kw_only=True):
    """One antibiotic; its position is the row of the susceptibility table."""

    antibiotic_name: CodedText
    susceptibility_method: CodedText | None = None


class SusceptibilityValue(Element, frozen=True, kw_only=True):
    """The measured value behind a susceptibility."""

    reference_interval: ShortReferenceInterval | None = None
    measurement: Measurement | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("KommtekstTolkning")] = ()


class PatternEntry(Element, frozen=True, kw_only=True):
    """One cell of the susceptibility table; both positions count from one."""

    ref_microorganism: Annotated[int, Whole(1, 10), ListName("KolonneNr.")]
    ref_antibiotic: Annotated[int, Whole(1, 80), ListName("RækkeNr.")]
    susceptibility: Annotated[Text8, ListName("Resistenskode")]
    susceptibility_value: SusceptibilityValue | None = None


class Pattern(Element, frozen=True, kw_only=True):
    """The susceptibility table of a culture."""

    headline: Annotated[Text35, ListName("Antibiotikafølsomhed")]
    antibiotics: Annotated[tuple[Antibiotic, ...], Times(1, 80)] = msgspec.field(name="Antibiotic")
    pattern_entries: Annotated[tuple[PatternEntry, ...], Times(1, 80)] = msgspec.field(name="PatternEntry")
    susceptibility_interpretation: Annotated[Paragraphs, ListName("Følsomhed")]


class CultureFindings(Element, frozen=True, kw_only=True):
    """What grew, and what it is susceptible to."""

    headline: Text35
    microorganisms: Annotated[tuple[Microorganism, ...], Times(0, 10)] = msgspec.field(
        default=(), name="Microorganism"
    )
    pattern: Annotated[Pattern, ListName("resistensmønster")] | None = None
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Kommtekstfund")] = ()


class Details(Element, frozen=True, kw_only=True):
    """One thing seen in the microscope and how much of it."""

    identification: CodedText
    value: CodedText


class MicroscopicType(Element, frozen=True, kw_only=True):
    """Things of one type seen in the microscope."""

    type: Annotated[str, Coded("MicroscopicType")]
    details: Annotated[tuple[Details, ...], Times(0, 10)] = ()


class Grouping(Element, frozen=True, kw_only=True):
    """Microscopy under one headline."""

    headline: CodedText
    microscopic_types: Annotated[tuple[MicroscopicType, ...], Times(0, 10)] = msgspec.field(
        default=(), name="MicroscopicType"
    )


class MicroscopicFindings(Element, frozen=True, kw_only=True):
    """What was seen in the microscope."""

    headline: Annotated[Text35, ListName("Mikroskopifund")]
    comments: Annotated[Paragraphs, ListName("Svartekst")]
    groupings: Annotated[tuple[Grouping, ...], Times(0, 5)] = msgspec.field(default=(), name="Grouping")


class Investigation(Element, frozen=True, kw_only=True):
    """One examination with its findings."""

    examination: Examination
    quantitative_findings: QuantitativeFindings | None = None
    culture_findings: CultureFindings | None = None
    microscopic_findings: MicroscopicFindings | None = None


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The findings on one sample."""

    general_result_information: GeneralResultInformation
    investigations: Annotated[tuple[Investigation, ...], Times(1, 90)] = msgspec.field(name="Investigation")
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Kommtekstfund")] = ()


class MicrobiologyWebReport(
    Element, frozen=True, kw_only=True, tag_field="root", tag="MicrobiologyWebReport"
):
    """A whole XRPT05 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


_RESULT_INFORMATION = "LaboratoryResults/GeneralResultInformation"
_FINDINGS = "LaboratoryResults/Investigation/QuantitativeFindings/AnalysisFindings/Findings"
_CELL = "LaboratoryResults/Investigation/CultureFindings/Pattern/PatternEntry/SusceptibilityValue"

XR0532M = LetterVersion(
    code="XR0532M",
    kind="XRPT05",
    root=MicrobiologyWebReport,
    release=RELEASE_2014,
    without=(f"{_RESULT_INFORMATION}/ResultStatus",),
)

XR0531M = XR0532M.older(
    "XR0531M",
    RELEASE_2011,
    restored=(f"{_RESULT_INFORMATION}/ResultStatus",),
    without=(
        "Sender/FromLabIdentifier",
        "Patient/Consent",
        f"{_RESULT_INFORMATION}/ReportStatusCode",
        f"{_RESULT_INFORMATION}/ToLabIdentifier",
    ),
    changed={
        f"{_FINDINGS}/Reference/BIN/ObjectIdentifier": Length(1, 35),
        f"{_CELL}/Reference/BIN/ObjectIdentifier": Length(1, 35),
    },
)

XR0530M = XR0531M.older(
    "XR0530M",
    RELEASE_2007,
    without=(
        "LaboratoryResults/Investigation/Examination/ProducerOfLabResult",
        "LaboratoryResults/Investigation/Examination/Summary",
    ),
)
