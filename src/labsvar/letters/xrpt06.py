"""XRPT06 MiBaReport: answers from clinical microbiology to the national microbiology database.

It says what XRPT05 says, with codes for more of it, and beside that what surveillance needs: properties
of what was found, the questions and answers of the requisition, and content that is protected.
`labsvar.letters.surveillance` tells the two apart.

Source: MedCom's OIOXML schema of release 2013/11/26 (XR0630M), which says of itself that it may change
at short notice by agreement of three developers; Statens Serum Institut, miba.ssi.dk, Standarder.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from labsvar.letters.common import CCReceiver, Letter, Measurement, ShortReferenceInterval
from labsvar.letters.element import (
    Block,
    DateTime,
    Decimal17,
    Element,
    Paragraphs,
    TenCharacters,
    TenDigits,
    Text3,
    Text8,
    Text17,
    Text20,
    Text35,
    Text70,
    Text350,
)
from labsvar.letters.facets import (
    UNBOUNDED,
    Coded,
    Length,
    ListName,
    Number,
    OneOf,
    Pattern,
    Times,
    Whole,
)
from labsvar.letters.release import RELEASE_2013
from labsvar.letters.version import LetterVersion
from labsvar.letters.xrpt05 import Examination, Receiver, Sample, Sender

CodeQualifier = Annotated[str, Pattern("[0-9]{3}", "three digits")]
"""Stands beside every code; no public page says what the numbers mean."""

Protected = Annotated[str, Number(0)]
"""Marks content that is not for everyone; no public page says what the numbers mean."""


class Coding(Block, frozen=True, kw_only=True):
    """A code with its table and who is responsible for it: all four or none."""

    code: Text20
    code_qualifier: CodeQualifier
    code_type: Annotated[str, Coded("CodeType")]
    code_responsible: Text20


class CodedText(Element, frozen=True, kw_only=True):
    """A text, with or without a code that says the same."""

    coding: Coding | None = None
    text: Paragraphs
    protected: Protected | None = None


class CodedName(Element, frozen=True, kw_only=True):
    """A code and what it stands for."""

    coding: Coding
    text: Text350
    protected: Protected | None = None


class NumericValue(Element, frozen=True, kw_only=True):
    """The number behind a result."""

    measurement: Measurement | None = None


class PropertyResult(Element, frozen=True, kw_only=True):
    """What was found of a property."""

    coding: Coding
    text: Text35
    numeric_value: NumericValue | None = None
    protected: Protected | None = None


class AnalysisResult(Element, frozen=True, kw_only=True):
    """What an analysis of a property gave."""

    coding: Coding
    text: Text35
    extra_text: Annotated[str, Length(1, UNBOUNDED)] | None = None
    numeric_value: NumericValue | None = None
    protected: Protected | None = None


class Assay(Element, frozen=True, kw_only=True):
    """One test that was made for an analysis."""

    coding: Coding
    text: Text35
    result: AnalysisResult | None = None
    protected: Protected | None = None


class PropertyAnalysis(Element, frozen=True, kw_only=True):
    """One analysis behind a property."""

    coding: Coding
    text: Text35
    result: AnalysisResult | None = None
    assays: Annotated[tuple[Assay, ...], Times(0, UNBOUNDED)] = msgspec.field(default=(), name="Assay")
    protected: Protected | None = None


class StemVariant(Element, frozen=True, kw_only=True):
    """One variant of a stem and what was found of it."""

    variant: Text35
    coding: Coding | None = None
    result: PropertyResult


class StemPropertyAnalysis(Element, frozen=True, kw_only=True):
    """One analysis behind a property, told by the stem and its variants."""

    coding: Coding
    stem: Text35
    stem_variants: Annotated[tuple[StemVariant, ...], Times(1, UNBOUNDED)] = msgspec.field(name="StemVariant")
    assays: Annotated[tuple[Assay, ...], Times(0, UNBOUNDED)] = msgspec.field(default=(), name="Assay")
    protected: Protected | None = None


class PropertyFound(Block, frozen=True, kw_only=True):
    """One property, what was found of it and by which analyses."""

    property: CodedName
    result: PropertyResult
    property_analyses: Annotated[tuple[PropertyAnalysis, ...], Times(0, UNBOUNDED), OneOf("analysis")] = (
        msgspec.field(default=(), name="PropertyAnalysis")
    )
    stem_property_analyses: Annotated[
        tuple[StemPropertyAnalysis, ...], Times(0, UNBOUNDED), OneOf("analysis")
    ] = msgspec.field(default=(), name="StemPropertyAnalysis")
    protected: Protected | None = None


class Properties(Element, frozen=True, kw_only=True):
    """Properties of what was found, such as types and genes of resistance."""

    found: Annotated[tuple[PropertyFound, ...], Times(0, UNBOUNDED)] = ()


class Patient(Element, frozen=True, kw_only=True):
    """The person the answer is about, and whether others than the treating place may see it."""

    civil_registration_number: Annotated[TenDigits | None, OneOf("number")] = None
    alternative_identifier: Annotated[TenCharacters | None, OneOf("number")] = None
    person_surname_name: Text70
    person_given_name: Text70 | None = None
    consent_given: bool


class RequisitionInformation(Element, frozen=True, kw_only=True):
    """What was asked for, and on which sample."""

    clinical_information: Paragraphs | None = None
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("RekvKomn")] = ()
    sample: Sample


class GeneralResultInformation(Element, frozen=True, kw_only=True):
    """The status of the whole answer, its production number and its time."""

    result_status_code: Annotated[str, Coded("ResultStatusCode")]
    laboratory_internal_production_identifier: Annotated[Text20, ListName("LabprodProvnr")]
    results_date_time: Annotated[DateTime, ListName("SvarTid")]
    result_status: Annotated[str, Coded("ResultStatus"), ListName("STATUS")]
    summary: CodedName | None = None


class Findings(Element, frozen=True, kw_only=True):
    """The outcome of one quantitative analysis."""

    interpretation: CodedText = msgspec.field(name="InterPretation")
    reference_interval: ShortReferenceInterval | None = None
    measurement: Measurement | None = None
    result_validation: Annotated[str, Coded("ResultValidation")] | None = None
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("KommtekstTolkning")] = ()
    protected: Protected | None = None


class AnalysisFindings(Element, frozen=True, kw_only=True):
    """One quantitative analysis and its outcome."""

    analysis: CodedText
    properties: Properties
    findings: Findings


class QuantitativeFindings(Element, frozen=True, kw_only=True):
    """Findings that are measured or rated."""

    interpretation: CodedName | None = msgspec.field(default=None, name="InterPretation")
    analysis_findings: Annotated[tuple[AnalysisFindings, ...], Times(0, 20)] = ()
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Kommtekstexamination")] = ()


class Microorganism(Element, frozen=True, kw_only=True):
    """One organism that grew; `sort_order` is the column of the susceptibility table."""

    identification: CodedName
    isolate_number: Annotated[int, Whole(1, 9)]
    sort_order: Annotated[int, Whole(1, 9)]
    growth_value: CodedText | None = None
    properties: Properties | None = None
    species_comments: Annotated[tuple[CodedText, ...], Times(0, 10)] = msgspec.field(
        default=(), name="SpeciesComment"
    )


class Antibiotic(Element, frozen=True, kw_only=True):
    """One antibiotic; `antibiotic_number` is the row of the susceptibility table."""

    antibiotic_name: CodedText
    antibiotic_number: Annotated[int, Whole(1, 80)]
    susceptibility_method: CodedText | None = None


class SusceptibilityValue(Element, frozen=True, kw_only=True):
    """The measured value behind a susceptibility."""

    reference_interval: ShortReferenceInterval | None = None
    measurement: Measurement | None = None
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("KommtekstTolkning")] = ()


class PatternEntry(Element, frozen=True, kw_only=True):
    """One cell of the susceptibility table: a `SortOrder` and an `AntibioticNumber`."""

    ref_microorganism: Annotated[int, Whole(1, 10), ListName("KolonneNr.")]
    ref_antibiotic: Annotated[int, Whole(1, 80), ListName("RækkeNr.")]
    susceptibility: Annotated[Text8, ListName("Resistenskode")]
    susceptibility_value: SusceptibilityValue | None = None


class SusceptibilityPattern(Element, frozen=True, kw_only=True):
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
    pattern: Annotated[SusceptibilityPattern, ListName("resistensmønster")] | None = None
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


class Question(Element, frozen=True, kw_only=True):
    """A question of the requisition."""

    code: Text17
    code_type: Annotated[str, Coded("MiBaPromptCodeType")]
    code_responsible: Text3
    code_text: Text35


class Answer(Element, frozen=True, kw_only=True):
    """What the requester answered."""

    text: Annotated[Text70 | None, OneOf("answer")] = None
    numerical: Annotated[Decimal17 | None, OneOf("answer")] = None
    diagnose_code: Annotated[Text17 | None, OneOf("answer")] = None
    date_time: Annotated[DateTime | None, OneOf("answer")] = None


class Prompt(Element, frozen=True, kw_only=True):
    """A question of the requisition with its answer."""

    question: Question
    answer: Answer


class LaboratoryResults(Element, frozen=True, kw_only=True):
    """The findings on one sample."""

    general_result_information: GeneralResultInformation
    investigations: Annotated[tuple[Investigation, ...], Times(1, 90)] = msgspec.field(name="Investigation")
    comments: Annotated[tuple[CodedText, ...], Times(0, 10), ListName("Kommtekstfund")] = ()
    prompts: Annotated[tuple[Prompt, ...], Times(0, 20)] = msgspec.field(default=(), name="Prompt")


class MiBaReport(Element, frozen=True, kw_only=True, tag_field="root", tag="MiBaReport"):
    """A whole XRPT06 letter."""

    letter: Letter
    sender: Sender
    receiver: Receiver
    cc_receiver: CCReceiver | None = msgspec.field(default=None, name="CCReceiver")
    patient: Patient
    requisition_information: RequisitionInformation
    laboratory_results: LaboratoryResults


XR0630M = LetterVersion(
    code="XR0630M",
    kind="XRPT06",
    root=MiBaReport,
    release=RELEASE_2013,
    without=("Sender/FromLabIdentifier",),
)
