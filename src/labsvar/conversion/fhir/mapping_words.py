"""The rows of the mapping for answers in words: pathology and genetics, one way only."""

from __future__ import annotations

from typing import Final

from labsvar.conversion.fhir.mapping import DK_CORE, MARKS, ZONE, Row, row

_ALL: Final = "all of it, going out"

WORDS: Final[tuple[Row, ...]] = (
    row(
        "Patient/StreetName, SuburbName, DistrictName, PostCodeIdentifier, MunicipalityId, MunicipalityName",
        "Patient.address",
        "the municipality is its district (assumption); its number stands in an extension of our own",
        lost="an empty post code",
    ),
    row("Patient/Consent/Text", "", "whether consent is given is told as for every kind", lost=_ALL),
    row(
        "Patient/Consent in XR0330P, XR0430P and XR0431P",
        "meta.security R where it is absent",
        "these versions state consent where it is given; the list says so",
        source="MedCom's conversion stylesheets",
    ),
    row("Relative", "", "another person's name and number do not go along (assumption)", lost=_ALL),
    row(
        "RequisitionInformation/RequestersRequisitionIdentifier, RequesterSampleIdentifier, "
        "ReceiversRequisitionIdentifier, LaboratoryInternalSampleIdentifier",
        "ServiceRequest.identifier, requisition",
        source=DK_CORE,
    ),
    row(
        "RequisitionInformation/SamplingDateTime, SampleReceivedDateTime, RequisitionDateTime",
        "Observation.effectiveDateTime; Specimen.collection.collectedDateTime, receivedTime; ServiceRequest.authoredOn",
        lost=ZONE,
    ),
    row(
        "RequisitionInformation/ClinicalInformation, Comments, Reference",
        "ServiceRequest.reasonCode.text, note, supportingInfo; DocumentReference.content, masterIdentifier",
        lost=MARKS,
    ),
    row(
        "GeneralResultInformation",
        "DiagnosticReport.status, identifier, effectiveDateTime; Observation.status, issued",
        "without ReportStatusCode the report has the status of the result (assumption, told); Summary is a note",
        source=DK_CORE,
    ),
    row("Sender/Examinator", "DiagnosticReport.resultsInterpreter.display"),
    row(
        "CodedFormat/Sample/LaboratoryInternalSampleIdentifier, RequesterSampleIdentifier, MaterialDescription",
        "Specimen.accessionIdentifier, identifier, type.text",
    ),
    row(
        "CodedFormat/DiagnosisHeadline, CodedResults/Headline",
        "Observation.code.text, hasMember",
        "an Observation for each sample, under one for the headline over all where there is one",
    ),
    row(
        "CodedResults/Topography",
        "Observation.bodySite, note",
        "a system of our own: the Danish pathology SNOMED has no official address and is not SNOMED CT",
    ),
    row("CodedResults/Result", "Observation.valueCodeableConcept, note of a member", "the same system"),
    row(
        "TableFormat/ResultHeadline, TableResult, ResultValidation, AnalysisCode, AnalysisCompleteName",
        "Observation.code, valueString, interpretation, note",
        "the form of AnalysisCode tells whether it is of NPU or MedCom (assumption); malign and premalign have a system "
        "of our own",
        lost=MARKS,
    ),
    row(
        "TextualFormat, each section",
        "Observation.code.text, valueString, or dataAbsentReason; DiagnosticReport.conclusion; DocumentReference",
        "a conclusion is the report's too; references as XRPT01",
        lost=MARKS,
    ),
    row(
        "TextualFormat/Hematology",
        "Observation.component",
        "a component for marrow and one for peripheral blood of each kind of cell",
    ),
    row("elements that the installation has added (XR0731G)", "", lost=_ALL),
)
"""XRPT03, XRPT04 and XRPT07."""
