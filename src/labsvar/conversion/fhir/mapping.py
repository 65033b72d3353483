"""The mapping as a table: what of a letter stands where in FHIR, and what the way back loses.

The code and the table share the tables of codes (`tables`), the kinds that go out (`outward.KINDS`) and come back
(`inward.KINDS`), and the list of what a Bundle carries into a letter (`unplaced.CARRIED_BY`). The rows themselves are
prose, which the tests of the way out and back hold to account; a test asks that every element has its row.
"""

from __future__ import annotations

from typing import Final

import msgspec

DK_CORE: Final = "HL7 Denmark, DK Core 3.7.0"
EU_LAB: Final = "HL7 Europe, Laboratory Report 2.0.0"
OURS: Final = "our own"


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line: an element of a letter, its elements in FHIR, a note, and what is lost on the way back."""

    letter: str
    fhir: str
    note: str = ""
    lost: str = ""
    source: str = OURS


def row(letter: str, fhir: str, note: str = "", *, lost: str = "", source: str = OURS) -> Row:
    """One line of the table."""
    return Row(letter=letter, fhir=fhir, note=note, lost=lost, source=source)


MARKS: Final = "formatting; line breaks that are no `Break`"
ZONE: Final = "a zone beside the date; years outside 0001 to 9999 are refused"

EVERY: Final[tuple[Row, ...]] = (
    row("Envelope/Identifier", "Bundle.identifier", "in a system of the sender's location number"),
    row("Envelope/Sent", "Bundle.timestamp", "Denmark's zone", lost=ZONE),
    row("Envelope/AcknowledgementCode", "Bundle.meta.tag"),
    row("Envelope/Local_Elements", "", lost="all of it"),
    row("Letter/Identifier", "DiagnosticReport.identifier[1]"),
    row("Letter/Authorisation", "DiagnosticReport.issued; Composition.date", lost=ZONE, source=DK_CORE),
    row("Letter/VersionCode, TypeCode, StatisticalCode", "DiagnosticReport.meta.tag"),
    row(
        "Sender",
        "Organization.identifier, name, partOf; DiagnosticReport.performer; Composition.author",
        "unit, department and organisation are a chain of partOf; a number that is wrong has a system of our own",
    ),
    row("Sender/MedicalSpecialityCode, FromLabIdentifier", "Organization.type; Organization.identifier"),
    row(
        "Receiver",
        "Organization.address, as Sender; ServiceRequest.requester; Composition information-recipient",
        lost="an empty PostCodeIdentifier",
    ),
    row("Receiver/Physician", "PractitionerRole.practitioner, organization; Practitioner"),
    row(
        "CCReceiver",
        "Organization; Composition information-recipient",
        "without a Composition: an extension of our own on DiagnosticReport",
        source=EU_LAB,
    ),
    row(
        "Patient/CivilRegistrationNumber, AlternativeIdentifier",
        "Patient.identifier, birthDate",
        "CPR, X-eCPR or D-eCPR by its form, otherwise a system of our own; gives birthDate",
        source=DK_CORE,
    ),
    row(
        "Patient/PersonSurnameName, PersonGivenName",
        "Patient.name",
        "the blanks stay in its text",
        source=DK_CORE,
    ),
    row(
        "Patient/Consent",
        "meta.security R on DiagnosticReport and Composition",
        "given outright: a tag; never on Patient, where R protects the address",
    ),
    row(
        "(no element)",
        "id, subject, basedOn, specimen, request, result, section, title, intent",
        "what holds the resources of a letter together; the same letter gives the same ids",
    ),
)
"""What every kind of letter has."""

CHEMISTRY: Final[tuple[Row, ...]] = (
    row("RequisitionInformation/Comments", "ServiceRequest.note", lost=MARKS),
    row(
        "Sample/RequesterSampleIdentifier",
        "ServiceRequest.identifier, requisition; Specimen.identifier",
        "without one, ServiceRequest has the laboratory's number",
        source=DK_CORE,
    ),
    row("Sample/LaboratoryInternalSampleIdentifier", "Specimen.accessionIdentifier"),
    row(
        "Sample/SamplingDateTime",
        "Observation.effectiveDateTime; Specimen.collection.collectedDateTime",
        lost=ZONE,
    ),
    row(
        "Sample/SamplingInterval",
        "Specimen.collection.collectedPeriod",
        "one that ends before it begins is refused",
        lost=ZONE,
    ),
    row("Sample/Volume, UnitOfVolume", "Specimen.collection.quantity"),
    row("(no element)", "Specimen.type", "said to be unknown: XRPT01 does not say it"),
    row(
        "GeneralResultInformation/ReportStatusCode",
        "DiagnosticReport.status; Composition.status",
        "komplet_svar with a corrected result: `corrected` or `amended`, a setting; absent (XR0130K): an option",
        source=DK_CORE,
    ),
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
    row("Result/ResultStatusCode", "Observation.status", source="MedCom, FHIR core 4.0.0"),
    row(
        "Analysis/AnalysisCode, AnalysisCodeType, AnalysisCodeResponsible",
        "Observation.code.coding",
        "NPU and DNK: a setting; MCS: MedCom; others: a system of our own for whoever is responsible",
        source=DK_CORE,
    ),
    row("Analysis/AnalysisShortName", "Observation.code.coding.display"),
    row("Analysis/AnalysisCompleteName", "Observation.code.text", lost=MARKS),
    row("Analysis/RequisitionGroup, Order", "Observation.category"),
    row(
        "Result/ProducerOfLabResult",
        "Organization; Observation.performer",
        source="MedCom, FHIR terminology 2.0.1",
    ),
    row(
        "Result/ResultType, Operator, Value, Unit",
        "Observation.valueQuantity or valueString",
        "a number keeps its digits; asterisks for a sample that was only received are no value",
    ),
    row("Result/ResultValidation", "Observation.interpretation", source="HL7 FHIR R4"),
    row(
        "Result/ReferenceInterval",
        "Observation.referenceRange",
        "limits that are no numbers stand in its text",
        lost="one with neither limits nor text",
    ),
    row("Result/ResultTextValue, ResultComments", "Observation.note", lost=MARKS + "; a text without words"),
    row(
        "Result/Reference",
        "DocumentReference.content, masterIdentifier; Observation workflow-supportingInfo",
        "listed in a section too",
    ),
    row("Result/ToLabIdentifier", "an extension of our own on Observation"),
)
"""XRPT01."""
