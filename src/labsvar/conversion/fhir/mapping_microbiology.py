"""The rows of the mapping for answers from microbiology."""

from __future__ import annotations

from typing import Final

from labsvar.conversion.fhir.mapping import DK_CORE, EU_LAB, MARKS, ZONE, Row, row

_PARAGRAPHS: Final = "line breaks inside a paragraph"
_EMPTY: Final = "an empty element"

MICROBIOLOGY: Final[tuple[Row, ...]] = (
    row(
        "RequisitionInformation/ClinicalInformation",
        "ServiceRequest.reasonCode.text",
        lost=f"{_PARAGRAPHS}; one without words",
    ),
    row("RequisitionInformation/Comments", "ServiceRequest.note", "a code stands in an extension of our own"),
    row(
        "Sample/RequesterSampleIdentifier, LaboratoryInternalSampleIdentifier",
        "ServiceRequest.identifier, requisition; Specimen.identifier, accessionIdentifier",
        "the same numbers on each Specimen; without the requester's, ServiceRequest has the laboratory's",
    ),
    row(
        "Sample/SamplingDateTime, SampleReceivedDateTime",
        "Observation.effectiveDateTime; Specimen.collection.collectedDateTime, receivedTime",
        lost=ZONE,
    ),
    row(
        "GeneralResultInformation/ReportStatusCode, ResultStatus",
        "DiagnosticReport.status; Composition.status",
        "ResultStatus of XR0531M and XR0530M in its three steps; a complete answer with svar_rettet: `corrected` or "
        "`amended`, a setting",
        source=DK_CORE,
    ),
    row(
        "GeneralResultInformation/ResultStatusCode",
        "Observation.status",
        "on every Observation of the report; of a Bundle of others the least final, which is told",
        source="MedCom, FHIR core 4.0.0",
    ),
    row("GeneralResultInformation/ToLabIdentifier", "an extension of our own on DiagnosticReport"),
    row(
        "GeneralResultInformation/LaboratoryInternalProductionIdentifier",
        "DiagnosticReport.identifier[0]; Composition.identifier",
        source=DK_CORE,
    ),
    row(
        "GeneralResultInformation/ResultsDateTime",
        "DiagnosticReport.effectiveDateTime; Observation.issued",
        lost=ZONE,
        source=DK_CORE,
    ),
    row("GeneralResultInformation/Summary", "DiagnosticReport.conclusion", "a section of remarks too"),
    row(
        "LaboratoryResults/Comments",
        "the note of R5 on DiagnosticReport",
        "a section of remarks too",
        source=EU_LAB,
    ),
    row(
        "Investigation",
        "Observation.hasMember, which DiagnosticReport.result points at",
        "findings, culture and microscopy are its members; one without a value has a dataAbsentReason; which part an Observation is stands in a category of ours",
        source=EU_LAB,
    ),
    row("Examination/ExaminationTypeCode", "Observation.category"),
    row(
        "Examination/MICAnalysisCode, AnalysisCodeType, AnalysisCodeResponsible",
        "Observation.code.coding",
        "as for XRPT01; MDS codes have a system of our own for whoever is responsible",
    ),
    row("Examination/AnalysisShortName", "Observation.code.coding.display"),
    row(
        "AnalysisMDSName/Examination, Material, Location; SupplementaryLocation",
        "Observation.code.text; Specimen.type.text, collection.bodySite.text; an extension of our own there",
        "a Specimen for each material and place (assumption: a letter has one sample and names them for each "
        "examination)",
    ),
    row(
        "Examination/Examinator",
        "Observation.performer.display",
        "of others: a person, or else the laboratory",
    ),
    row("Examination/ProducerOfLabResult", "Organization; Observation.performer", "missing: the sender"),
    row("Examination/Summary", "Observation.note", "marked as the summary"),
    row(
        "QuantitativeFindings/InterPretation, Comments",
        "Observation.valueCodeableConcept, note of the examination",
        "asterisks for a sample that was only received are no value",
        lost=f"{_PARAGRAPHS}; {_EMPTY}",
    ),
    row("AnalysisFindings/Analysis", "Observation.code of a member", lost=_PARAGRAPHS),
    row(
        "Findings/InterPretation",
        "Observation.valueCodeableConcept; beside a measured value Observation.interpretation",
        "assumption: where nothing was measured, what the laboratory says of it is the value",
        lost=_PARAGRAPHS,
    ),
    row(
        "Findings, SusceptibilityValue/Operator, Value, Unit",
        "Observation.valueQuantity or valueString",
        "a number keeps its digits; a value that is no number has its sign and unit in the text, and stands as it was "
        "sent beside it; lig_med is no comparator, ikke_angivet an extension of our own",
    ),
    row("Findings/ResultValidation", "Observation.interpretation", source="HL7 FHIR R4"),
    row(
        "Findings, SusceptibilityValue/ReferenceInterval",
        "Observation.referenceRange",
        "limits that are no numbers stand in its text",
        lost="one with neither limits nor text",
    ),
    row(
        "Findings, SusceptibilityValue/Reference, Comments",
        "DocumentReference.content, masterIdentifier; Observation workflow-supportingInfo, note",
        lost=_PARAGRAPHS,
    ),
    row(
        "CultureFindings/Headline, Comments",
        "Observation.code.text, note of a member; dataAbsentReason where nothing is told",
        "without organisms the first comment is the value; it is never coded as no growth, which the letter does not "
        "say (assumption)",
        source=EU_LAB,
    ),
    row(
        "Microorganism/Identification",
        "Observation.valueCodeableConcept of the culture's member",
        "its text, and the laboratory's own code; SNOMED CT codes are never added",
        lost=_PARAGRAPHS,
    ),
    row(
        "Microorganism/GrowthValue, SpeciesComment", "Observation member; Observation.note", lost=_PARAGRAPHS
    ),
    row(
        "Pattern/Headline, SusceptibilityInterpretation",
        "Observation.code.text, note of a panel for each organism",
        "the laboratory's key to its letters stands on every panel",
        lost=_PARAGRAPHS,
    ),
    row(
        "Antibiotic/AntibioticName, SusceptibilityMethod",
        "Observation.code, method of the panel's members",
        "one that no cell tells of is a member of the culture, without a value and of no organism (assumption)",
        lost=_PARAGRAPHS,
    ),
    row(
        "PatternEntry/RefMicroorganism, RefAntibiotic",
        "the organism whose panel it is in; extensions of our own with row and place",
        "a cell that points at no organism or antibiotic refuses the conversion",
    ),
    row(
        "PatternEntry/Susceptibility",
        "Observation.interpretation; valueString where nothing was measured",
        "just S, I or R has its code in v3 (assumption: MedCom's examples use the letters so); the text is what was "
        "sent",
        lost="an empty SusceptibilityValue",
        source="HL7 FHIR R4",
    ),
    row(
        "MicroscopicFindings/Headline, Comments",
        "Observation.code.text, valueString of a member",
        lost=_PARAGRAPHS,
    ),
    row("Grouping/Headline", "Observation.code of a member", lost=_PARAGRAPHS),
    row("MicroscopicType/Type", "Observation.code of a member, in a system of our own"),
    row(
        "Details/Identification, Value",
        "Observation.component.code, component.valueCodeableConcept",
        lost=_PARAGRAPHS,
    ),
)
"""XRPT05."""

BACTERIOLOGY: Final[tuple[Row, ...]] = (
    row(
        "RequisitionInformation, Sample, GeneralResultInformation",
        "as XRPT05",
        "the headline and the comment on all of it are DiagnosticReport.conclusion",
        lost=MARKS,
    ),
    row(
        "Result, Analysis, ProducerOfLabResult",
        "Observation, which DiagnosticReport.result points at",
        "code, type, material and place as XRPT05; value, mark, interval, comments and references as XRPT01",
        lost=MARKS,
    ),
    row("MicroscopicFindings", "Observation.code.text, valueString", lost=MARKS),
    row(
        "CultureWithoutFindings",
        "Observation.code.text, valueString",
        "in the laboratory's words and no code (assumption)",
        lost=MARKS,
    ),
    row(
        "CultureWithFindings, Microorganism, Antibiotic, PatternEntry",
        "as XRPT05",
        "ATCC and ATC codes have a system of our own for whoever is responsible; microscopy and cultures have the status "
        "of the least final result (assumption)",
        lost=f"{MARKS}; who is responsible for no code",
    ),
)
"""XRPT02, one way only."""

SURVEILLANCE: Final[tuple[Row, ...]] = (
    row(
        "everything that an XRPT05 would show",
        "as XRPT05",
        "Patient/ConsentGiven as its consent, Summary/Text as its summary, ResultStatus as that of XR0531M; comes back "
        "as an XRPT05",
        source="Statens Serum Institut, miba.ssi.dk, Standarder",
    ),
    row(
        "Prompt, Properties, CodeQualifier, Protected and what it stands in, IsolateNumber, SortOrder, AntibioticNumber",
        "",
        "for surveillance only: never told, and listed as lost, with what goes with it",
        lost="all of it, going out",
        source="Statens Serum Institut, miba.ssi.dk, Standarder",
    ),
)
"""XRPT06."""
