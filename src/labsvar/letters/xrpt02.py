"""XRPT02 MicrobiologyReport: answers from clinical microbiology that have an EDIFACT form too.

Source: MedCom's OIOXML schemas of releases 2014/10/08 (XR0231M) and 2007/02/01 (XR0230M).
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import (
    CCReceiver,
    Letter,
    Patient,
    Physician,
    Producer,
    Reference,
    ReferenceInterval,
)
from labsvar.letters.element import (
    AnalysisCodeType,
    DateTime,
    Element,
    IdentifierCode,
    PostCode,
    Text3,
    Text8,
    Text12,
    Text16,
    Text17,
    Text20,
    Text35,
    Text70,
)
from labsvar.letters.facets import Coded, Length, ListName, Required, Times, Whole
from labsvar.letters.release import RELEASE_2007, RELEASE_2014
from labsvar.letters.text import BreakableText
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt05 import AnalysisMDSName, Sample, Sender


class Receiver(Element, frozen=True, kw_only=True):
    """The place the answer is sent to."""

    ean_identifier: Text35 = msgspec.field(name="EANIdentifier")
    identifier: Text17
    identifier_code: IdentifierCode
    organisation_name: Text35 | None = None
    department_name: Text35 | None = None
    unit_name: Text35 | None = None
    street_name: Text35 | None = None
    suburb_name: Text35 | None = None
    district_name: Text35 | None = None
    post_code_identifier: PostCode | None = None
    physician: Physician | None = None


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, and on which sample."""

    clinical_information: BreakableText | None = None
    comments: Annotated[BreakableText, ListName("RekvKomm")] | None = None
    sample: Sample


class GeneralResultInformation(Element, frozen=True, kw_only=True):
    """The status of the whole answer, its production number, its time and a comment on all of it."""

    report_status_code: Annotated[str | None, Coded("ReportStatusCode"), Required()] = None
    laboratory_internal_production_identifier: Annotated[Text20, ListName("LabprodProvnr")]
    results_date_time: Annotated[DateTime, ListName("SvarTid")]
    headline: Annotated[Text35, ListName("OE+Kommentar")] | None = None
    comment: BreakableText | None = None
    result_status: Annotated[str | None, Coded("ResultStatus"), Required()] = None


class Analysis(Element, frozen=True, kw_only=True):
    """What was examined."""

    examination_type_code: Annotated[str, Coded("MicrobiologyExaminationTypeCode")]
    mic_analysis_code: Annotated[Text17, ListName("LabKode")] = msgspec.field(name="MICAnalysisCode")
    analysis_code_type: Annotated[AnalysisCodeType, ListName("KODETABEL")]
    analysis_code_responsible: Annotated[Text3, ListName("LabOrg")]
    analysis_short_name: Annotated[Text35, ListName("KortNavn")] | None = None
    analysis_mds_name: AnalysisMDSName = msgspec.field(name="AnalysisMDSName")


class Result(Element, frozen=True, kw_only=True):
    """One result; its value keeps the characters the laboratory sent."""

    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    analysis: Analysis
    producer_of_lab_result: Producer
    reference_interval: Annotated[ReferenceInterval, ListName("SG20")] | None = None
    result_type: Annotated[str, Coded("MicrobiologyResultType"), ListName("AV")]
    operator: Annotated[str, Coded("Operator"), ListName("STOREND")] | None = None
    value: Annotated[Text12, ListName("Resultat")]
    unit: Annotated[Text16, ListName("Enhed")] | None = None
    result_validation: Annotated[str, Coded("ResultValidation"), ListName("ABNORM")] | None = None
    result_comments: Annotated[BreakableText, ListName("AnalyseKomm")] | None = None
    references: Annotated[tuple[Reference, ...], Times(0, 10)] = msgspec.field(default=(), name="Reference")
    to_lab_identifier: Text3 | None = None


class MicroscopicFindings(Element, frozen=True, kw_only=True):
    """What was seen in the microscope."""

    headline: Annotated[Text35, ListName("Mikroskopifund")]
    comments: Annotated[BreakableText, ListName("Svartekst")]


class CultureWithoutFindings(Element, frozen=True, kw_only=True):
    """A culture in which nothing of interest grew, in words."""

    headline: Annotated[Text35, ListName("Dyrkning")]
    comments: Annotated[BreakableText, ListName("Svartekst")]


class Microorganism(Element, frozen=True, kw_only=True):
    """One organism that grew; its position is the column of the susceptibility table."""

    atcc_code: Text17 | None = msgspec.field(default=None, name="ATCCCode")
    atcc_code_responsible: Text3 | None = msgspec.field(default=None, name="ATCCCodeResponsible")
    name: Annotated[Text35, ListName("Baktnavn1")]
    growth_value: Annotated[Text70, ListName("Vaekstgradtekst")]
    species_comment: Annotated[Text70, ListName("Multiresistent")] | None = None


class Antibiotic(Element, frozen=True, kw_only=True):
    """One antibiotic; its position is the row of the susceptibility table."""

    atc_code: Text17 | None = msgspec.field(default=None, name="ATCCode")
    atc_code_responsible: Text3 | None = msgspec.field(default=None, name="ATCCodeResponsible")
    name: Annotated[Text16, ListName("AntibiotikaNavn")]


class PatternEntry(Element, frozen=True, kw_only=True):
    """One cell of the susceptibility table; both positions count from one."""

    ref_microorganism: Annotated[int, Whole(1, 8), ListName("KolonneNr.")]
    ref_antibiotic: Annotated[int, Whole(1, 80), ListName("RækkeNr.")]
    sensitivity: Annotated[Text8, ListName("Resistenskode")]


class Pattern(Element, frozen=True, kw_only=True):
    """The susceptibility table of a culture."""

    headline: Annotated[Text35, ListName("Antibiotikafølsomhed")]
    antibiotics: Annotated[tuple[Antibiotic, ...], Times(1, 80)] = msgspec.field(name="Antibiotic")
    pattern_entries: Annotated[tuple[PatternEntry, ...], Times(1, 80)] = msgspec.field(name="PatternEntry")
    sensitivity_interpretation: Annotated[BreakableText, ListName("Følsomhed")]


class CultureWithFindings(Element, frozen=True, kw_only=True):
    """What grew, and what it is susceptible to."""

    headline: Text35
    microorganisms: Annotated[tuple[Microorganism, ...], Times(1, 8)] = msgspec.field(name="Microorganism")
    comments: Annotated[BreakableText, ListName("Kommtekstfund")] | None = None
    pattern: Annotated[Pattern, ListName("resistensmønster")] | None = None


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The findings on one sample."""

    general_result_information: GeneralResultInformation
    results: Annotated[tuple[Result, ...], Times(1, 5)] = msgspec.field(name="Result")
    microscopic_findings: MicroscopicFindings | None = None
    culture_without_findings: CultureWithoutFindings | None = None
    culture_with_findings: CultureWithFindings | None = None


class MicrobiologyReport(Element, frozen=True, kw_only=True, tag_field="root", tag="MicrobiologyReport"):
    """A whole XRPT02 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


_RESULT_INFORMATION = "LaboratoryResults/GeneralResultInformation"

XR0231M = LetterVersion(
    code="XR0231M",
    kind="XRPT02",
    root=MicrobiologyReport,
    release=RELEASE_2014,
    without=(f"{_RESULT_INFORMATION}/ResultStatus",),
)

XR0230M = XR0231M.older(
    "XR0230M",
    RELEASE_2007,
    restored=(f"{_RESULT_INFORMATION}/ResultStatus",),
    without=(
        "Sender/FromLabIdentifier",
        "Patient/Consent",
        f"{_RESULT_INFORMATION}/ReportStatusCode",
        "LaboratoryResults/Result/ToLabIdentifier",
    ),
    changed={"LaboratoryResults/Result/Reference/BIN/ObjectIdentifier": Length(1, 35)},
)
