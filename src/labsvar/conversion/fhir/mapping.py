"""The mapping as a table: what of a letter stands where in FHIR, and what the way back loses.

The code and the table share the tables of codes (`tables`) and the list of what a Bundle carries into a letter
(`unplaced.CARRIED`); the rows themselves are prose, which the tests of the way out and back hold to account.
"""

from __future__ import annotations

from typing import Final

import msgspec

DK_CORE: Final = "HL7 Denmark, DK Core 3.7.0"
EU_LAB: Final = "HL7 Europe, Laboratory Report 2.0.0"
OURS: Final = "our own"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line: an element of XRPT01, its elements in FHIR, a note, and what is lost on the way back."""

    letter: str
    fhir: str
    note: str = ""
    lost: str = ""
    source: str = OURS


def _row(letter: str, fhir: str, note: str = "", *, lost: str = "", source: str = OURS) -> Row:
    return Row(letter=letter, fhir=fhir, note=note, lost=lost, source=source)


_MARKS: Final = "formatting; line breaks that are no `Break`"
_ZONE: Final = "a zone beside the date; years outside 0001 to 9999 are refused"

ROWS: Final[tuple[Row, ...]] = (
    _row("Envelope/Identifier", "Bundle.identifier", "in a system of the sender's location number"),
    _row("Envelope/Sent", "Bundle.timestamp", "Denmark's zone", lost=_ZONE),
    _row("Envelope/AcknowledgementCode", "Bundle.meta.tag"),
    _row("Envelope/Local_Elements", "", lost="all of it"),
    _row("Letter/Identifier", "DiagnosticReport.identifier[1]"),
    _row("Letter/Authorisation", "DiagnosticReport.issued; Composition.date", lost=_ZONE, source=DK_CORE),
    _row("Letter/VersionCode, TypeCode, StatisticalCode", "DiagnosticReport.meta.tag"),
    _row(
        "Sender",
        "Organization; DiagnosticReport.performer; Composition.author",
        "unit, department and organisation are a chain of partOf; a number that is wrong has a system of our own",
    ),
    _row("Sender/MedicalSpecialityCode, FromLabIdentifier", "Organization.type; Organization.identifier"),
    _row(
        "Receiver",
        "Organization; ServiceRequest.requester; Composition information-recipient",
        lost="an empty PostCodeIdentifier",
    ),
    _row("Receiver/Physician", "PractitionerRole; Practitioner"),
    _row(
        "CCReceiver",
        "Organization; Composition information-recipient",
        "without a Composition: an extension of our own on DiagnosticReport",
        source=EU_LAB,
    ),
    _row(
        "Patient/CivilRegistrationNumber, AlternativeIdentifier",
        "Patient.identifier",
        "CPR, X-eCPR or D-eCPR by its form, otherwise a system of our own; gives birthDate",
        source=DK_CORE,
    ),
    _row(
        "Patient/PersonSurnameName, PersonGivenName",
        "Patient.name",
        "the blanks stay in its text",
        source=DK_CORE,
    ),
    _row(
        "Patient/Consent",
        "meta.security R on DiagnosticReport and Composition",
        "given outright: a tag; never on Patient, where R protects the address",
    ),
    _row("RequisitionInformation/Comments", "ServiceRequest.note", lost=_MARKS),
    _row(
        "Sample/RequesterSampleIdentifier",
        "ServiceRequest.identifier, requisition; Specimen.identifier",
        "without one, ServiceRequest has the laboratory's number",
        source=DK_CORE,
    ),
    _row("Sample/LaboratoryInternalSampleIdentifier", "Specimen.accessionIdentifier"),
    _row(
        "Sample/SamplingDateTime",
        "Observation.effectiveDateTime; Specimen.collection.collectedDateTime",
        lost=_ZONE,
    ),
    _row(
        "Sample/SamplingInterval",
        "Specimen.collection.collectedPeriod",
        "one that ends before it begins is refused",
        lost=_ZONE,
    ),
    _row("Sample/Volume, UnitOfVolume", "Specimen.collection.quantity"),
    _row("(no element)", "Specimen.type", "said to be unknown: XRPT01 does not say it"),
    _row(
        "GeneralResultInformation/ReportStatusCode",
        "DiagnosticReport.status; Composition.status",
        "komplet_svar with a corrected result: `corrected` or `amended`, a setting; absent (XR0130K): an option",
        source=DK_CORE,
    ),
    _row(
        "GeneralResultInformation/LaboratoryInternalProductionIdentifier",
        "DiagnosticReport.identifier[0]; Composition.identifier",
        source=DK_CORE,
    ),
    _row(
        "GeneralResultInformation/ResultsDateTime",
        "DiagnosticReport.effectiveDateTime; Observation.issued",
        lost=_ZONE,
        source=DK_CORE,
    ),
    _row("Result/ResultStatusCode", "Observation.status", source="MedCom, FHIR core 4.0.0"),
    _row(
        "Analysis/AnalysisCode, AnalysisCodeType, AnalysisCodeResponsible",
        "Observation.code.coding",
        "NPU and DNK: a setting; MCS: MedCom; others: a system of our own for whoever is responsible",
        source=DK_CORE,
    ),
    _row("Analysis/AnalysisShortName", "Observation.code.coding.display"),
    _row("Analysis/AnalysisCompleteName", "Observation.code.text", lost=_MARKS),
    _row("Analysis/RequisitionGroup, Order", "Observation.category"),
    _row(
        "Result/ProducerOfLabResult",
        "Organization; Observation.performer",
        source="MedCom, FHIR terminology 2.0.1",
    ),
    _row(
        "Result/ResultType, Operator, Value, Unit",
        "Observation.valueQuantity or valueString",
        "a number keeps its digits; asterisks for a sample that was only received are no value",
    ),
    _row("Result/ResultValidation", "Observation.interpretation", source="HL7 FHIR R4"),
    _row(
        "Result/ReferenceInterval",
        "Observation.referenceRange",
        "limits that are no numbers stand in its text",
        lost="one with neither limits nor text",
    ),
    _row(
        "Result/ResultTextValue, ResultComments", "Observation.note", lost=_MARKS + "; a text without words"
    ),
    _row(
        "Result/Reference",
        "DocumentReference; Observation workflow-supportingInfo",
        "listed in a section too",
    ),
    _row("Result/ToLabIdentifier", "an extension of our own on Observation"),
)
